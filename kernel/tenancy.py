"""Which workspace this work is for: scope(), TenantModel, and a manager that fails closed.

Wall one is here: every query of a TenantModel carries `workspace_id = <current>` and raises outside a scope. Wall two is
row-level security in the database; `scope()` names the workspace to it inside the transaction, so both walls agree.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models.expressions import Expression

from kernel import clock, ids

_current: ContextVar[UUID | None] = ContextVar("workspace", default=None)


class NoScope(RuntimeError):
    """A tenant row was asked for while no workspace was named."""


class ForeignScope(RuntimeError):
    """Work for one workspace tried to reach into another."""


def current() -> UUID:
    """The workspace this work is for. Raises NoScope outside `scope()`."""
    workspace_id = _current.get()
    if workspace_id is None:
        raise NoScope("No workspace is named: wrap this work in kernel.tenancy.scope(workspace_id).")
    return workspace_id


def in_scope() -> bool:
    return _current.get() is not None


NAME = "SELECT clock_timestamp(), set_config('app.workspace_id', %s, true)"
LAZY = f"{NAME}, set_config('synchronous_commit', 'off', true)"


def _name_to_database(workspace_id: UUID | None, statement: str = NAME) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, [str(workspace_id) if workspace_id else ""])
        return cursor.fetchone()[0]


@contextmanager
def scope(workspace_id: UUID, again: bool = False) -> Iterator[None]:
    """One transaction for one workspace. Nested scopes of the same workspace are savepoints; another workspace is refused.

    `again`: what is done here would be done again if it were lost, and nobody outside the database was told: the commit need not wait
    for the disk. The log is written in order, so a later commit that waits makes this one last too.
    """
    active = _current.get()
    if active is not None:
        if active != workspace_id:
            raise ForeignScope(f"Work for {active} may not open a scope for {workspace_id}.")
        with transaction.atomic():
            yield
        return
    with transaction.atomic():
        instant = _name_to_database(workspace_id, LAZY if again else NAME)
        token = _current.set(workspace_id)
        try:
            with clock.transaction_time(instant):
                yield
        finally:
            _current.reset(token)
    # Only a surrounding transaction (a test's) outlives this one: it must not inherit the name.
    if connection.in_atomic_block:
        _name_to_database(None)


@contextmanager
def as_member(user_id: int) -> Iterator[None]:
    """Let one person's own memberships be read across workspaces (policy `own` of tenants_membership), and nothing else."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user_id', %s, true)", [str(user_id)])
        yield
        cursor.execute("SELECT set_config('app.user_id', '', true)")


class CurrentWorkspace(Expression):
    """The current workspace, resolved when the query is compiled: a queryset may be built anywhere, but not run anywhere."""

    output_field = models.UUIDField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [current()]


class TenantQuerySet(models.QuerySet[Any]):
    """Rows of one workspace."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        current()
        for row in rows:
            row.stamp()
        return super().bulk_create(rows, *args, **kwargs)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Every query of every tenant model starts here."""

    def get_queryset(self) -> TenantQuerySet:
        return TenantQuerySet(self.model, using=self._db).filter(workspace_id=CurrentWorkspace())


class TenantModel(models.Model):
    """A row of one workspace. In the database its key is (workspace_id, id): see kernel.sealing."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    workspace_id = models.UUIDField(editable=False)

    objects: ClassVar[TenantManager] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def stamp(self) -> Self:
        """Name the current workspace on this row; refuse a row of another."""
        if self.workspace_id is None:
            self.workspace_id = current()
        elif self.workspace_id != current():
            raise ForeignScope(f"{type(self).__name__} {self.pk} belongs to another workspace.")
        return self

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.stamp()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.stamp()
        return super().delete(*args, **kwargs)


class TenantKey(models.ForeignKey):  # type: ignore[type-arg]
    """A foreign key inside one workspace: the database holds it as (workspace_id, column) (see kernel.sealing)."""

    def __init__(self, to: Any, on_delete: Any = models.DO_NOTHING, **kwargs: Any) -> None:
        kwargs.setdefault("related_name", "+")
        kwargs["db_constraint"] = False
        kwargs.setdefault("db_index", False)
        super().__init__(to, on_delete, **kwargs)
