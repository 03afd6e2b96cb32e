"""note: what a station further on moved because of a merge, kept with the merge, so that it can give it back."""

from typing import Any
from uuid import UUID

from kernel import sql

NOTE = """
UPDATE leads_personmerge m SET moved = m.moved || jsonb_build_object(%(name)s::text, %(what)s::jsonb)
WHERE m.workspace_id = %(workspace_id)s AND m.id = %(merge_id)s
"""


def note(merge_id: UUID, name: str, what: Any) -> None:
    """Keep `what` (JSON) under `name` ("sales", "journeys", …); read it with leads.queries.merges.kept."""
    sql.execute(NOTE, merge_id=str(merge_id), name=name, what=sql.as_json(what))
