"""What is said of a company: sizes in every spelling, whose word stands, in whatever order the words come."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.firmographics import MOST_PEOPLE, RANK, Kept, Word, hear, people, read, site_of, stands, told
from leads.enums import Firm, WordSource

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
COUNTS = st.integers(1, MOST_PEOPLE)
SPELLED = [
    (50, 50), (50.0, 50), ("50", 50), (" 50 ", 50), ("1,000+", 1_000), ("1 000", 1_000), ("1.000+", 1_000), ("1'000", 1_000),
    ("51-200", 51), ("51–200 people", 51), ("1,001 to 5,000", 1_001), ("500 people or more", 500), ("500人以上", 500), ("50-99人", 50),
    ("５０～９９人", 50), ("1k", 1_000), ("1.5k", 1_500), ("1k-5k", 1_000), ("1万+", 10_000), (">500", 500), ("≥ 500", 500), ("500+", 500),
    ("over 500 employees", 500), ("<50", 1), ("under 50", 1), ("up to 50", 1), ("50人以下", 1), ("0-10", 1), ("1-49", 1),
    ("500 employees", 500), ("10.000.000", 10_000_000), ("5-10k", 5_000), ("1-5万人", 10_000), ("2-3千", 2_000), ("1,5k", 1_500),
    ("1.250k", 1_250), ("12,34,567", 1_234_567), ("1.001k", 1_001), ("1,5-2k", 1_500), ("2-3,5万", 20_000),
    ("1,5万", 15_000), ("1,250,000", 1_250_000), ("1.5-2k", 1_500), ("500-1k", 500),
    ("0-1k", 1), ("1-1k", 1), ("10-1k", 10), ("1,000-5k", 1_000), ("１，０００人", 1_000), ("200-1.5k", 200),
    ("少于50人", 1), ("50到99人", 50), ("不到 1,000 人", 1), ("1.000-2.000", 1_000),
]  # fmt: skip
NONE = [
    "many", "0", 0, -5, "-5", "200-51", 12.5, "12.5", "1e9", 1e308, float("nan"), float("inf"), "10000001", 10_000_001, "1-2-3", "--", "+",
    "50 of 200", "9" * 500, "½", "<0", "51-", "💥",
    "3,5", "1,50", "1,0000", "1,000,0", ",5", "5,", "1.000,000.5",
]  # fmt: skip


@pytest.mark.parametrize(("said", "meant"), SPELLED)
def test_a_size_is_read_in_every_usual_spelling(said: Any, meant: int) -> None:
    assert people(said) == meant


@pytest.mark.parametrize("said", NONE)
def test_what_says_no_number_of_people_is_none(said: Any) -> None:
    assert (people(said), read(Firm.SIZE, said)) == (None, None)


@given(COUNTS, COUNTS)
def test_a_number_is_itself_and_a_range_its_lower_end(one: int, other: int) -> None:
    low, high = sorted((one, other))
    for said in (low, str(low), f"{low:,}", f"{low}+", f"{low:,} +", f">= {low}", f"{low} people", f"{low}-{high}", f"{low:,} – {high:,}"):
        assert people(said) == low, said
    assert read(Firm.SIZE, read(Firm.SIZE, f"{low}-{high}")) == str(low)
    assert people(f"{high}-{low}") == (low if low == high else None)


@given(st.sampled_from(Firm.values), st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans(), st.lists(st.text())))
def test_whatever_is_said_is_a_value_or_none_and_reads_the_same_again(field: str, said: Any) -> None:
    value = read(field, said)
    assert value is None or (len(value) <= 120 and read(field, value) == value)
    if value and field == Firm.SIZE:
        assert 1 <= int(value) <= MOST_PEOPLE


SAID = st.sampled_from(["", "50", "51-200", "many", "1,000+"])
WORDS = st.lists(st.tuples(st.sampled_from(WordSource.values), SAID), min_size=1, max_size=4)


def after(words: list[Word]) -> dict[str, Kept]:
    kept: dict[str, Kept] = {}
    for word in words:
        kept[word.source] = hear(kept.get(word.source, Kept()), word)
    return kept


@given(WORDS)
def test_the_order_in_which_words_arrive_changes_nothing(given_words: list[tuple[str, str]]) -> None:
    words = [Word(Firm.SIZE, said, NOON + timedelta(hours=n), source, f"{n}") for n, (source, said) in enumerate(given_words)]
    kept = after(words)
    assert all(after(list(order)) == kept for order in permutations(words))
    read_words = [(word, read(word.field, word.said)) for word in words]
    hand = [(word.at, value) for word, value in read_words if word.source == WordSource.HAND and value is not None]
    source = stands(kept)
    if hand and hand[-1][1]:
        assert (source, kept[source].value) == (WordSource.HAND, hand[-1][1])
    elif source:
        assert not hand or kept[source].said_at > hand[-1][0]
        assert all(RANK[source] >= RANK[other] for other, one in kept.items() if one.value and (not hand or one.said_at > hand[-1][0]))


def test_a_refused_word_is_noted_beside_the_last_that_could_be_read() -> None:
    kept = after([Word(Firm.SIZE, "50", NOON, WordSource.TRAITS), Word(Firm.SIZE, "lots", NOON + timedelta(hours=1), WordSource.TRAITS)])
    assert (kept[WordSource.TRAITS].value, kept[WordSource.TRAITS].refused) == ("50", "lots")
    better = hear(kept[WordSource.TRAITS], Word(Firm.SIZE, 80, NOON + timedelta(hours=2), WordSource.TRAITS))
    assert (better.value, better.refused, better.refused_at) == ("80", "", None)


def test_a_message_names_them_as_segment_does() -> None:
    group = {"id": "g1", "name": "Acme", "employees": "51-200", "industry": "Steel", "plan": "gold", "address": {"country": "de"}}
    assert told({"group": group}) == {"size": "51-200", "industry": "Steel", "country": "de", "plan": "gold"}
    assert told({"traits": {"company": {"employee_count": 80, "name": "Acme"}}}) == {"size": 80}
    assert told({"traits": {"company": "Acme", "company_size": "50-499", "company_country": "CN"}}) == {"size": "50-499", "country": "CN"}
    assert told({"traits": {"employees": 5}, "group": {"id": "g1"}}) == {}
    assert told({"traits": [], "group": "x"}) == {}


def test_the_site_says_which_company_is_meant() -> None:
    assert site_of({"group": {"website": "https://www.Acme.com/about"}}) == "acme.com"
    assert site_of({"traits": {"company": {"domain": "shop.acme.co.uk"}}}) == "acme.co.uk"
    assert (site_of({"group": {"website": 3}}), site_of({}), site_of({"group": {"website": "https://["}})) == ("", "", "")
