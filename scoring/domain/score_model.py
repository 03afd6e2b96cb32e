"""A score model: what differs for the leads that came in by some channels (F060). Pure; works on rules as plain data."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

from msgspec import Meta, Struct, to_builtins

from scoring.domain.bad_rules import BadRules, Problem
from scoring.domain.kernels import RuleDecay
from tracking.enums import Channel

# The rulebook itself: what scores whoever came in by no channel of any model.
DEFAULT = "default"
SILENCE = "silence"
LISTS = (("pages", "name", "page"), ("events", "event", "event"), ("fit", "name", "fit"), ("patterns", "name", "pattern"))
BEHAVIOUR = tuple(each for each in LISTS if each[2] != "fit")
FADING = tuple(f"{kind}:" for _, _, kind in BEHAVIOUR)
DEDUCTIONS = {f"fit:{name}": name for name in ("free_mail", "invalid_phone", "unknown_company")}
LIMITS = ("threshold", "target_at")
Problems = Iterator[Problem]


def rule_key(kind: str, name: str, second: str = "") -> str:
    """The name of a rule in the ledger: `page:pricing`, `event:webinar_attended`, `event:webinar_attended.whole` of one of several."""
    return f"{kind}:{name}.{second}" if second else f"{kind}:{name}"


def _key(kind: str, key: str, item: Mapping[str, Any]) -> str:
    return rule_key(kind, item[key], item.get("name", "") if kind == "event" else "")


class ScoreModel(Struct, frozen=True, forbid_unknown_fields=True):
    """Leads whose entry channel is one of `channels` have these points, limits and decays in place of the rulebook's own.

    `points`: rule by its name in the ledger (`page:pricing`, `event:asset_downloaded`, `pattern:often`, `fit:title_chief`,
    `fit:free_mail`, `silence`) → points. `caps`, `decays`: rule of behaviour → what its entries may come to, how they fade. `off`: rules
    that do not count here. What is not named is as in the rulebook.
    """

    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[a-z0-9_]+$")]
    label: Annotated[str, Meta(min_length=1, max_length=120)]
    channels: Annotated[list[str], Meta(max_length=20)] = []
    points: dict[str, Annotated[float, Meta(ge=-1000, le=1000)]] = {}
    threshold: Annotated[float, Meta(gt=0, le=10_000)] | None = None
    target_at: Annotated[float, Meta(gt=0, le=10_000)] | None = None
    caps: dict[str, Annotated[float, Meta(gt=0, le=10_000)]] = {}
    decays: dict[str, RuleDecay] = {}
    off: Annotated[list[str], Meta(max_length=500)] = []

    @property
    def named(self) -> list[str]:
        """Every rule of which it says something, once."""
        return list(dict.fromkeys((*self.points, *self.caps, *self.decays, *self.off)))


def with_points(rules: Mapping[str, Any], points: Mapping[str, float]) -> dict[str, Any]:
    """`rules` with these points; rules that are not there are left out."""
    new = copy.deepcopy(dict(rules))
    for part, key, kind in LISTS:
        for item in new.get(part, []):
            item["points"] = points.get(_key(kind, key, item), item["points"])
    for rule, name in DEDUCTIONS.items():
        new["deductions"][name] = points.get(rule, new["deductions"][name])
    new["silence"]["points"] = points.get(SILENCE, new["silence"]["points"])
    return new


def laid_over(rules: Mapping[str, Any], model: ScoreModel) -> dict[str, Any]:
    """The rulebook that has the numbers of `model`, and no models."""
    own = {key: value for key in LIMITS if (value := getattr(model, key)) is not None}
    new = {**with_points(rules, model.points), **own, "models": []}
    for part, key, kind in BEHAVIOUR:
        for item in new.get(part, []):
            rule = _key(kind, key, item)
            item["cap"] = model.caps.get(rule, item.get("cap"))
            item["decay"] = to_builtins(model.decays[rule]) if rule in model.decays else item.get("decay")
    return _without(new, frozenset(model.off)) if model.off else new


def _without(new: dict[str, Any], off: frozenset[str]) -> dict[str, Any]:
    """`new`, in which these rules give and take nothing; patterns that look at one of them come to nothing too."""
    for part, key, kind in LISTS:
        for item in new.get(part, []):
            if _key(kind, key, item) in off and part != "patterns":
                item |= {"points": 0.0} if part == "fit" else {"points": 0.0, **dict.fromkeys(("cap", "floor", "window", "decay"))}
    for rule in off & DEDUCTIONS.keys():
        new["deductions"][DEDUCTIONS[rule]] = 0.0
    new["silence"]["points"] = 0.0 if SILENCE in off else new["silence"]["points"]
    new["patterns"] = [
        each for each in new.get("patterns", []) if not off & {f"pattern:{each['name']}", each["when"], each.get("then", "")}
    ]
    return new


def problems(models: Sequence[ScoreModel], rules: Mapping[str, Any], parse: Callable[[Any], object]) -> list[Problem]:
    """Names that are taken or not there; else what `parse` has against the rulebook that a model makes."""
    return [*_names(models), *_parts(models, rules)] or [*_made(models, rules, parse)]


def _made(models: Sequence[ScoreModel], rules: Mapping[str, Any], parse: Callable[[Any], object]) -> Problems:
    for number, model in enumerate(models):
        try:
            parse(laid_over(rules, model))
        except BadRules as error:
            yield from (Problem(f"models[{number}].{problem.field}", problem.detail) for problem in error.problems)


def _parts(models: Sequence[ScoreModel], rules: Mapping[str, Any]) -> Problems:
    known = [_key(kind, key, item) for part, key, kind in LISTS for item in rules[part]]
    for number, model in enumerate(models):
        if not model.channels:
            yield Problem(f"models[{number}].channels", "Choose at least one entry channel: without one the model scores nobody.")
        for field in ("points", "caps", "decays", "off"):
            yield from _rules(f"models[{number}].{field}", getattr(model, field), known)
        for channel in model.channels:
            if channel not in Channel.values:
                detail = f"“{channel[:80]}” is no entry channel: use {', '.join(Channel.values)}."
                yield Problem(f"models[{number}].channels", detail)


def _rules(place: str, named: Iterable[str], known: Sequence[str]) -> Problems:
    lasting = place.endswith((".caps", ".decays"))
    for rule in named:
        if rule not in (*known, *DEDUCTIONS, SILENCE):
            yield Problem(place, f"“{rule[:80]}” is no rule of this rulebook: name one such as {_such(known)}.")
        elif lasting and not rule.startswith(FADING):
            yield Problem(place, f"“{rule[:80]}” has neither a cap nor a decay: only pages, events and patterns have.")


def _such(known: Sequence[str]) -> str:
    return known[0] if known else SILENCE


def _names(models: Sequence[ScoreModel]) -> Problems:
    """One model a name, and one a channel, so that no lead could be of two."""
    names, taken = {DEFAULT: "the rulebook itself"}, dict[str, str]()
    for number, model in enumerate(models):
        if model.name in names:
            yield Problem(f"models[{number}].name", f"“{model.name}” is {names[model.name]} already: choose another name.")
        names[model.name] = "a model"
        for channel in model.channels:
            if channel in taken:
                detail = f"“{channel[:80]}” is in “{taken[channel]}” already: a channel has one model."
                yield Problem(f"models[{number}].channels", detail)
            taken[channel] = model.label
