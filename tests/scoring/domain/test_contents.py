"""Content items: which one it is, how often what happens on it counts, and the matrix (F080, F011)."""

import json
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain import contents, rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.domain.engine import Activity, Book, score
from scoring.domain.rule_shapes import ContentItem, Rules
from scoring.domain.rulebook import BadRules
from tests.conftest import NOON

GUIDE = {
    "name": "guide", "label": "How to compare", "journey_stage": "vendor_selection", "maturity": "project", "multiplier": 1.5,
    "patterns": ["/blog/compare*"], "assets": ["Buyer's guide"], "tags": ["Comparing"],
}  # fmt: skip
PRIMER = {
    "name": "primer",
    "label": "What is it",
    "journey_stage": "awareness",
    "maturity": "first",
    "multiplier": 0.5,
    "patterns": ["/blog/*"],
}
BLOG = {"name": "blog", "label": "Article", "patterns": ["/blog", "/blog/*"], "points": 4, "url_weight": 0.5, "tags": ["Reading"]}
GOT = {"event": "asset_downloaded", "label": "Downloaded", "points": 10, "tags": ["Download"]}


def rules(*items: dict[str, Any], pages: Any = (BLOG,), events: Any = (GOT,)) -> Rules:
    return rulebook.parse({"pages": list(pages), "events": list(events), "fit": [], "contents": list(items)})


def page(path: str, number: int = 1) -> Activity:
    return Activity(UUID(int=number), UUID(int=1), "page", path, f"https://acme.example{path}", path, NOON)


def got(asset: str | None, path: str = "", properties: bool = True) -> Activity:
    said = json.dumps({} if asset is None else {"asset": asset}) if properties else None
    return Activity(
        UUID(int=9), UUID(int=1), "track", "Asset Downloaded", f"https://acme.example{path}" if path else "", path, NOON, properties=said
    )


def told(book: Rules, *activities: Activity) -> tuple[list[tuple[str, float, str]], list[tuple[str, float]]]:
    scored = score(Book(book), activities)
    return [(e.rule, e.points, e.reason) for e in scored.entries], [(tag.name, tag.url_weight) for tag in scored.tags]


def test_a_page_counts_as_its_content_does_and_says_so() -> None:
    book = rules(GUIDE, PRIMER)
    assert told(book, page("/blog/compare-crm")) == (
        [("page:blog", 3.0, "Article: /blog/compare-crm, content “How to compare” × 1.5")],
        [("Reading", 0.5), ("Comparing", 0.5)],
    )
    assert told(book, page("/blog/what"))[0] == [("page:blog", 1.0, "Article: /blog/what, content “What is it” × 0.5")]
    assert told(book, page("/blog"))[0] == [("page:blog", 2.0, "Article: /blog")]


def test_a_file_counts_as_its_content_does_by_its_name_else_by_where_it_was_got() -> None:
    book = rules(GUIDE, PRIMER)
    assert told(book, got("Buyer's guide", "/blog/what"))[0] == [
        ("event:asset_downloaded", 15.0, "Downloaded, content “How to compare” × 1.5")
    ]
    assert told(book, got("Something else", "/blog/what"))[0] == [("event:asset_downloaded", 5.0, "Downloaded, content “What is it” × 0.5")]
    assert told(book, got(None)) == ([("event:asset_downloaded", 10.0, "Downloaded")], [("Download", 1.0)])


def test_nobody_scores_by_half_of_what_is_known() -> None:
    with pytest.raises(LookupError):
        told(rules(GUIDE), got("Buyer's guide", properties=False))
    assert told(rules(PRIMER), got("Buyer's guide", properties=False))[0] == [("event:asset_downloaded", 10.0, "Downloaded")]


def test_nothing_is_counted_for_content_of_no_worth_but_its_tags() -> None:
    idle = {**GUIDE, "multiplier": 0}
    assert told(rules(idle), page("/blog/compare")) == ([], [("Reading", 0.5), ("Comparing", 0.5)])
    assert told(rules(idle, pages=()), page("/blog/compare")) == ([], [("Comparing", 1.0)])
    assert told(rules(PRIMER, pages=()), page("/blog/compare")) == ([], [])


def test_a_page_without_a_category_earns_its_tags_once_a_visit() -> None:
    twice = [Activity(UUID(int=n), UUID(int=1), "page", "/blog/compare", "", "/blog/compare", NOON, UUID(int=5), 1) for n in (1, 2)]
    assert told(rules(GUIDE, pages=()), *twice)[1] == [("Comparing", 1.0)]


