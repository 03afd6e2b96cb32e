"""The dormant pool (F002): leads that were contacted at least once and left lying, and how much of it has been worked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from campaigns.models import Message
from journeys.enums import JourneyKind, JourneyState
from journeys.models import Enrolment, Journey
from kernel import clock, sql
from leads.domain.filters import BadFilter, Filters
from leads.enums import Stage
from leads.models import Lead
from leads.queries import leads
from sales.domain.dispositions import WORKING
from sales.enums import Disposition, OpportunityState, ReturnReason, TouchKind
from sales.models import HandOff, Opportunity, SdrTask, Touch
from tenants.queries.workspaces import local_now

DAYS, LONGEST = 90, 3_650
# The pool is said to be worked by what was done in so many days.
WINDOW = timedelta(days=30)
# Nobody is woken who was written to in so many days: a journey begins with a mail, and two in a week are one too many.
REST = timedelta(days=7)
# At most so many enter a journey in one go.
MOST = 10_000
FEW = 5_000
OUT = {"disposition": (Disposition.NOT_A_FIT, Disposition.BAD_DATA), "reason": (ReturnReason.NOT_A_FIT, ReturnReason.BAD_DATA)}
# Contacted again, given a task or let into a journey, `days` or more after the contact before.
WORKED = """
SELECT DISTINCT w.lead_id FROM (
    SELECT t.lead_id, t.at FROM sales_touch t WHERE t.workspace_id = %(workspace_id)s AND t.at > %(since)s AND t.kind <> 'note'
    UNION ALL
    SELECT k.lead_id, k.created_at FROM sales_sdrtask k WHERE k.workspace_id = %(workspace_id)s AND k.created_at > %(since)s
    UNION ALL
    SELECT e.lead_id, e.entered_at FROM journeys_enrolment e WHERE e.workspace_id = %(workspace_id)s AND e.entered_at > %(since)s
) w CROSS JOIN LATERAL (
    SELECT max(b.at) AS at FROM sales_touch b
    WHERE b.workspace_id = %(workspace_id)s AND b.lead_id = w.lead_id AND b.at < w.at AND b.kind <> 'note'
) before
WHERE before.at <= w.at - make_interval(days => %(days)s)
"""


def days_of(text: str) -> int:
    """The days that an address names; raises BadFilter for what is no number of 1 to LONGEST."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= LONGEST):
        raise BadFilter("dormant", f"Give a number of days from 1 to {LONGEST:,}, for example {DAYS}.")
    return int(text)


def dormant(value: str, now: datetime) -> Q:
    """Open leads that were contacted at least once; in so many days they gave no sign and nobody contacted them; nobody has a task, the
    queue, a deal or the verdict that they are none for us.

    What is mailed to many is no sign of theirs, and a journey that asks for the one is inside the other: neither counts here (see `filters`
    and `members`).
    """
    since = now - timedelta(days=days_of(value))
    touches = Touch.objects.filter(lead_id=OuterRef("pk"))
    verdicts = touches.exclude(disposition="").filter(_latest())
    return (
        Q(Exists(touches.exclude(kind=TouchKind.NOTE)))
        & ~Q(Exists(touches.filter(at__gt=since)))
        & (Q(last_active_at=None) | Q(last_active_at__lte=since))
        & Q(closed_at=None, person__company__blacklisted_at=None)
        & ~Q(stage=Stage.CUSTOMER)
        & ~Q(Exists(SdrTask.objects.filter(lead_id=OuterRef("pk"), done_at=None)))
        & ~Q(Exists(HandOff.objects.filter(lead_id=OuterRef("pk"), state__in=WORKING)))
        & ~Q(Exists(Opportunity.objects.filter(lead_id=OuterRef("pk"), state=OpportunityState.OPEN)))
        & ~Q(Exists(verdicts.filter(Q(disposition__in=OUT["disposition"]) | Q(reason__in=OUT["reason"]))))
    )


def filters(days: int) -> Filters:
    """The pool as a filter set: the dormant leads that no journey has."""
    return {"dormant": [str(days)], "in_journey": ["!any"]}


def _latest() -> Q:
    """The touch after which none said anything else."""
    later = Touch.objects.filter(lead_id=OuterRef("lead_id"), at__gt=OuterRef("at")).exclude(disposition="")
    return ~Q(Exists(later))


@dataclass(frozen=True)
class Pool:
    """`lying` leads are in the pool now; `worked` came out of such a silence in the last 30 days, in it still or not."""

    days: int
    lying: int
    worked: int
    # Those of `worked` that lie there again by the same measure: they count once.
    both: int = 0

    @property
    def share(self) -> float | None:
        """Percent of the pool that was worked; None where there was nothing to work."""
        whole = self.lying + self.worked - self.both
        return 100 * self.worked / whole if whole else None


def pool(days: int) -> Pool:
    """The pool and how much of it was worked in the last 30 days."""
    worked = [lead for (lead,) in sql.tuples(WORKED, since=clock.now() - WINDOW, days=days)]
    return Pool(days, lying(days), len(worked), len(leads.matching(filters(days), worked)) if worked else 0)


def _pool(days: int) -> "QuerySet[Lead]":
    """The pool, in no order. Whose last contact is so long ago is found by one look through the contacts; where they are few, all else is
    asked of those alone. As a condition of a filter it is asked lead by lead, for whoever asks about one."""
    now = local_now()
    silent = Touch.objects.values("lead_id").annotate(last=Max("at")).filter(last__lte=now - timedelta(days=days))
    few = list(silent.values_list("lead_id", flat=True)[: FEW + 1])
    found = leads.search(filters(days), now=now).order_by()
    return found if len(few) > FEW else found.filter(pk__in=few)


def lying(days: int) -> int:
    """How many are in the pool."""
    return int(_pool(days).count())


def shown(days: int) -> "QuerySet[Lead]":
    """The pool for a page: each lead with `contacted_at`, its last contact."""
    last = Touch.objects.filter(lead_id=OuterRef("pk")).exclude(kind=TouchKind.NOTE).order_by("-at").values("at")[:1]
    return _pool(days).annotate(contacted_at=Subquery(last))


def journeys() -> list[tuple[UUID, str]]:
    """Live journeys, those of re-engagement first."""
    found = Journey.objects.filter(state=JourneyState.LIVE).order_by("name", "id").values_list("id", "name", "kind")
    return [(key, name) for key, name, kind in sorted(found, key=lambda row: row[2] != JourneyKind.REENGAGEMENT)]


def was_woken(entry_key: str) -> bool:
    """Whether anybody entered a journey by this cause."""
    return bool(Enrolment.objects.filter(entry_key=entry_key).exists())


def members(days: int) -> Sequence[UUID]:
    """Whoever of the pool may be written to now, at most MOST, the highest scores first: nobody who got a mail in the last days."""
    recent = Message.objects.filter(lead_id=OuterRef("pk"), sent_at__gt=clock.now() - REST, bounced_at=None)
    rested = _pool(days).filter(~Exists(recent)).order_by(*leads.BEST_FIRST)
    return list(rested.values_list("id", flat=True)[:MOST])
