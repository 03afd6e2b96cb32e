"""Every workspace there is, for the sweep: ids only, from the one table that lists them (tenants_workspace has no tenant rows)."""

from uuid import UUID

from django.db import connection


def every_workspace() -> list[UUID]:
    """Ids of the open workspaces, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM tenants_workspace WHERE closed_at IS NULL ORDER BY created_at")
        return [row[0] for row in cursor.fetchall()]
