"""What a filter holds is said as people say it, in lists, journeys and segments alike."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from leads.queries import range_words
from leads.queries.filter_words import describe
from leads.queries.range_words import of_moments, of_numbers


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        ("7d..", "in the last 7 days", "最近 7 天内"),
        ("1d..", "in the last 1 day", "最近 1 天内"),
        ("..60d", "more than 60 days ago", "超过 60 天前"),
        ("..2w", "more than 2 weeks ago", "超过 2 周前"),
        ("48h..24h", "from 48 hours ago to 24 hours ago", "48 小时前 至 24 小时前"),
        ("2026-10-01..2026-10-31", "from 2026-10-01 to 2026-10-31", "2026-10-01 至 2026-10-31"),
        ("2026-10-01..", "since 2026-10-01", "2026-10-01 起"),
        ("..2026-10-31", "until 2026-10-31", "截至 2026-10-31"),
        ("2026-10-01", "2026-10-01", "2026-10-01"),
        ("..", "..", ".."),
    ],
)
def test_moments(value: str, english: str, chinese: str) -> None:
    said = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said.append(of_moments(value))
    assert said == [english, chinese]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("60..", "at least 60"), ("..20", "at most 20"), ("10..20", "from 10 to 20"), ("0.4..", "at least 0.4"), ("-5..", "at least -5"),
        ("50", "50"), ("..", ".."), ("a..b", "a..b"), ("1..b", "1..b"),
    ],
)  # fmt: skip
def test_numbers(value: str, said: str) -> None:
    assert of_numbers(value) == said


@given(st.text(max_size=30))
def test_nothing_that_somebody_types_breaks_the_words(value: str) -> None:
    assert all(isinstance(say(value), str) for say in (of_moments, of_numbers, range_words.at_least))


def test_each_value_of_a_set_is_named_or_said() -> None:
    given = {"known": ["yes"], "stage": ["!customer", "mql"], "active": ["..60d"], "returns": ["2"], "industry": ["60.."]}
    found = describe(given, {"known": [("yes", "Known")], "stage": [("customer", "Customer"), ("mql", "MQL")]})
    assert [(str(label), value) for label, value in found] == [
        ("Known", "Known"), ("Stage", "not Customer, MQL"), ("Last active", "more than 60 days ago"), ("Returned by sales", "at least 2"),
        ("Industry", "60.."),
    ]  # fmt: skip
