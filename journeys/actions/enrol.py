"""enrol: let leads into a journey, honouring its re-entry rule; one passage at a time whatever races."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.utils.translation import gettext as _

from journeys.queries.entering import MAY, asked
from journeys.queries.live import LiveJourney, live_journeys
from kernel import audit, clock, ids, sql, work
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch
from leads.domain.trees import parse
from leads.queries import blacklist, trees

KIND = "journeys.advance"
CHUNK = 500

ENTER = f"""
INSERT INTO journeys_enrolment (workspace_id, id, journey_id, version_id, lead_id, state, passage, entry_key, entered_at, end_reason, node,
                                visit, node_entered_at, waiting_for, waiting_ref, signal, due_at, attempt, last_error)
SELECT %(workspace_id)s, x.id, %(journey_id)s, %(version_id)s, l.id, 'active',
       1 + (SELECT count(*) FROM journeys_enrolment b
            WHERE b.workspace_id = %(workspace_id)s AND b.lead_id = l.id AND b.journey_id = %(journey_id)s),
       x.entry_key, %(now)s, '', %(node)s, 1, %(now)s, '', '', '', %(now)s, 0, ''
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, lead_id uuid, entry_key text) {MAY}
ON CONFLICT DO NOTHING RETURNING lead_id
"""


@dataclass(frozen=True)
class Entry:
    """A lead and what made it enter (`event:<id>`, `stage:mql:2`, `segment:<day>`, `hand:<id>`): the same cause enters once."""

    lead_id: UUID
    entry_key: str


def enrol(journey: LiveJourney, entries: list[Entry]) -> list[UUID]:
    """Let the leads in that may enter now; says which did. Rings the engine.

    Left out silently, as rules and not as errors: who is in, who passed before and may not again, whose lead is closed or whose stage
    would end the passage at once, and whose company stands on the blacklist (F069).
    """
    # Two causes at once see each other: one may only look after the other has committed.
    sql.lock(f"enrol:{journey.id}")
    blacklist.hold()
    first = {entry.lead_id: entry for entry in reversed(entries)}
    entered = [lead_id for chunk in chunks(list(first.values())) for lead_id in _enter(journey, chunk)]
    if entered:
        touch(entered)
        work.ring(KIND)
    return entered


def let_in(journey: LiveJourney, entries: list[Entry]) -> list[UUID]:
    """The same for what happened by itself: of these leads only those whom the entry's condition names now, asked once for all."""
    only = journey.graph.entry.lead
    if only is not None and entries:
        fitting = trees.holding(parse(only), {entry.lead_id for entry in entries})
        entries = [entry for entry in entries if entry.lead_id in fitting]
    return enrol(journey, entries) if entries else []


def chunks(entries: list[Entry]) -> Iterator[list[Entry]]:
    rest = iter(entries)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _enter(journey: LiveJourney, entries: list[Entry]) -> list[UUID]:
    rows = sql.tuples(
        ENTER,
        **asked(journey),
        version_id=str(journey.version_id),
        node=journey.graph.start,
        now=clock.now(),
        rows=sql.as_json([{"id": ids.new(), "lead_id": e.lead_id, "entry_key": e.entry_key[:200]} for e in entries]),
    )
    return [row[0] for row in rows]


def enrol_by_hand(journey_id: UUID, lead_id: UUID, actor: Actor) -> None:
    """Let one lead in by hand. Refuses when the journey is not live or its rules keep this lead out, and says so."""
    journey = next(iter(live_journeys(journey_id)), None)
    if journey is None:
        raise Refused(_("This journey is not live: launch or resume it first."), code="not_live", status=409)
    if not enrol(journey, [Entry(lead_id, f"hand:{ids.new()}")]):
        raise Refused(
            _(
                "This lead may not enter now: it is inside, has passed and may not again, is closed, its stage ends the journey, or its"
                " company is on the blacklist."
            ),
            field="lead_id",
            code="may_not_enter",
            status=409,
        )
    audit.record(actor, "lead.enrolled", lead_id, {"journey": ["", str(journey_id)]})
