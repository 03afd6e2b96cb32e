"""All kinds of due work are asked in one statement, and say what each says by itself."""

from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import due, tenancy, work
from kernel.due import Due
from leads.actions.people import create_lead
from tests.cast import Cast, as_actor


def each() -> Iterator[tuple[str, bool]]:
    """Kind → whether its drain, asked alone, has work."""
    return ((kind, drain.pending()) for kind, drain in work.DRAINS.items())


def test_conditions_are_asked_together_and_others_by_themselves(acme: Cast) -> None:
    kinds = [Due("true"), lambda: True, Due("%(now)s < 'epoch'"), lambda: False, Due("NULL")]
    with CaptureQueriesContext(connection) as asked:
        assert due.asked(kinds) == [True, True, False, False, False]
    assert (len(asked), due.asked([])) == (1, [])


def test_every_kind_of_the_product_says_the_same_in_both_ways(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        create_lead({"name": "Lena", "email": "lena@acme.example"}, as_actor(cast.mara))
        said = [kind for kind, is_due in each() if is_due]
    assert (work.due_kinds(cast.acme.id), "facts" in said) == (said, True)
    work.run_until_quiet(cast.acme.id)
    assert work.due_kinds(cast.acme.id) == []
