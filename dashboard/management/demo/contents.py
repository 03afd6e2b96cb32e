"""The content items with which a demo workspace scores from its first day: some cells of the content matrix, and gaps."""

from typing import Any

from kernel.audit import SYSTEM, Actor
from scoring.actions.rulebooks import begin_draft, publish
from scoring.domain import rulebook
from scoring.domain.contents import with_multiplier
from scoring.queries import rulebooks

# (title in English, in Chinese, phase, maturity, addresses, for whom)
ITEMS: tuple[tuple[str, str, str, str, list[str], list[str]], ...] = (
    ("What is an MQL?", "什么是 MQL？", "awareness", "first", ["/blog/what-is-an-mql"], []),
    ("Lead scoring, explained", "线索评分详解", "problem_definition", "seeking", ["/blog/lead-scoring"], ["marketer"]),
    ("How Brightwater did it", "Brightwater 的实践", "vendor_selection", "project", ["/case/brightwater"], ["cxo"]),
)
NOTE = {False: "Articles and the case study count by the phase in which they help.", True: "文章与案例按其适用的阶段计分。"}


def write_contents(chinese: bool) -> None:
    """Publish them in the open scope, before anybody has come: nobody's points change."""
    items = [_item(number, *told, chinese) for number, told in enumerate(ITEMS, 1)]
    data: dict[str, Any] = {**rulebook.plain(rulebooks.live().rules), "contents": items}
    publish(begin_draft(Actor("system", "", "Demo"), data, NOTE[chinese]).version, SYSTEM)


def _item(
    number: int, english: str, chinese_title: str, phase: str, maturity: str, patterns: list[str], personas: list[str], chinese: bool
) -> dict[str, Any]:  # fmt: skip
    return with_multiplier({
        "name": f"item_{number}", "label": chinese_title if chinese else english, "journey_stage": phase, "maturity": maturity,
        "patterns": patterns, "personas": personas,
    })  # fmt: skip
