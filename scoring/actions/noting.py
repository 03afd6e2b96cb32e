"""note: something happened to leads; who prepares a version or compares a draft in the shadow looks at them again.

Nothing of either acts. Where neither is under way, one small question is all that it costs.
"""

from collections.abc import Iterable
from uuid import UUID

from kernel import ids, sql

# A version that is being prepared (scoring.actions.switch), and a draft in the shadow (scoring.actions.shadow).
WATCHED = """
SELECT EXISTS (SELECT 1 FROM scoring_switch s WHERE s.workspace_id = %(workspace_id)s AND s.finished_at IS NULL),
       EXISTS (SELECT 1 FROM scoring_backtest b WHERE b.workspace_id = %(workspace_id)s AND b.shadow_at IS NOT NULL)
"""
STALE = """
INSERT INTO scoring_switchlead AS mine (workspace_id, id, switch_id, lead_id, stale, entries, row)
SELECT %(workspace_id)s, x.id, s.id, x.lead_id, true, '[]', '{}'
FROM scoring_switch s, json_to_recordset(%(rows)s::json) AS x(id uuid, lead_id uuid)
WHERE s.workspace_id = %(workspace_id)s AND s.finished_at IS NULL
ON CONFLICT (workspace_id, switch_id, lead_id) DO UPDATE SET stale = true WHERE NOT mine.stale
"""
SHADOW = """
INSERT INTO scoring_shadowlead (workspace_id, id, backtest_id, lead_id)
SELECT %(workspace_id)s, x.id, b.id, x.lead_id
FROM scoring_backtest b, json_to_recordset(%(rows)s::json) AS x(id uuid, lead_id uuid)
WHERE b.workspace_id = %(workspace_id)s AND b.shadow_at IS NOT NULL
"""

# Of tags, and of all that are read as they are.
TAGGED = """
INSERT INTO scoring_shadowlead (workspace_id, id, backtest_id, lead_id)
SELECT %(workspace_id)s, gen_random_uuid(), b.id, x.lead_id
FROM scoring_backtest b, (
    SELECT DISTINCT e.lead_id FROM scoring_tagentry e
    JOIN scoring_tag t ON t.workspace_id = %(workspace_id)s AND t.id = e.tag_id
    WHERE e.workspace_id = %(workspace_id)s AND coalesce(t.stands_for_id, t.id) IN (
        SELECT coalesce(r.stands_for_id, r.id) FROM scoring_tag r WHERE r.workspace_id = %(workspace_id)s AND r.id = ANY(%(tags)s::uuid[]))
) x
WHERE b.workspace_id = %(workspace_id)s AND b.shadow_at IS NOT NULL
"""


def note_tagged(tag_ids: Iterable[UUID]) -> None:
    """What these tags are read as has changed: who ever had one of them is to be looked at again in the shadow."""
    ((_, shadow),) = sql.tuples(WATCHED)
    if shadow:
        sql.execute(TAGGED, tags=list(tag_ids))


def note(lead_ids: Iterable[UUID], scored: bool = False) -> None:
    """These leads are to be looked at again in the shadow; `scored`: also by a version that is being prepared, for their rows changed."""
    leads = sorted(set(lead_ids))
    if not leads:
        return
    ((coming, shadow),) = sql.tuples(WATCHED)
    rows = sql.as_json([{"id": ids.new(), "lead_id": lead} for lead in leads]) if coming or shadow else ""
    if coming and scored:
        sql.execute(STALE, rows=rows)
    if shadow:
        sql.execute(SHADOW, rows=rows)
