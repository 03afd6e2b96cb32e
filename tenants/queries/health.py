"""Does the database answer, is it migrated, is anything piling up?"""

from functools import lru_cache

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from kernel import clock, tenancy
from kernel.models import Delivery
from kernel.workspaces import every_workspace
from tenants.models import Workspace


def ping() -> None:
    """Raises DatabaseError when the database does not answer."""
    Workspace.objects.exists()


@lru_cache(maxsize=1)
def _wanted() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def missing_migrations() -> list[tuple[str, str]]:
    """The last migration of each app that the database does not have yet."""
    applied = set(MigrationRecorder.Migration.objects.values_list("app", "name"))
    return sorted(_wanted() - applied)


def oldest_waiting_seconds() -> float:
    """How long the oldest fact of any workspace waits for its handler."""
    oldest = 0.0
    for workspace_id in every_workspace():
        with tenancy.scope(workspace_id):
            first = Delivery.objects.filter(state="waiting").order_by("id").values_list("due_at", flat=True).first()
            oldest = max(oldest, (clock.now() - first).total_seconds() if first else 0.0)
    return oldest