def test_what_counts_nothing_takes_no_place_however_events_are_batched() -> None:
    """Of two hosts with one path, one counts nothing."""
    jobs = {**GUIDE, "name": "jobs", "multiplier": 0, "patterns": ["jobs.acme.example/*"], "assets": [], "tags": ["Jobs"]}
    home = {**BLOG, "patterns": ["/*"], "points": 10, "url_weight": 1}
    book = Book(rules(jobs, pages=(home,)))
    visit = [
        Activity(UUID(int=n), UUID(int=1), "page", "/", f"https://{host}.acme.example/", "/", NOON, UUID(int=5), 1)
        for n, host in enumerate(("jobs", "www"))
    ]
    for batches in ([visit], [visit[:1], visit[1:]]):
        found = [score(book, batch) for batch in batches]
        assert [entry.points for scored in found for entry in scored.entries] == [10]
        assert {tag.name for scored in found for tag in scored.tags} == {"Jobs", "Reading"}


def test_what_is_taken_is_taken_as_often() -> None:
    jobs = {**BLOG, "points": -4}
    assert told(rules(GUIDE, pages=(jobs,)), page("/blog/compare"))[0][0][1] == -3.0


@given(st.floats(-100, 100), st.floats(0, 1), st.floats(0, 5))
def test_points_are_the_product_of_three(points: float, weight: float, times: float) -> None:
    book = rules({**GUIDE, "multiplier": times}, pages=({**BLOG, "points": points, "url_weight": weight},))
    assert sum(e[1] for e in told(book, page("/blog/compare"))[0]) == pytest.approx(points * weight * times, abs=6e-5)


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ({**GUIDE, "patterns": [], "assets": []}, "contents[0].patterns"), ({**GUIDE, "patterns": ["blog"]}, "contents[0].patterns"),
        ({**GUIDE, "multiplier": 6}, "contents[0].multiplier"), ({**GUIDE, "multiplier": "much"}, "contents[0].multiplier"),
        ({**GUIDE, "journey_stage": "later"}, "contents[0].journey_stage"), ({**GUIDE, "maturity": ""}, "contents[0].maturity"),
        ({**GUIDE, "kind": "blog"}, "contents[0]"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(item: dict[str, Any], field: str) -> None:
    with pytest.raises(BadRules) as caught:
        rules(item)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_a_name_is_there_once() -> None:
    with pytest.raises(BadRules) as caught:
        rules(GUIDE, GUIDE)
    assert [problem.field for problem in caught.value.problems] == ["contents[1]"]


def test_a_rulebook_without_content_is_what_it_was() -> None:
    plain = rulebook.plain(DEFAULT)
    before = {key: value for key, value in plain.items() if key not in ("contents", "themes")}
    assert rulebook.digest(plain) == rulebook.digest(before)
    assert rulebook.digest({**plain, "contents": [GUIDE]}) != rulebook.digest(before)
    assert rulebook.digest({**plain, "themes": {"first": "Trust"}}) != rulebook.digest(before)


def test_nearer_to_buying_counts_more() -> None:
    numbers = [contents.MULTIPLIERS[phase] for phase in contents.PHASES]
    assert numbers == sorted(numbers)
    assert contents.with_multiplier({"journey_stage": "vendor_selection", "multiplier": None})["multiplier"] == 1.5
    assert contents.with_multiplier({"journey_stage": "vendor_selection", "multiplier": 0})["multiplier"] == 0
    assert contents.with_multiplier({"journey_stage": "nonsense"})["multiplier"] == 1.0


def test_the_matrix_shows_who_has_nothing_to_read() -> None:
    for_chiefs = {**PRIMER, "name": "letter", "personas": ["CXO"]}
    items = rules(GUIDE, PRIMER, for_chiefs).contents
    names = lambda grid: {(level, phase): [i.name for i in found] for level, row in grid.items() for phase, found in row.items() if found}  # noqa: E731
    assert names(contents.matrix(items)) == {("project", "vendor_selection"): ["guide"], ("first", "awareness"): ["primer", "letter"]}
    assert names(contents.matrix(items, "Marketer")) == {("project", "vendor_selection"): ["guide"], ("first", "awareness"): ["primer"]}
    assert [(level, list(row)) for level, row in contents.matrix([]).items()] == [
        (level, list(contents.PHASES)) for level in contents.LEVELS
    ]
    assert contents.personas(items) == ["CXO"]


def test_a_long_reason_keeps_what_the_content_adds() -> None:
    item = ContentItem("x", "L" * 120, "awareness", "first", 0.25, ["/a"])
    assert contents.said("p" * 300, item).endswith(" × 0.25")
    assert len(contents.said("p" * 300, item)) == 300
