"""Migration operation that seals a tenant table: composite keys and the second wall, row-level security.

The policy holds no sub-select and every key starts with the workspace, so that the schema also obeys a distributed engine.
"""

from typing import Any

from django.db.migrations.operations.base import Operation

from kernel.tenancy import TenantKey

MINE = "workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid"


def wall(table: str) -> list[str]:
    """Forced row-level security with both clauses."""
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY workspace ON "{table}" USING ({MINE}) WITH CHECK ({MINE})',
    ]


def keys(model: Any) -> list[str]:
    """(workspace_id, id) as primary key, and each TenantKey as a composite foreign key."""
    table = model._meta.db_table
    statements = [f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_pkey"', f'ALTER TABLE "{table}" ADD PRIMARY KEY (workspace_id, id)']
    for field in model._meta.local_fields:
        if isinstance(field, TenantKey):
            target = field.remote_field.model._meta.db_table
            statements.append(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{field.column}_own" FOREIGN KEY (workspace_id, "{field.column}") '
                f'REFERENCES "{target}" (workspace_id, id) DEFERRABLE INITIALLY DEFERRED'
            )
    return statements


class Seal(Operation):
    """Seal the named models of this app, in this order (a target before what points at it)."""

    reversible = True

    def __init__(self, *names: str) -> None:
        self.names = names

    def deconstruct(self) -> tuple[str, tuple[str, ...], dict[str, Any]]:
        return (type(self).__qualname__, self.names, {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The tables change, the models do not."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for step in (keys, lambda model: wall(model._meta.db_table)):
            for name in self.names:
                for statement in step(to_state.apps.get_model(app_label, name)):
                    schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Dropping the table drops its seal."""

    def describe(self) -> str:
        return f"Seal {', '.join(self.names)} into their workspaces"
