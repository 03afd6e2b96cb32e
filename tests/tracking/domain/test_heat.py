"""Heat map events into cells: what adds up, what is left out, and that nothing sent breaks it."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.domain import addresses, heat, heat_view
from tracking.domain.draft import Draft
from tracking.domain.heat import Cell

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)


def draft(properties: dict[str, Any], **more: Any) -> Draft:
    made = Draft(1, "m", None, "live", "track", AT, {}, {})
    made.name, made.properties, made.address = "heat_map", properties, addresses.read("https://x.example/prices?a=1")
    for name, value in more.items():
        setattr(made, name, value)
    return made


def cell(kind: str, x: int, y: int, selector: str = "", device: str = "desktop") -> Cell:
    return Cell("2026-11-02", "/prices", "x.example", device, kind, x, y, selector)


def test_clicks_reach_and_the_page_itself() -> None:
    told = {
        "v": 1, "width": 1280, "height": 2401, "page": 1, "from": 0, "reach": 12,
        "selectors": ["#buy", "main>p"], "points": [0, 504, 139, 0, 0, 509, 120, 0, 1, 504, 139, 0, 2, 0, 0, 1],
    }  # fmt: skip
    seen = draft(told)
    assert heat.take(seen) == Counter({
        cell("click", 50, 6, "#buy"): 2, cell("rage", 50, 6, "#buy"): 1, cell("dead", 0, 0, "main>p"): 1,
        cell("reach", 0, 0): 1, cell("reach", 0, 1): 1, cell("reach", 0, 2): 1, cell("reach", 0, 3): 1, cell("page", 0, 25): 1,
    })  # fmt: skip
    assert seen.properties == {"points": 4, "reach": 12}


@pytest.mark.parametrize(("width", "device"), [(390, "phone"), (767, "phone"), (768, "tablet"), (1023, "tablet"), (1024, "desktop")])
def test_the_device_is_the_width_of_the_window(width: int, device: str) -> None:
    assert {found.device for found in heat.take(draft({"width": width, "page": 1}))} == {device}


@given(st.lists(st.integers(0, 100), min_size=1, max_size=6))
def test_a_view_told_in_stretches_reaches_each_depth_once(depths: list[int]) -> None:
    """However often a page is hidden and shown, its reach counts like one telling of the deepest."""
    stretches: Counter[Cell] = Counter()
    told = 0
    for first, depth in enumerate(depths):
        deepest = max(told, depth)
        stretches += heat.take(draft({"width": 1280, "page": int(first == 0), "from": told, "reach": deepest}))
        if told == 0 and first:
            stretches[cell("reach", 0, 0)] -= 1  # a view that has reached nothing yet tells of its top again
        told = deepest
    whole = heat.take(draft({"width": 1280, "page": 1, "from": 0, "reach": max(depths)}))
    assert +stretches == whole


@pytest.mark.parametrize("more", [{"is_bot": True}, {"address": addresses.NOWHERE}])
def test_bots_and_events_without_a_page_count_nowhere(more: dict[str, Any]) -> None:
    assert heat.take(draft({"width": 1280, "page": 1, "points": [0, 1, 1, 0]}, **more)) == Counter()


LEAF = st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=3)
ANYTHING = LEAF | st.lists(LEAF | st.lists(LEAF, max_size=2), max_size=9)


@given(st.dictionaries(st.sampled_from(["width", "height", "page", "from", "reach", "selectors", "points"]), ANYTHING))
def test_whatever_is_sent_makes_cells_that_the_table_takes(told: dict[str, Any]) -> None:
    for found, count in heat.take(draft(told)).items():
        assert (0 <= found.x <= 100, 0 <= found.y <= 5_000, len(found.selector) <= 120, count > 0) == (True, True, True, True)


def test_at_most_two_hundred_points_of_an_event() -> None:
    cells = heat.take(draft({"width": 1280, "selectors": ["a"], "points": [0, 500, 20, 0] * 1_000, "from": 5, "reach": 5}))
    assert cells == Counter({cell("click", 50, 1, "a"): 200})


def test_what_the_address_asks_for() -> None:
    today = date(2026, 11, 30)
    asked = heat_view.read({"page": " /a_b/* ", "kind": "page", "device": "fridge", "since": "x", "until": "2026-11-10"}, today)
    assert asked == heat_view.Asked("/a_b/*", "desktop", "click", date(2026, 10, 12), date(2026, 11, 10))
    assert (asked.is_pattern, asked.like) == (True, r"/a\_b/%")
    turned = heat_view.read({"since": "2026-11-20", "until": "2026-11-10"}, today)
    assert (turned.since, turned.until) == (date(2026, 11, 10), date(2026, 11, 20))
    assert heat_view.read(asked.as_text(), today) == asked


def test_the_share_of_the_views_that_saw_a_depth() -> None:
    found = dict(heat_view.shares({0: 200, 1: 200, 2: 100, 10: 1}))
    assert (found[5], found[10], found[15], found[50], len(found)) == (100, 50, 0, 0, 20)
    assert heat_view.shares({}) == []


KNOWN = [("acme.example", "/", 9), ("shop.acme.example", "/prices", 7), ("", "/prices", 5), ("acme.example", "/prices", 3)]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, {"page": "/", "host": "acme.example"}),
        ({"page": "/prices"}, {"page": "/prices"}),
        ({"page": "/prices", "host": "acme.example"}, {"page": "/prices"}),
        ({"host": ""}, {"page": "/prices"}),
        ({"page": "/p*"}, {}),
        ({"page": "/other"}, {}),
    ],
)
def test_a_page_counted_before_hosts_were_kept_apart_is_shown_of_all_of_them(given: dict[str, str], shown: dict[str, str]) -> None:
    assert heat_view.page_and_host(given, KNOWN) == shown
