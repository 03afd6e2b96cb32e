"""end_unfounded: a bulk move was undone, and so is what began because of it."""

from collections.abc import Sequence

from journeys.actions.carry_over import FREE
from journeys.actions.withdraw import end
from journeys.domain.engine import End
from journeys.domain.settings import STAGE
from journeys.queries import passages
from kernel import sql
from leads.facts import StageMove

BEGUN = """
SELECT e.id FROM journeys_enrolment e JOIN json_to_recordset(%(rows)s::json) AS x(lead_id uuid, entry_key text)
    ON x.lead_id = e.lead_id AND x.entry_key = e.entry_key
WHERE e.workspace_id = %(workspace_id)s
"""


def end_unfounded(visits: Sequence[StageMove]) -> None:
    """End the passages that these stage visits began; their numbers may let somebody in again. What a passage has sent stays sent.

    Said twice, it changes nothing the second time.
    """
    rows = [{"lead_id": visit.lead_id, "entry_key": f"{STAGE}{visit.to_stage}:{visit.visit_no}"} for visit in visits]
    begun = {row[0] for row in sql.tuples(BEGUN, rows=sql.as_json(rows))}
    if begun:
        sql.execute(FREE, ids=list(begun))
        running = passages.locked(visit.lead_id for visit in visits)
        end([(passage, End("exited", "undone")) for passage in running if passage.enrolment_id in begun])
