"""wake_pool, let_go: the dormant pool into a journey, with the number first, and back (F002)."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from journeys.actions.enrol import Entry, enrol
from journeys.actions.withdraw import withdraw_all
from journeys.queries.entering import may_enter
from journeys.queries.live import LiveJourney, live_journeys
from kernel import audit, ids
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain.shown import is_near
from sales.queries import dormant


@dataclass(frozen=True)
class Plan:
    """Of `lying` leads of the pool `entering` may enter the journey now and got no mail in the last days; more than dormant.MOST are taken
    in several goes."""

    lying: int
    entering: list[UUID]


def plan(days: int, journey_id: UUID) -> Plan:
    """Who would enter. Refuses a journey that is not live."""
    rested = dormant.members(days)
    may = may_enter(_live(journey_id), rested)
    return Plan(dormant.lying(days), [lead for lead in rested if lead in may])


def wake_pool(days: int, journey_id: UUID, expected: int | None, actor: Actor) -> tuple[UUID, int]:
    """Let the pool into a journey: (batch, how many entered). Audited; `let_go` takes them out again.

    `expected` is the number that was shown: when it is no longer near (leads.domain.shown), nobody enters (409). Refuses a journey that is
    not live.
    """
    found = plan(days, journey_id).entering
    if expected is not None and not is_near(len(found), expected):
        told = _("%(now)s leads would enter now, not %(shown)s: look again.") % {"now": len(found), "shown": expected}
        raise Refused(told, field="expected", code="changed", status=409)
    if not found:
        raise Refused(_("Nobody of the pool may enter this journey now."), code="nothing", status=409)
    batch = ids.new()
    entered = enrol(_live(journey_id), [Entry(lead, _key(batch)) for lead in found])
    audit.record(actor, "dormant.woken", batch, {"journey": [None, str(journey_id)], "leads": [None, len(entered)], "days": [None, days]})
    return batch, len(entered)


def let_go(batch: UUID, actor: Actor) -> int:
    """Take whoever is still on the way out of the journey again; what was sent stays sent. Says how many. Audited.

    Refuses what woke nobody here (404).
    """
    if not dormant.was_woken(_key(batch)):
        raise Refused(_("Nobody was woken by this here."), code="not_found", status=404)
    gone = withdraw_all(_key(batch), actor)
    audit.record(actor, "dormant.let_go", batch, {"leads": [gone, 0]})
    return gone


def _key(batch: UUID) -> str:
    return f"dormant:{batch}"


def _live(journey_id: UUID) -> LiveJourney:
    found = next(iter(live_journeys(journey_id)), None)
    if found is None:
        raise Refused(_("This journey is not live: launch or resume it first."), field="journey", code="not_live", status=409)
    return found
