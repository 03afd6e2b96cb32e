"""add_heat: heat_map events into cells, one statement a batch; a chore forgets them."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from kernel import clock, ids, sql
from kernel.housekeeping import chore
from tracking.domain import heat
from tracking.domain.draft import Draft
from tracking.domain.heat import Cell

KEEP = timedelta(days=90)
BATCH = 20_000

# In the order of the key, so that two batches at once never wait for each other in a circle.
ADD = """
INSERT INTO tracking_heatcell AS c (workspace_id, id, day, path, host, device, kind, x, y, selector, count)
SELECT %(workspace_id)s, r.id, r.day, r.path, r.host, r.device, r.kind, r.x, r.y, r.selector, r.count
FROM json_to_recordset(%(rows)s::json)
     AS r(id uuid, day date, path text, host text, device text, kind text, x int, y int, selector text, count int)
ORDER BY r.path, r.host, r.day, r.device, r.kind, r.y, r.x, r.selector
ON CONFLICT (workspace_id, path, host, day, device, kind, y, x, selector) DO UPDATE SET count = c.count + excluded.count
"""
FORGET = """
DELETE FROM tracking_heatcell WHERE workspace_id = %(workspace_id)s AND id IN (
    SELECT id FROM tracking_heatcell WHERE workspace_id = %(workspace_id)s AND day < %(before)s LIMIT %(batch)s
)
"""


def add_heat(drafts: Iterable[Draft]) -> int:
    """Count the heat_map events among the drafts into cells; says how many cells were touched. Called in the digest's transaction.

    The events themselves keep only how much they told.
    """
    cells: Counter[Cell] = Counter()
    for draft in drafts:
        if heat.is_heat(draft):
            cells.update(heat.take(draft))
    if not cells:
        return 0
    rows = [{**cell._asdict(), "id": ids.new(), "count": count} for cell, count in cells.items()]
    return sql.execute(ADD, rows=sql.as_json(rows))


@chore
def forget_heat() -> int:
    """Cells older than 90 days."""
    return sql.execute(FORGET, before=(clock.now() - KEEP).date(), batch=BATCH)
