"""open_workspace, change_workspace, close_workspace."""

import re
import zoneinfo

from django.db import IntegrityError, transaction

from kernel import audit, clock, facts, tenancy
from kernel.audit import Actor
from kernel.problems import Refused
from tenants.actions.members import add_member
from tenants.facts import WorkspaceOpened
from tenants.models import User, Workspace

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


def open_workspace(*, slug: str, name: str, owner: User, time_zone: str = "UTC", language: str = "en") -> Workspace:
    """Open a workspace with its owner; announces WorkspaceOpened, on which every station puts in its defaults.

    Refuses a slug that is taken or not made of a-z, 0-9 and hyphens, and an unknown time zone.
    """
    if not SLUG.fullmatch(slug):
        raise Refused("Use 1 to 60 of a-z, 0-9 and hyphens, without a hyphen at either end.", field="slug")
    if time_zone not in zoneinfo.available_timezones():
        raise Refused(f"“{time_zone}” is no time zone: use a name such as Asia/Shanghai.", field="time_zone")
    try:
        with transaction.atomic():
            workspace = Workspace.objects.create(slug=slug, name=name, time_zone=time_zone, language=language)
    except IntegrityError as error:
        raise Refused(f"The address “{slug}” is taken: choose another.", field="slug", code="taken", status=409) from error
    actor = Actor("user", str(owner.pk), str(owner))
    with tenancy.scope(workspace.id):
        add_member(user=owner, role="owner", actor=actor)
        audit.record(actor, "workspace.opened", workspace)
        facts.publish(WorkspaceOpened(workspace_id=workspace.id))
    return workspace


def change_workspace(*, workspace: Workspace, actor: Actor, **changes: str) -> None:
    """Change name, time zone, language or postal address."""
    if "time_zone" in changes and changes["time_zone"] not in zoneinfo.available_timezones():
        raise Refused("Choose a time zone such as Asia/Shanghai.", field="time_zone")
    before = {field: getattr(workspace, field) for field in changes}
    for field, value in changes.items():
        setattr(workspace, field, value)
    workspace.save(update_fields=list(changes))
    told = {field: [before[field], value] for field, value in changes.items() if before[field] != value}
    audit.record(actor, "workspace.changed", workspace, told)


def close_workspace(*, workspace: Workspace, actor: Actor) -> None:
    """Close: nobody enters, nothing runs, every row stays."""
    workspace.closed_at = clock.now()
    workspace.save(update_fields=["closed_at"])
    audit.record(actor, "workspace.closed", workspace)
