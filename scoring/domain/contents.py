"""Content items: which one an address or a file belongs to, how much more what happens on it counts, and the content matrix (F080, F011;
pure).

The multipliers of the phases are sample defaults of ours; what is meant by them is their order: whoever compares vendors is nearer to
buying than whoever learns that there is a problem.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from leads.domain.leaf_fields import digits
from leads.enums import BuyingPhase, Maturity
from scoring.domain.addresses import Finder
from scoring.domain.bad_rules import Problem
from scoring.domain.rule_shapes import ContentItem

MULTIPLIERS: Mapping[str, float] = {
    BuyingPhase.AWARENESS: 0.5, BuyingPhase.PROBLEM: 0.8, BuyingPhase.SOLUTION: 1.2, BuyingPhase.VENDOR: 1.5,
}  # fmt: skip
# A column of the matrix for each phase, a row for each level of maturity.
PHASES: tuple[str, ...] = tuple(BuyingPhase.values)
LEVELS: tuple[str, ...] = tuple(Maturity.values)
# The property with which a download names its file (capture.actions.assets).
FILE = "asset"


class Library:
    """The items of a rulebook made ready: the first that fits is the one."""

    def __init__(self, items: Sequence[ContentItem]) -> None:
        self.of_page = Finder(items).find
        self.files: dict[str, ContentItem] = {}
        for item in items:
            for file in item.assets:
                self.files.setdefault(file, item)

    def of_event(self, url: str, path: str, properties: str | None) -> ContentItem | None:
        """The item whose file the event names; else that of the page where it happened. Raises LookupError where properties were not read
        though an item names files, so that nobody scores by half of what is known."""
        if self.files:
            if properties is None:
                raise LookupError("A content item names files: read events with their properties.")
            if FILE in properties and (item := self.files.get(msgspec.json.decode(properties).get(FILE) or "")):
                return item
        return self.of_page(url, path)


def problems(items: Iterable[ContentItem]) -> Iterator[Problem]:
    """What the types cannot say."""
    for number, item in enumerate(items):
        if not item.patterns and not item.assets:
            yield Problem(f"contents[{number}].patterns", "Give an address or a file, so that it is known when it is read.")


def said(reason: str, item: ContentItem | None) -> str:
    """The reason of an entry that an item made more or less."""
    if item is None or item.multiplier == 1:
        return reason
    more = f", content “{item.label}” × {digits(item.multiplier)}"
    return f"{reason[: 300 - len(more)]}{more}"


def personas(items: Iterable[ContentItem]) -> list[str]:
    """For whom there is content, once each."""
    return sorted({persona for item in items for persona in item.personas})


def matrix(items: Iterable[ContentItem], persona: str = "") -> dict[str, dict[str, list[ContentItem]]]:
    """Level of maturity → phase → items; with `persona` those that are for everybody or for them. An empty list is a gap."""
    grid: dict[str, dict[str, list[ContentItem]]] = {level: {phase: [] for phase in PHASES} for level in LEVELS}
    for item in items:
        if not persona or not item.personas or persona in item.personas:
            grid[item.maturity][item.journey_stage].append(item)
    return grid


def with_multiplier(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item as it was typed; where nothing was, it counts as its phase does."""
    if item.get("multiplier") is not None:
        return dict(item)
    return {**item, "multiplier": MULTIPLIERS.get(item.get("journey_stage", ""), 1.0)}
