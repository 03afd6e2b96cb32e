"""Who did what: one row in the same transaction as the change it tells of."""

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from kernel.models import AuditEntry


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
    key = str(target if isinstance(target, UUID | str) else target.pk)
    AuditEntry.objects.create(
        actor_kind=actor.kind, actor_id=actor.id, actor_name=actor.name, verb=verb, target_id=key, changes=changes or {}
    )
