"""What tenants announces."""

from dataclasses import dataclass
from uuid import UUID

from kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class WorkspaceOpened(Fact):
    """A workspace exists: later apps put in their defaults (stages, rulebook, templates, routing rules)."""

    workspace_id: UUID
