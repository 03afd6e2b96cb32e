"""Workspaces by slug and of one person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from kernel import clock, tenancy
from kernel.reading import asked_once
from tenants.enums import Role
from tenants.models import Membership, User, Workspace


@dataclass(frozen=True)
class Place:
    """A workspace in which a person works."""

    id: UUID
    slug: str
    name: str
    role: str

    @property
    def role_name(self) -> str:
        return str(Role(self.role).label)


def by_slug(slug: str) -> Workspace | None:
    return Workspace.objects.filter(slug=slug, closed_at=None).first()


def local_now() -> datetime:
    """Now, on the clock of the current workspace: days and months of filters and reports begin by it."""
    return clock.now().astimezone(ZoneInfo(zone()))


@asked_once
def zone() -> str:
    """The time zone of the current workspace."""
    found: str = Workspace.objects.values_list("time_zone", flat=True).get(id=tenancy.current())
    return found


def by_id(workspace_id: UUID) -> Workspace | None:
    return Workspace.objects.filter(id=workspace_id, closed_at=None).first()


def of_user(user: User) -> list[Place]:
    """The open workspaces of `user`, by name."""
    with tenancy.as_member(user.pk):
        roles = dict(Membership.all_workspaces.filter(user=user).values_list("workspace_id", "role"))
    found = Workspace.objects.filter(id__in=roles, closed_at=None).order_by("name")
    return [Place(w.id, w.slug, w.name, roles[w.id]) for w in found]
