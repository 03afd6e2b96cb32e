"""Writing into the ledger: append only, and once per effect."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from kernel import clock, ids, sql
from kernel.columns import Columns
from scoring.domain.engine import Entry

ENTRIES = Columns("""id uuid, lead_id uuid, dimension text, rule text, points float8, decays boolean, kernel text, url_weight float8,
    behaviour_weight float8, event_id uuid, occurred_at timestamptz, reason text, reverses_id uuid, effect_key text, human smallint""")
# An entry that takes back another, at its own instant.
COLUMNS = """workspace_id, id, lead_id, rulebook_id, dimension, rule, points, decays, kernel, url_weight, behaviour_weight, event_id,
    occurred_at, recorded_at, reason, reverses_id, effect_key"""
REVERSED = """%(workspace_id)s, gen_random_uuid(), {of}.lead_id, {of}.rulebook_id, {of}.dimension, {of}.rule, -{of}.points, {of}.decays,
    {of}.kernel, {of}.url_weight, {of}.behaviour_weight, {of}.event_id, {of}.occurred_at, %(now)s, %(reason)s, {of}.id"""
WRITE = f"""
INSERT INTO scoring_ledgerentry (workspace_id, rulebook_id, recorded_at, {ENTRIES.names})
SELECT %(workspace_id)s, %(rulebook_id)s, %(now)s, x.* FROM {ENTRIES.source}
ON CONFLICT (workspace_id, lead_id, effect_key) DO NOTHING RETURNING lead_id, effect_key
"""
STANDING = """
SELECT e.lead_id, e.effect_key FROM json_to_recordset(%(rows)s::json) AS x(lead_id uuid, effect_key text)
JOIN scoring_ledgerentry e ON e.workspace_id = %(workspace_id)s AND e.lead_id = x.lead_id AND e.effect_key = x.effect_key
"""
WRITTEN = """
SELECT EXISTS (SELECT 1 FROM scoring_ledgerentry e WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = %(lead)s
    AND (e.effect_key = %(key)s OR left(e.effect_key, length(%(key)s) + 1) = %(key)s || ':'))
"""


def write(entries: Sequence[Entry], rulebook_id: UUID | None) -> list[Entry]:
    """Write what is not written yet; returns the entries that were new, in their order."""
    if not entries:
        return []
    unique = {(entry.lead_id, entry.effect_key): entry for entry in reversed(entries)}
    rows = {"id": ids.many(len(unique)), **{name: [getattr(entry, name) for entry in unique.values()] for name in Entry.__struct_fields__}}
    told = {"rulebook_id": str(rulebook_id) if rulebook_id else None, "now": clock.now()}
    new = {key for part in ENTRIES.parts(rows) for key in sql.tuples(WRITE, **part, **told)}
    return [entry for key, entry in reversed(unique.items()) if key in new]


def unwritten(entries: Iterable[Entry]) -> list[Entry]:
    """Those that are not in the ledger. Exact only while their leads are locked."""
    asked = list(entries)
    if not asked:
        return []
    rows = [{"lead_id": entry.lead_id, "effect_key": entry.effect_key} for entry in asked]
    standing = {key for part in sql.parts(rows) for key in sql.tuples(STANDING, rows=part)}
    return [entry for entry in asked if (entry.lead_id, entry.effect_key) not in standing]


def is_written(lead_id: UUID, key: str) -> bool:
    """Whether the lead has an entry of this effect, or a part of it."""
    return bool(sql.tuples(WRITTEN, lead=str(lead_id), key=key)[0][0])
