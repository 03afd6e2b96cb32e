"""Wall one refuses every ORM entry point outside a scope; inside one, rows are stamped and filtered."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from kernel import tenancy
from kernel.tenancy import ForeignScope, NoScope
from tenants.models import ApiKey
from tests.cast import Cast

ENTRY_POINTS: dict[str, Callable[[Any], Any]] = {
    "all": lambda m: list(m.all()),
    "get": lambda m: m.get(name="x"),
    "first": lambda m: m.first(),
    "count": lambda m: m.count(),
    "exists": lambda m: m.exists(),
    "exclude": lambda m: m.exclude(name="x").exists(),
    "explain": lambda m: m.all().explain(),
    "aggregate": lambda m: m.aggregate(n=tenancy.models.Count("id")),
    "iterator": lambda m: list(m.iterator()),
    "in_bulk": lambda m: m.in_bulk(["00000000-0000-0000-0000-000000000000"]),
    "update": lambda m: m.update(name="x"),
    "delete": lambda m: m.filter(name="x").delete(),
    "union": lambda m: list(m.union(m.all())),
    "values": lambda m: list(m.values("name")),
    "create": lambda m: m.create(kind="write", name="x", digest="d", hint="h"),
    "bulk_create": lambda m: m.bulk_create([ApiKey(kind="write", name="x", digest="d", hint="h")]),
    "get_or_create": lambda m: m.get_or_create(name="x"),
    "update_or_create": lambda m: m.update_or_create(name="x"),
    "subquery": lambda m: list(m.filter(id__in=m.values("id"))),
}


@pytest.mark.parametrize("name", ENTRY_POINTS)
def test_refuses_without_scope(db: None, name: str) -> None:
    with pytest.raises(NoScope):
        ENTRY_POINTS[name](ApiKey.objects)


def test_scope_stamps_and_filters(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        key = ApiKey.objects.create(kind="write", name="ours", digest="d", hint="h")
        assert key.workspace_id == cast.acme.id
        assert [k.name for k in ApiKey.objects.filter(name="ours")] == ["ours"]
    with tenancy.scope(cast.globex.id):
        assert ApiKey.objects.filter(name="ours").count() == 0


def test_a_row_of_another_workspace_is_refused(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id), pytest.raises(ForeignScope):
        ApiKey(workspace_id=cast.globex.id, kind="write", name="x", digest="d", hint="h").save()


def test_a_scope_never_nests_into_another_workspace(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id), pytest.raises(ForeignScope), tenancy.scope(cast.globex.id):
        pass


def test_only_what_would_be_done_again_does_not_wait_for_the_disk(cast: Cast) -> None:
    def waits() -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            return cursor.fetchone()[0]

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")  # what the cast did in this transaction may have said off
    with tenancy.scope(cast.acme.id):
        said = waits()
    with tenancy.scope(cast.acme.id, again=True):
        lazily = waits()
    assert (said, lazily) == ("on", "off")
