"""publish, pause, resume, archive: a journey's own life."""

from uuid import UUID

from django.utils.translation import gettext

from journeys.actions.enrol import KIND
from journeys.actions.segments import KIND as SEGMENTS
from journeys.domain.graph import Graph, parse, plain
from journeys.enums import JourneyState
from journeys.models import Journey, JourneyVersion
from journeys.queries import segments
from journeys.queries.faults import problems
from journeys.queries.preview import matching
from kernel import audit, clock, sql, work
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch
from leads.domain.filters import BadFilter
from leads.domain.shown import is_near

# Time that was paused does not count: every wait goes on as if the clock had stood still, so nothing bursts out on resume.
SHIFT = """
UPDATE journeys_enrolment SET due_at = due_at + (%(now)s::timestamptz - greatest(%(paused_at)s::timestamptz, node_entered_at)),
       until = until + (%(now)s::timestamptz - greatest(%(paused_at)s::timestamptz, node_entered_at))
WHERE workspace_id = %(workspace_id)s AND journey_id = %(journey_id)s AND state = 'active'
"""
END_ALL = """
UPDATE journeys_enrolment SET state = 'exited', end_reason = 'archived', ended_at = %(now)s, lease_until = NULL, waiting_for = ''
WHERE workspace_id = %(workspace_id)s AND journey_id = %(journey_id)s AND state = 'active'
RETURNING lead_id
"""


def _locked(journey_id: UUID, *states: str) -> Journey:
    # No key of it changes: a worker's row that names it must not wait for who waits for that worker.
    journey: Journey = Journey.objects.select_for_update(no_key=True).get(pk=journey_id)
    if journey.state not in states:
        told = gettext("This journey is %(state)s: that cannot be done now.") % {"state": journey.get_state_display()}
        raise Refused(told, code="wrong_state", status=409)
    return journey


def publish(journey_id: UUID, actor: Actor, expected: int | None = None) -> JourneyVersion:
    """Make the draft an immutable version, for those who enter from now on; who is inside stays on theirs. Launches a draft.

    Refuses a definition with problems, naming the first. Publishing what is live already makes no new version. `expected` is the number of
    leads in the entry's segment that was shown: when it is no longer near (leads.domain.shown), nothing happens (409). `undo_launch` takes
    them out again.
    """
    journey = _locked(journey_id, JourneyState.DRAFT, JourneyState.LIVE, JourneyState.PAUSED)
    graph = parse(journey.draft)
    found = problems(graph)
    if found:
        raise Refused(f"{found[0].where}: {found[0].told(gettext)}", field="draft", code="not_ready", status=409)
    _understands(graph)
    _as_shown(graph, expected)
    latest = JourneyVersion.objects.filter(journey=journey).order_by("-number").first()
    if latest is None or latest.graph != plain(graph):
        number = latest.number + 1 if latest else 1
        latest = JourneyVersion.objects.create(journey=journey, number=number, graph=plain(graph), published_by=actor.name)
    journey.live_version = latest.number
    if journey.state == JourneyState.DRAFT:
        journey.state, journey.live_since = JourneyState.LIVE, clock.now()
    _look_for_leads(journey, bool(graph.entry.segment))
    audit.record(actor, "journey.published", journey, {"version": [None, latest.number]})
    return latest


def _understands(graph: Graph) -> None:
    try:
        if graph.entry.segment:
            segments.leads(graph.entry.segment, clock.now())
    except BadFilter as error:
        raise Refused(f"entry: {error.detail}", field="draft", code="not_ready", status=409) from error


def _as_shown(graph: Graph, expected: int | None) -> None:
    found = matching(graph.entry) if expected is not None else None
    if found is not None and expected is not None and not is_near(found, expected):
        told = gettext("%(now)s leads would enter now, not %(shown)s: look again.") % {"now": found, "shown": expected}
        raise Refused(told, field="expected", code="changed", status=409)


def _look_for_leads(journey: Journey, by_segment: bool) -> None:
    journey.segment_due_at, journey.segment_after = clock.now() if by_segment else None, None
    journey.save(update_fields=["live_version", "state", "paused_at", "live_since", "segment_due_at", "segment_after"])
    if by_segment:
        work.ring(SEGMENTS)


def pause(journey_id: UUID, actor: Actor) -> Journey:
    """Nobody enters and no step runs until it is resumed; goals and exits still end passages."""
    journey = _locked(journey_id, JourneyState.LIVE)
    journey.state, journey.paused_at = JourneyState.PAUSED, clock.now()
    journey.save(update_fields=["state", "paused_at"])
    audit.record(actor, "journey.paused", journey)
    return journey


def resume(journey_id: UUID, actor: Actor) -> Journey:
    """Go on. Every wait is longer by the time that was paused."""
    journey = _locked(journey_id, JourneyState.PAUSED)
    sql.execute(SHIFT, now=clock.now(), paused_at=journey.paused_at, journey_id=str(journey.pk))
    live = JourneyVersion.objects.get(journey=journey, number=journey.live_version)
    journey.state, journey.paused_at, journey.live_since = JourneyState.LIVE, None, clock.now()
    _look_for_leads(journey, bool(parse(live.graph).entry.segment))
    work.ring(KIND)
    audit.record(actor, "journey.resumed", journey)
    return journey


def archive(journey_id: UUID, actor: Actor) -> Journey:
    """End it for good: running passages end as archived; versions and history stay."""
    journey = _locked(journey_id, JourneyState.DRAFT, JourneyState.LIVE, JourneyState.PAUSED)
    ended = [lead for (lead,) in sql.tuples(END_ALL, now=clock.now(), journey_id=str(journey.pk))]
    touch(ended)
    journey.state, journey.segment_due_at = JourneyState.ARCHIVED, None
    journey.save(update_fields=["state", "segment_due_at"])
    audit.record(actor, "journey.archived", journey, {"ended": [0, len(ended)]})
    return journey
