"""Who did what: one row in the same transaction as the change it tells of."""

from collections.abc import Iterable
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
    AuditEntry.objects.create(
        actor_kind=actor.kind, actor_id=actor.id, actor_name=actor.name, verb=verb, target_id=_key(target), changes=changes or {}
    )


def record_many(actor: Actor, verb: str, told: Iterable[tuple[Target | UUID | str, dict[str, Any]]]) -> None:
    """The same for each (target, changes), in one statement per thousand."""
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(actor_kind=actor.kind, actor_id=actor.id, actor_name=actor.name, verb=verb, target_id=_key(target), changes=changes)
            for target, changes in told
        ],
        batch_size=1_000,
    )


def _key(target: Target | UUID | str) -> str:
    return str(target if isinstance(target, UUID | str) else target.pk)
