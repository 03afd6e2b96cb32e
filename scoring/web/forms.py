"""The draft's form: posted fields laid over the draft's rules. Wrong numbers go through as text, so that the rulebook names them."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from leads.domain.fading import EXPONENTIAL, NEVER

NUMBERS = ("threshold", "target_at", "margin", "return_penalty", "cool_down_days", "max_returns")
NESTED = {
    "silence": ("points", "days"), "deductions": ("free_mail", "invalid_phone", "unknown_company"), "grades": ("a", "b", "c"),
    "levels": ("one", "two"),
}  # fmt: skip
LISTS = {
    "pages": ("label", "points", "url_weight"), "events": ("label", "points", "behaviour_weight"), "fit": ("label", "points"),
    "groups": ("label",), "patterns": ("label", "points", "times", "days"),
}  # fmt: skip
WORDS = {"pages": ("patterns", "tags"), "events": ("tags",), "fit": ("any_of",), "groups": (), "patterns": ()}
# What may be left empty: then it is not limited.
OPTIONAL = {"pages": ("cap", "floor"), "events": ("cap", "floor"), "fit": (), "groups": ("cap", "floor"), "patterns": ("cap",)}
# Chosen from two: what is not posted stays.
YES = "yes"
DIMENSIONS = ("match", "interest", "behaviour", "purchase")
WHOLE = frozenset({"cool_down_days", "max_returns", "days", "times"})


def number(key: str, text: str) -> Any:
    """The number that was typed; else the text itself."""
    plain = text.strip().replace(",", ".")
    try:
        return int(plain) if key in WHOLE else float(plain)
    except ValueError:
        return text


def lines(text: str) -> list[str]:
    """One entry a line; commas separate too."""
    return list(
        dict.fromkeys(part.strip() for part in text.replace("，", ",").replace("\r", "").replace(",", "\n").split("\n") if part.strip())
    )


def put(target: dict[str, Any], key: str, text: str | None) -> None:
    if text is not None:
        target[key] = text.strip() if key == "label" else number(key, text)


def maybe(target: dict[str, Any], key: str, text: str | None) -> None:
    """A number that may be left empty."""
    if text is not None:
        target[key] = number(key, text) if text.strip() else None


def changed(rules: Mapping[str, Any], posted: Mapping[str, str]) -> dict[str, Any]:
    """`rules` with what was posted: points, weights, words, rules taken out and one added."""
    new = copy.deepcopy(dict(rules))
    for key in NUMBERS:
        put(new, key, posted.get(key))
    for part, keys in NESTED.items():
        for key in keys:
            put(new.setdefault(part, {}), key, posted.get(f"{part}-{key}"))
    if (again := posted.get("silence-repeats")) is not None:
        new["silence"]["repeats"] = again == YES
    for key in ("factor", "days"):
        if (text := posted.get(f"decay-{key}")) is not None:
            new.setdefault("decay", {})[key] = number("decay", text)
    _limits(new, posted)
    new |= {"groups": new.get("groups", []), "patterns": new.get("patterns", [])}
    for name, keys in LISTS.items():
        new[name] = [_item(name, i, item, keys, posted) for i, item in enumerate(new[name]) if f"{name}-{i}-remove" not in posted]
    new["pages"] += _page(posted)
    new["events"] += _event(posted)
    new["groups"] += _group(posted)
    new["patterns"] += _pattern(posted)
    return new


def _limits(new: dict[str, Any], posted: Mapping[str, str]) -> None:
    """What dimensions and the total may come to."""
    limits = new.setdefault("limits", {})
    maybe(limits, "total", posted.get("limits-total"))
    for name in DIMENSIONS:
        for key in ("cap", "floor"):
            maybe(limits.setdefault(name, {}), key, posted.get(f"limits-{name}-{key}"))


def _item(name: str, place: int, item: dict[str, Any], keys: Iterable[str], posted: Mapping[str, str]) -> dict[str, Any]:
    for key in keys:
        put(item, key, posted.get(f"{name}-{place}-{key}"))
    for key in OPTIONAL[name]:
        maybe(item, key, posted.get(f"{name}-{place}-{key}"))
    if (group := posted.get(f"{name}-{place}-group")) is not None:
        item["group"] = group.strip()
    if (points := posted.get(f"{name}-{place}-window_points")) is not None:
        item["window"] = _window(points, posted.get(f"{name}-{place}-window_days", ""))
    if (kind := posted.get(f"{name}-{place}-decay")) is not None:
        item["decay"] = decay(kind, *(posted.get(f"{name}-{place}-decay_{key}", "") for key in ("days", "share")))
    if (times := posted.get(f"{name}-{place}-once")) is not None:
        item["once"] = times == YES
    for key in ("when", "then", "dimension"):
        if (rule := posted.get(f"{name}-{place}-{key}")) is not None:
            item[key] = rule.strip()
    for key in WORDS[name]:
        text = posted.get(f"{name}-{place}-{key}")
        if text is not None:
            item[key] = lines(text)
    return item


def _window(points: str, days: str) -> dict[str, Any] | None:
    """Both or none; one alone goes through, so that the rulebook names what is missing."""
    if not points.strip() and not days.strip():
        return None
    return {"points": number("points", points), "days": number("days", days)}


def decay(kind: str, days: str, share: str) -> dict[str, Any] | None:
    """None fades like the score; a field that the kind has no use for is let go."""
    typed = {"days": days if kind != NEVER else "", "share": share if kind == EXPONENTIAL else ""}
    return {"kind": kind, **{key: number("decay", text) for key, text in typed.items() if text.strip()}} if kind else None


def _pattern(posted: Mapping[str, str]) -> list[dict[str, Any]]:
    label = posted.get("new_pattern-label", "").strip()
    new: dict[str, Any] = {"name": slug(label), "label": label, **{key: posted.get(f"new_pattern-{key}", "") for key in ("when", "then")}}
    for key in ("times", "days", "points"):
        put(new, key, posted.get(f"new_pattern-{key}", ""))
    return [new] if label else []


def _group(posted: Mapping[str, str]) -> list[dict[str, Any]]:
    label = posted.get("new_group-label", "").strip()
    new: dict[str, Any] = {"name": slug(label), "label": label}
    for key in OPTIONAL["groups"]:
        maybe(new, key, posted.get(f"new_group-{key}"))
    return [new] if label else []


def _page(posted: Mapping[str, str]) -> list[dict[str, Any]]:
    label = posted.get("new_page-label", "").strip()
    if not label:
        return []
    patterns, points = lines(posted.get("new_page-patterns", "")), number("points", posted.get("new_page-points", ""))
    return [{"name": slug(label), "label": label, "patterns": patterns, "points": points, "url_weight": 1.0}]


def _event(posted: Mapping[str, str]) -> list[dict[str, Any]]:
    event, label = slug(posted.get("new_event-event", "")), posted.get("new_event-label", "").strip()
    if not event and not label:
        return []
    points = number("points", posted.get("new_event-points", ""))
    return [{"event": event, "label": label or event, "points": points, "behaviour_weight": 1.0}]


def slug(text: str) -> str:
    """a-z, 0-9 and underscores; a name without any of them gets its code points."""
    plain = "".join(char if char.isascii() and char.isalnum() else "_" for char in text.strip().lower())
    plain = "_".join(part for part in plain.split("_") if part)
    return (plain or "_".join(f"{ord(char):x}" for char in text.strip()))[:60]
