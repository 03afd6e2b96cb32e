"""A score model: what differs for the leads that came in by some channels (F060). Pure; works on rules as plain data."""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any

from msgspec import Meta, Struct

from scoring.domain.bad_rules import BadRules, Problem
from tracking.enums import Channel

# The rulebook itself: what scores whoever came in by no channel of any model.
DEFAULT = "default"
SILENCE = "silence"
LISTS = (("pages", "name", "page"), ("events", "event", "event"), ("fit", "name", "fit"), ("patterns", "name", "pattern"))
DEDUCTIONS = {f"fit:{name}": name for name in ("free_mail", "invalid_phone", "unknown_company")}
LIMITS = ("threshold", "target_at")
Problems = Iterator[Problem]


class ScoreModel(Struct, frozen=True, forbid_unknown_fields=True):
    """Leads whose entry channel is one of `channels` have these points and limits in place of the rulebook's own.

    `points`: rule by its name in the ledger (`page:pricing`, `event:asset_downloaded`, `pattern:often`, `fit:title_chief`,
    `fit:free_mail`, `silence`) → points. What is not named is as in the rulebook.
    """

    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[a-z0-9_]+$")]
    label: Annotated[str, Meta(min_length=1, max_length=120)]
    channels: Annotated[list[str], Meta(max_length=20)] = []
    points: dict[str, Annotated[float, Meta(ge=-1000, le=1000)]] = {}
    threshold: Annotated[float, Meta(gt=0, le=10_000)] | None = None
    target_at: Annotated[float, Meta(gt=0, le=10_000)] | None = None


def with_points(rules: Mapping[str, Any], points: Mapping[str, float]) -> dict[str, Any]:
    """`rules` with these points; rules that are not there are left out."""
    new = copy.deepcopy(dict(rules))
    for part, key, kind in LISTS:
        for item in new.get(part, []):
            item["points"] = points.get(f"{kind}:{item[key]}", item["points"])
    for rule, name in DEDUCTIONS.items():
        new["deductions"][name] = points.get(rule, new["deductions"][name])
    new["silence"]["points"] = points.get(SILENCE, new["silence"]["points"])
    return new


def laid_over(rules: Mapping[str, Any], model: ScoreModel) -> dict[str, Any]:
    """The rulebook that has the numbers of `model`, and no models."""
    own = {key: value for key in LIMITS if (value := getattr(model, key)) is not None}
    return {**with_points(rules, model.points), **own, "models": []}


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
    known = [f"{kind}:{item[key]}" for part, key, kind in LISTS for item in rules[part]]
    for number, model in enumerate(models):
        if not model.channels:
            yield Problem(f"models[{number}].channels", "Choose at least one entry channel: without one the model scores nobody.")
        for rule in model.points:
            if rule not in (*known, *DEDUCTIONS, SILENCE):
                detail = f"“{rule[:80]}” is no rule of this rulebook: name one such as {_such(known)}."
                yield Problem(f"models[{number}].points", detail)
        for channel in model.channels:
            if channel not in Channel.values:
                detail = f"“{channel[:80]}” is no entry channel: use {', '.join(Channel.values)}."
                yield Problem(f"models[{number}].channels", detail)


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
