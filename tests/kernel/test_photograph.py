"""The cast that is put back is the cast that was assembled, but for the keys of the workspaces."""

from kernel import tenancy
from tenants.models import Membership
from tests.cast import Cast, assemble
from tests.conftest import KEPT, empty_as_owner
from tests.photograph import FILLED, Photograph, superuser
from tests.servers import run_sql


def sizes() -> dict[str, int]:
    """How many rows each table holds."""
    tables = [str(name) for name, _, _ in run_sql(superuser(), FILLED % ", ".join(f"'{name}'" for name in KEPT))]
    return {table: len(run_sql(superuser(), f'SELECT 1 FROM "{table}"')) for table in tables}


def test_as_much_is_put_back_as_was_assembled(photographs: dict[object, Photograph], transactional_db: None) -> None:
    photographs[None].put_back()
    put_back = sizes()
    empty_as_owner(None)
    assemble()
    assert put_back == sizes()
    assert put_back["tenants_membership"] == 7


def test_the_workspaces_have_other_keys_and_the_same_people(cast: Cast, photographs: dict[object, Photograph]) -> None:
    before = photographs[None].cast
    assert {cast.acme.id, cast.globex.id}.isdisjoint({before.acme.id, before.globex.id})
    with tenancy.scope(cast.acme.id):
        members = set(Membership.objects.values_list("user_id", flat=True))
    assert members == {user.pk for user in (before.olga, before.adam, before.mara, before.sam, before.sofia, before.vera)}


def test_no_row_remembers_the_old_keys(photographs: dict[object, Photograph], transactional_db: None) -> None:
    photographs[None].put_back()
    old = (photographs[None].cast.acme.id, photographs[None].cast.globex.id)
    for table in sizes():
        assert run_sql(superuser(), f"SELECT * FROM \"{table}\" t WHERE t::text LIKE ANY(ARRAY['%{old[0]}%', '%{old[1]}%'])") == []
