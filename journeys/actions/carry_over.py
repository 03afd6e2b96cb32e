"""carry_over: what becomes of passages when two leads turn out to be one."""

from uuid import UUID

from journeys.actions.withdraw import end
from journeys.domain.engine import End
from journeys.queries import passages
from kernel import sql

# The cause of entry keeps its name unless the winner entered for the same cause; passages are told apart by their times.
MOVE = """
UPDATE journeys_enrolment AS e
SET lead_id = x.winner_id, entry_key = CASE WHEN EXISTS (
        SELECT 1 FROM journeys_enrolment w WHERE w.workspace_id = %(workspace_id)s AND w.lead_id = x.winner_id
        AND w.journey_id = e.journey_id AND w.entry_key = e.entry_key)
    THEN left(e.entry_key, 150) || ':merged:' || e.id::text ELSE e.entry_key END
FROM json_to_recordset(%(pairs)s::json) AS x(winner_id uuid, loser_id uuid)
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = x.loser_id
"""
MOVE_RUNS = """
UPDATE journeys_steprun AS s SET lead_id = x.winner_id
FROM json_to_recordset(%(pairs)s::json) AS x(winner_id uuid, loser_id uuid)
WHERE s.workspace_id = %(workspace_id)s AND s.lead_id = x.loser_id
"""


def carry_over(winner_ids: list[UUID], loser_ids: list[UUID]) -> None:
    """The losers' passages become the winners', running and past; where the winner is in the same journey, the loser's ends as merged.

    Said twice, it changes nothing the second time.
    """
    winner_of = dict(zip(loser_ids, winner_ids, strict=True))
    taken = set()
    over = []
    running = passages.locked([*winner_ids, *loser_ids])
    for passage in sorted(running, key=lambda p: (p.lead_id in winner_of, p.enrolment_id)):
        place = (passage.journey_id, winner_of.get(passage.lead_id, passage.lead_id))
        if place in taken:
            over.append((passage, End("exited", "merged")))
        taken.add(place)
    end(over)
    # One loser at a time: two losers of one winner may have entered for the same cause.
    for loser_id, winner_id in winner_of.items():
        pairs = sql.as_json([{"winner_id": winner_id, "loser_id": loser_id}])
        if sql.execute(MOVE, pairs=pairs):
            sql.execute(MOVE_RUNS, pairs=pairs)
