"""Content items in the draft's form: what is shown of them, and what was typed laid over them."""

from collections.abc import Mapping
from typing import Any

from leads.enums import BuyingPhase, Maturity
from scoring.domain.contents import MULTIPLIERS, with_multiplier
from scoring.web.content import CAME, theme
from scoring.web.forms import lines, number, slug

CHOSEN = ("journey_stage", "maturity")
# Addresses, names of files and personas may hold a comma.
LINES = ("patterns", "assets", "personas")
FIELDS = ("label", "multiplier", "tags", *CHOSEN, *LINES)


def shown(data: Mapping[str, Any], asked: Mapping[str, str]) -> dict[str, Any]:
    """For the template. `asked`: the address, which may say for which cell of the matrix an item is to be added."""
    items = [(f"contents-{n}", item) for n, item in enumerate(data.get("contents") or [])]
    return {
        "contents": items, "phases": BuyingPhase.choices, "levels": Maturity.choices,
        "themes": [(level, label, theme(level, data.get("themes", CAME).get(level, ""))) for level, label in Maturity.choices],
        "multipliers": [(BuyingPhase(phase).label, times) for phase, times in MULTIPLIERS.items()],
        "cell": {"journey_stage": asked.get("phase", ""), "maturity": asked.get("level", "")},
    }  # fmt: skip


def put(data: dict[str, Any], posted: Mapping[str, str]) -> None:
    """Lay the form over the items of `data`: changed, taken out, one added, which stays in the form when it is refused."""
    kept = [
        _laid(item, posted, f"contents-{n}-") for n, item in enumerate(data.get("contents") or []) if f"contents-{n}-remove" not in posted
    ]
    fresh = _laid({}, posted, "new_content-")
    if fresh.get("label") or fresh.get("patterns") or fresh.get("assets"):
        kept.append({"name": _free(slug(fresh.get("label") or "content"), {item["name"] for item in kept}), **fresh})
    data["contents"] = kept
    for level in Maturity.values:
        if (text := posted.get(f"themes-{level}")) is not None:
            # What Leadway came with stays that, in whichever language it was read.
            data.setdefault("themes", {})[level] = CAME[level] if text.strip() == theme(level, CAME[level]) else text.strip()


def _laid(item: Mapping[str, Any], posted: Mapping[str, str], prefix: str) -> dict[str, Any]:
    typed = {name: posted[f"{prefix}{name}"] for name in FIELDS if f"{prefix}{name}" in posted}
    new: dict[str, Any] = {**item, **{name: typed[name].strip() for name in ("label", *CHOSEN) if name in typed}}
    new |= {name: list(dict.fromkeys(filter(None, map(str.strip, typed[name].splitlines())))) for name in LINES if name in typed}
    if "tags" in typed:
        new["tags"] = lines(typed["tags"])
    if "multiplier" in typed:
        new["multiplier"] = number("multiplier", typed["multiplier"]) if typed["multiplier"].strip() else None
        new = with_multiplier(new)
    return new


def _free(name: str, taken: set[str]) -> str:
    """`name`, or with a number when it is taken."""
    return next(each for n in range(1, len(taken) + 2) if (each := name if n == 1 else f"{name[:55]}_{n}") not in taken)
