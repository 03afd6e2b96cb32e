"""What a heat_map event says, as cells that add up. Tolerant: a broken point is left out, the rest counts."""

from collections import Counter
from typing import Any, NamedTuple

from tracking.domain.draft import Draft, as_text
from tracking.enums import HeatKind

EVENT = "heat_map"
MOST_POINTS = 200
STEP = 20
REACH_STEP = 5
PAGE_STEP = 100
TALLEST = 100_000
KINDS = (HeatKind.CLICK, HeatKind.RAGE, HeatKind.DEAD)
PHONE, TABLET = 768, 1024


class Cell(NamedTuple):
    """The place of a count; see tracking.models.HeatCell for the units."""

    day: str
    path: str
    host: str
    device: str
    kind: str
    x: int
    y: int
    selector: str


def device_of(width: int) -> str:
    """By the width of the window in pixels: a page looks the same on all of one kind."""
    return "phone" if width < PHONE else "tablet" if width < TABLET else "desktop"


def is_heat(draft: Draft) -> bool:
    return draft.kind == "track" and draft.name == EVENT


def take(draft: Draft) -> Counter[Cell]:
    """The cells of one heat_map event. The event keeps only how much it told: its points live on in the cells."""
    told, where, host = draft.properties, draft.address.path[:500], draft.address.host[:253]
    if draft.is_bot or not where:
        return Counter()
    day, device = draft.at.date().isoformat(), device_of(_whole(told.get("width"), 0, 100_000))
    cells: Counter[Cell] = Counter()
    for kind, x, y, selector in _points(told):
        cells[Cell(day, where, host, device, kind, x // 10, min(y, TALLEST) // STEP, selector)] += 1
    start, reach = _whole(told.get("from"), 0, 100), _whole(told.get("reach"), 0, 100)
    for step in range(-(-start // REACH_STEP) + 1 if start else 0, -(-reach // REACH_STEP) + 1):
        cells[Cell(day, where, host, device, HeatKind.REACH.value, 0, step, "")] += 1
    if told.get("page"):
        height = _whole(told.get("height"), 0, TALLEST)
        cells[Cell(day, where, host, device, HeatKind.PAGE.value, 0, -(-height // PAGE_STEP), "")] += 1
    draft.properties = {"points": sum(cells[cell] for cell in cells if cell.kind in KINDS), "reach": reach}
    return cells


def _points(told: dict[str, Any]) -> list[tuple[str, int, int, str]]:
    """(kind, x in ‰, y in pixels, selector) of the flat list [kind, x, y, selector, …]."""
    flat, names = told.get("points"), told.get("selectors")
    if not isinstance(flat, list):
        return []
    selectors = names if isinstance(names, list) else []
    found = []
    for at in range(0, min(len(flat), 4 * MOST_POINTS) - 3, 4):
        kind, x, y, selector = flat[at : at + 4]
        if all(isinstance(value, int | float) and not isinstance(value, bool) for value in (kind, x, y)) and 0 <= kind < len(KINDS):
            known = isinstance(selector, int) and 0 <= selector < len(selectors)
            name = as_text(selectors[selector], 120) if known else ""
            found.append((KINDS[int(kind)].value, _whole(x, 0, 1_000), _whole(y, 0, TALLEST), name))
    return found


def _whole(value: Any, least: int, most: int) -> int:
    """A whole number within bounds; the least for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return least
    return int(max(least, min(value, most)))
