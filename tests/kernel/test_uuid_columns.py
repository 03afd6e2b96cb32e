"""UUIDs out of the database are those of the standard library, alone and in arrays."""

from uuid import UUID

from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from kernel import ids


def test_columns_and_arrays(db: None) -> None:
    one, other = ids.new(), UUID(int=(1 << 128) - 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::uuid, NULL::uuid, ARRAY[%s, NULL, %s]::uuid[], '{}'::uuid[]", [str(one), str(other), str(one)])
        found = cursor.fetchone()
    assert found == (one, None, [other, None, one], [])
    assert (str(found[0]), hash(found[0]), type(found[0]), found[0].version) == (str(one), hash(one), UUID, 7)


@given(st.integers(0, (1 << 128) - 1))
def test_the_number_of_a_uuid_gives_it_back(number: int) -> None:
    assert (ids.of_number(number), repr(ids.of_number(number))) == (UUID(int=number), repr(UUID(int=number)))
