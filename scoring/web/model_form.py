"""The score models of a draft in its form: what is shown, and what was posted laid over them (F060)."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from scoring.domain.points import DEDUCTIONS
from scoring.domain.score_model import FADING, LIMITS, LISTS, SILENCE
from scoring.web.forms import YES, decay, maybe, number, slug
from tracking.enums import Channel

# What a model says of rules, and the field of one rule for each.
PARTS = ("points", "caps", "decays", "off")
SINGLE = {"points": "points", "caps": "cap", "decays": "decay"}
FIELDS = ("points", "cap", "decay", "decay_days", "decay_share", "off")


@dataclass(frozen=True)
class Shown:
    """One model. `rows`: what differs, rule by rule; `others`: (rule, words) of what may differ too."""

    name: str
    label: str
    channels: list[tuple[str, str, bool]]
    threshold: Any
    target_at: Any
    rows: list["Row"]
    others: list[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """One rule in a model: its points here and in the rulebook; `fades`: it is behaviour, and may have a cap and a decay."""

    rule: str
    label: str
    points: Any
    base: Any
    fades: bool
    cap: Any
    decay: Mapping[str, Any]
    off: bool


def shown(rules: Mapping[str, Any]) -> list[Shown]:
    """The models of `rules` (plain data, perhaps not right)."""
    words = named(rules)
    return [_shown(model, words) for model in rules.get("models", [])]


def _shown(model: Mapping[str, Any], words: Mapping[str, tuple[str, Any]]) -> Shown:
    points, caps, decays, off = (model.get(key, {}) for key in PARTS)
    told = {*points, *caps, *decays, *off}
    return Shown(
        name=model["name"],
        label=model["label"],
        channels=choices(model["channels"]),
        threshold=model.get("threshold"),
        target_at=model.get("target_at"),
        rows=[
            Row(rule, label, points.get(rule, ""), base, rule.startswith(FADING), caps.get(rule, ""), decays.get(rule, {}), rule in off)
            for rule, (label, base) in words.items()
            if rule in told
        ],
        others=[(rule, label) for rule, (label, _points) in words.items() if rule not in told],
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
    told = [rule for key in PARTS for rule in new.get(key, ()) if rule in known]
    added = posted.get(f"{start}-new_rule", "")
    renamed = {f"{start}-{key}-{added}": text for key in FIELDS if (text := posted.get(f"{start}-new_{key}")) is not None}
    fields = {**posted, **renamed} if added in known and added not in told else posted
    rules = list(dict.fromkeys([*told, *([added] if fields is not posted else [])]))
    for key, read in (("points", _number), ("caps", _number), ("decays", _decay)):
        given = {rule: read(start, SINGLE[key], rule, fields, new.get(key, {}).get(rule)) for rule in rules}
        new[key] = {rule: value for rule, value in given.items() if value not in ("", None)}
    off = {rule: fields.get(f"{start}-off-{rule}", YES if rule in new.get("off", ()) else "") for rule in rules}
    new["off"] = [rule for rule in rules if off[rule] == YES]
    return new


def _number(start: str, key: str, rule: str, posted: Mapping[str, str], given: Any) -> Any:
    """Left empty, it is that of the rulebook."""
    text = posted.get(f"{start}-{key}-{rule}")
    return given if text is None else number(key, text) if text.strip() else ""


def _decay(start: str, key: str, rule: str, posted: Mapping[str, str], given: Any) -> Any:
    kind = posted.get(f"{start}-{key}-{rule}")
    return given if kind is None else decay(kind, *(posted.get(f"{start}-{key}_{part}-{rule}", "") for part in ("days", "share")))


def _channels(start: str, posted: Mapping[str, str], before: Sequence[str] = ()) -> list[str]:
    """Those that were ticked: the ones of before in their order, then the rest."""
    ticked = [channel for channel in Channel.values if f"{start}-channel-{channel}" in posted]
    return [*(each for each in before if each in ticked), *(each for each in ticked if each not in before)]


def _new(posted: Mapping[str, str]) -> list[dict[str, Any]]:
    label = posted.get("new_model-label", "").strip()
    channels = _channels("new_model", posted)
    if not label and not channels:
        return []
    new: dict[str, Any] = {"name": slug(label), "label": label, "channels": channels, "points": {}, "caps": {}, "decays": {}, "off": []}
    for key in LIMITS:
        maybe(new, key, posted.get(f"new_model-{key}"))
    return [new]
