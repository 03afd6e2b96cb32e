"""Question: what happened to this lead, everything, newest first? (timeline.sql)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from kernel import sql

KINDS = ("event", "stage", "message", "touch", "step", "score", "edit")
LIMIT = 60
FAR = "9999-01-01T00:00:00+00:00"


@dataclass(frozen=True)
class Row:
    """One thing that happened. `detail` depends on `kind` (see timeline.sql)."""

    at: datetime
    kind: str
    id: str
    title: str
    detail: dict[str, Any]
    actor: str
    is_bot: bool


def of_lead(
    lead_id: UUID,
    person_id: UUID,
    *,
    kinds: Sequence[str] = KINDS,
    bots: bool = True,
    key_only: bool = False,
    before: str = "",
    before_id: str = "",
    limit: int = LIMIT,
) -> tuple[list[Row], bool]:
    """Up to `limit` rows before (before, before_id), and whether there are more. `key_only`: of events only key moments (F165)."""
    found = sql.tuples(
        sql.file(__file__, "timeline.sql"), lead_id=str(lead_id), person_id=str(person_id), kinds=list(kinds), bots=bots,
        key_only=key_only,
        before=before or FAR, before_id=before_id or "~", limit=limit + 1,
    )  # fmt: skip
    rows = [Row(at, kind, key, title, msgspec.json.decode(detail), actor, bot) for at, kind, key, title, detail, actor, bot in found]
    return rows[:limit], len(rows) > limit
