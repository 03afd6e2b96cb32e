"""What a model looks at is what was known at its instant, whatever came later."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.default_pack import DEFAULT
from scoring.domain.engine import Activity, Book
from scoring.domain.features import PAGE, chosen, clean, landing, number, see
from scoring.domain.past import Company, Moment, Past
from tests.conftest import NOON

LEAD = UUID(int=1)
BOOK = Book(DEFAULT)
DAY = timedelta(days=1)
TOUCH = {"source": " Fair ", "landing": "https://a.example/landing/7/?utm_source=x", "at": NOON.isoformat()}


def page(at: Any, path: str, session: int = 1) -> Moment:
    return Moment(at, Activity(UUID(int=2), LEAD, "page", "", f"https://a.example{path}", path, at, UUID(int=session)))


def past(*moments: Moment, outcome: Any = None) -> Past:
    companies = {"firm.example": Company("Firm", "Steel", "DE", 40)}
    return Past(LEAD, NOON, sorted(moments, key=lambda moment: moment.at), outcome, companies)


def test_who_they_were_how_they_came_and_what_they_had_done_by_then() -> None:
    moments = (
        Moment(NOON, identity={"traits": {"title": "Head of IT", "email": "a@firm.example", "plan": "Gold"}}),
        page(NOON - DAY, "/pricing"), page(NOON, "/blog/x", 2), page(NOON + DAY, "/pricing", 3),
        Moment(NOON + DAY, edit={"title": "CEO", "attributes": {"plan": "Silver", "won": "yes"}}),
    )  # fmt: skip
    found = see(past(*moments, outcome=NOON + DAY), NOON, TOUCH, BOOK)
    pages = {name: value for name, value in found.facts.items() if name.startswith(PAGE) and value}
    assert {name: value for name, value in found.facts.items() if not name.startswith(PAGE)} == {
        "title": "head of it", "industry": "steel", "country": "de", "company_size": 40.0, "email": "business", "source": "fair",
        "landing": "/landing/7", "events": 2.0, "pages": 2.0, "visits": 2.0, "attribute:plan": "gold",
    }  # fmt: skip
    assert sum(float(value) for value in pages.values()) in (1.0, 2.0)
    assert found.late == {"attribute:won"}
    assert {"title", "attribute:won", "attribute:plan"} <= found.known


def test_a_first_touch_of_later_says_nothing() -> None:
    assert "source" not in see(past(), NOON - DAY, TOUCH, BOOK).facts
    assert see(past(), NOON, {}, BOOK).facts["events"] == 0.0


FIELDS = st.dictionaries(st.sampled_from(("title", "persona", "industry")), st.text(max_size=8), max_size=2)
EDITS = st.lists(st.tuples(st.integers(-5, 5), FIELDS, st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2)), max_size=8)


@given(EDITS, EDITS)
def test_nothing_of_later_changes_what_was_known(then: list[Any], later: list[Any]) -> None:
    moments = [Moment(NOON - abs(days) * DAY, edit={**fields, "attributes": free}) for days, fields, free in then]
    more = [Moment(NOON + (1 + abs(days)) * DAY, edit={**fields, "attributes": free}) for days, fields, free in later]
    assert see(past(*moments, *more, outcome=NOON + 3 * DAY), NOON, {}, BOOK).facts == see(past(*moments), NOON, {}, BOOK).facts


@given(
    st.one_of(st.none(), st.booleans(), st.text(), st.floats(), st.integers(), st.lists(st.text()), st.dictionaries(st.text(), st.text()))
)
def test_levels_are_short_and_compare_as_people_do(value: Any) -> None:
    level = clean(value)
    assert (clean(level), len(level) <= 120) == (level, True)


def test_levels_numbers_and_landing_pages() -> None:
    assert [clean(value) for value in (" A  b ", True, None, ["x"], 3)] == ["a b", "yes", "", "", "3"]
    assert [number(value) for value in ("12.5", 3.0, "many", "nan", "inf")] == [12.5, 3.0, None, None, None]
    assert [landing(url) for url in ("https://a.example/", "", "/x/?a=1", "https://[")] == ["/", "", "/x", ""]
    assert chosen({"a": "1", "b": 2.0}, ("b", "c")) == {"b": 2.0}
