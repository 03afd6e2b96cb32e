"""The score models of a draft in its form: what is shown, and what was posted laid over them (F060)."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from scoring.domain.points import DEDUCTIONS
from scoring.domain.score_model import LIMITS, LISTS, SILENCE
from scoring.web.forms import maybe, number, slug
from tracking.enums import Channel


@dataclass(frozen=True)
class Shown:
    """One model. `rows`: (rule, words, points here, points in the rulebook); `others`: (rule, words) of what may differ too."""

    name: str
    label: str
    channels: list[tuple[str, str, bool]]
    threshold: Any
    target_at: Any
    rows: list[tuple[str, str, Any, Any]]
    others: list[tuple[str, str]]


def shown(rules: Mapping[str, Any]) -> list[Shown]:
    """The models of `rules` (plain data, perhaps not right)."""
    words = named(rules)
    return [_shown(model, words) for model in rules.get("models", [])]


def _shown(model: Mapping[str, Any], words: Mapping[str, tuple[str, Any]]) -> Shown:
    points = model.get("points", {})
    return Shown(
        name=model["name"],
        label=model["label"],
        channels=choices(model["channels"]),
        threshold=model.get("threshold"),
        target_at=model.get("target_at"),
        rows=[(rule, words[rule][0], points[rule], words[rule][1]) for rule in words if rule in points],
        others=[(rule, label) for rule, (label, _points) in words.items() if rule not in points],
    )


def choices(chosen: Iterable[str] = ()) -> list[tuple[str, str, bool]]:
    """(channel, its words, whether it is chosen) of every entry channel."""
    return [(value, str(label), value in chosen) for value, label in Channel.choices]


def named(rules: Mapping[str, Any]) -> dict[str, tuple[str, Any]]:
    """Rule → its words and its points, in the order of the rulebook."""
    found = {f"{kind}:{item[key]}": (_(item["label"]), item["points"]) for part, key, kind in LISTS for item in rules.get(part, [])}
    for rule, (name, label) in DEDUCTIONS.items():
        found[rule] = (_(label), rules.get("deductions", {}).get(name, 0.0))
    found[SILENCE] = (_("A silent time"), rules.get("silence", {}).get("points", 0.0))
    return found


def changed(rules: Mapping[str, Any], posted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The models of `rules` with what was posted. What no longer has a rule goes with it."""
    known = named(rules)
    models = [(f"models-{place}", model) for place, model in enumerate(rules.get("models", []))]
    kept = [_changed(start, model, posted, known) for start, model in models if f"{start}-remove" not in posted]
    return [*kept, *_new(posted)]


def _changed(start: str, model: Mapping[str, Any], posted: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, Any]:
    new = copy.deepcopy(dict(model))
    if (label := posted.get(f"{start}-label")) is not None:
        new["label"] = label.strip()
    for key in LIMITS:
        maybe(new, key, posted.get(f"{start}-{key}"))
    if f"{start}-channels" in posted:
        new["channels"] = _channels(start, posted, new["channels"])
    points = {rule: _points(posted.get(f"{start}-points-{rule}"), given) for rule, given in new.get("points", {}).items() if rule in known}
    if (rule := posted.get(f"{start}-new_rule", "")) in known and rule not in points:
        points[rule] = number("points", posted.get(f"{start}-new_points", ""))
    new["points"] = {rule: given for rule, given in points.items() if given != ""}
    return new


def _points(text: str | None, given: Any) -> Any:
    """Left empty, they are those of the rulebook."""
    return given if text is None else number("points", text) if text.strip() else ""


def _channels(start: str, posted: Mapping[str, str], before: Sequence[str] = ()) -> list[str]:
    """Those that were ticked: the ones of before in their order, then the rest."""
    ticked = [channel for channel in Channel.values if f"{start}-channel-{channel}" in posted]
    return [*(each for each in before if each in ticked), *(each for each in ticked if each not in before)]


def _new(posted: Mapping[str, str]) -> list[dict[str, Any]]:
    label = posted.get("new_model-label", "").strip()
    channels = _channels("new_model", posted)
    if not label and not channels:
        return []
    new: dict[str, Any] = {"name": slug(label), "label": label, "channels": channels, "points": {}}
    for key in LIMITS:
        maybe(new, key, posted.get(f"new_model-{key}"))
    return [new]
