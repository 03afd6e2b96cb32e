"""Who did what: one row in the same transaction as the change it tells of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from kernel import clock, ids, sql
from kernel.models import AuditEntry

MANY = """
INSERT INTO kernel_auditentry (workspace_id, id, at, actor_kind, actor_id, actor_name, verb, target_id, changes)
SELECT %(workspace_id)s, x.id, %(now)s, %(kind)s, %(key)s, %(name)s, %(verb)s, x.target, x.changes
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, target text, changes jsonb)
"""


@dataclass(frozen=True)
class Actor:
    """Who acts: kind is user, key, journey or system; id is theirs as text; name is what people read."""

    kind: str
    id: str
    name: str

    @property
    def user_id(self) -> int | None:
        return int(self.id) if self.kind == "user" else None


SYSTEM = Actor("system", "", "Leadway")


class Target(Protocol):
    pk: Any


def record(actor: Actor, verb: str, target: Target | UUID | str, changes: dict[str, Any] | None = None) -> None:
    """Write that `actor` did `verb` (`lead.moved`) to `target`; `changes` maps a field to [before, after]."""
    AuditEntry.objects.create(
        actor_kind=actor.kind, actor_id=actor.id, actor_name=actor.name, verb=verb, target_id=_key(target), changes=changes or {}
    )


def record_many(actor: Actor, verb: str, told: Iterable[tuple[Target | UUID | str, dict[str, Any]]]) -> None:
    """The same for each (target, changes), many in one statement; `changes` hold what JSON has."""
    everything = list(told)
    rows = [
        {"id": key, "target": _key(target), "changes": changes}
        for key, (target, changes) in zip(ids.many(len(everything)), everything, strict=True)
    ]
    sql.put(MANY, rows, kind=actor.kind, key=actor.id, name=actor.name, verb=verb, now=clock.now())


def _key(target: Target | UUID | str) -> str:
    return str(target if isinstance(target, UUID | str) else target.pk)
