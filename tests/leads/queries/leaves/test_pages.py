"""Conditions on pages: the database reads an address as we do, and what no address contains is refused where it is saved."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import sql
from kernel.problems import Refused
from leads.actions.segments import checked
from leads.domain import pages
from leads.domain.segment_templates import DEMO
from leads.domain.trees import parse
from leads.queries.words import sentence
from tests.cast import Cast

READ = f"""
SELECT {pages.BARE.format(url="x.url")}, lower(x.url COLLATE "C") ~ %(pattern)s FROM (SELECT %(url)s::text AS url) x
WHERE %(workspace_id)s <> ''
"""
SIGNS = st.lists(st.sampled_from([*"#?/!.-_$aA\n", "demo", "é"]), max_size=12).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(url=SIGNS, page=SIGNS)
def test_the_database_reads_addresses_as_we_do(acme: Cast, url: str, page: str) -> None:
    ((address, whole),) = sql.tuples(READ, url=pages.bare(url), pattern=pages.pattern(page + pages.WHOLE))
    assert (address, whole) == (pages.bare(pages.bare(url)), pages.is_on(page + pages.WHOLE, pages.bare(url)))
    assert sql.tuples(READ, url=url, pattern="x")[0][0] == pages.bare(url)


@pytest.mark.parametrize("page", ["?plan=pro", "/pricing#faq"])
def test_what_no_address_contains_is_refused_and_still_read(acme: Cast, page: str) -> None:
    tree = {"all": [{"ask": "did", "event": "*", "page": page}]}
    with pytest.raises(Refused, match="before an anchor") as refused:
        checked(tree)
    assert refused.value.field == "all[0]"
    assert sentence(parse(tree))


def test_a_whole_word_is_told_as_one(acme: Cast) -> None:
    assert sentence(parse({"ask": "did", "event": "*", "page": DEMO})) == "did anything on pages with the word “/demo” in their address"
