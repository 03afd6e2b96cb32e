"""What we lend to earlier apps: the filter `in_journey` of leads, and the question `journey` of condition trees. What a later app may keep
of ours."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from journeys.models import Enrolment
from journeys.queries import leaves, preview
from journeys.queries.step_counts import RUNNING
from kernel import keeper, personal
from leads.domain import footprints, trees
from leads.domain.filters import BadFilter, Filter, register
from leads.domain.footprints import Footprint
from leads.queries.offers import Offer
from leads.queries.trees import SOURCES


def in_journey(value: str, now: datetime) -> Q:
    """Inside this journey now; “any” is any journey."""
    running = Enrolment.objects.filter(lead_id=OuterRef("pk"), state="active")
    if value == "any":
        return Q(Exists(running))
    try:
        return Q(Exists(running.filter(journey_id=UUID(value))))
    except ValueError:
        raise BadFilter("in_journey", "Give the id of a journey, or any.") from None


register(Filter("in_journey", _("In the journey"), in_journey, Offer(RUNNING, lambda rows: [("any", _("Any")), *rows]), timed=True))
trees.register(leaves.JOURNEY)
SOURCES["passages"] = leaves.load
keeper.register(preview.WHO_DID, preview.count_as_asked)
personal.register(
    personal.Holding("journeys_steprun", "x.lead_id = ANY(%(leads)s::uuid[])", {"detail": "'{}'::jsonb"}),
    personal.Holding(
        "journeys_enrolment",
        "x.lead_id = ANY(%(leads)s::uuid[])",
        {
            "end_reason": "CASE WHEN x.state = 'active' THEN 'erased' ELSE x.end_reason END",
            "ended_at": "coalesce(x.ended_at, %(now)s)",
            "state": "CASE WHEN x.state = 'active' THEN 'exited' ELSE x.state END",
            "entry_key": "'erased:' || x.id",
            "signal": "''",
            "waiting_for": "''",
            "waiting_ref": "''",
            "last_error": "''",
        },
    ),
)
IN_JOURNEY = _("is or was in a journey")
footprints.register(
    Footprint("journeys_enrolment", why="journey", told=IN_JOURNEY), Footprint("journeys_steprun", why="journey", told=IN_JOURNEY)
)
