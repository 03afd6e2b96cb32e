"""A rulebook is read and checked: unknown fields are refused, and every problem names its place and its mend."""

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from scoring.domain import contents, event_rules, kernels, score_model, stated
from scoring.domain.addresses import Addressed, is_pattern
from scoring.domain.bad_rules import BadRules as BadRules
from scoring.domain.bad_rules import Problem as Problem
from scoring.domain.kernels import RuleDecay
from scoring.domain.rule_shapes import FASTEST, Bounds, EventRule, FitRule, Levels, Limits, PageCategory, Pattern, Rules, Themes

Behavioural = PageCategory | EventRule | Pattern


def behaviour(rules: Rules) -> list[tuple[str, str, Behavioural]]:
    """(place, name in the ledger, rule) of all that fades."""
    found: list[tuple[str, str, Behavioural]] = [(f"pages[{n}]", f"page:{p.name}", p) for n, p in enumerate(rules.pages)]
    found += [(f"events[{n}]", e.key, e) for n, e in enumerate(rules.events)]
    return [*found, *((f"patterns[{n}]", f"pattern:{p.name}", p) for n, p in enumerate(rules.patterns))]


def parse(data: Any) -> Rules:
    """The rules in `data` (decoded JSON); raises BadRules that names every problem."""
    try:
        rules = msgspec.convert(data, Rules)
    except msgspec.ValidationError as error:
        detail, _, place = str(error).partition(" - at `$")
        raise BadRules([Problem(place.rstrip("`").lstrip(".") or "rules", f"{detail}.")]) from error
    problems = check(rules)
    if problems:
        raise BadRules(problems)
    return rules


def check(rules: Rules) -> list[Problem]:
    """What the types cannot say."""
    found = [*_numbers(rules), *_twice(rules), *_limits(rules), *_groups(rules), *_patterns(rules), *_decays(rules)]
    addressed: dict[str, Sequence[Addressed]] = {"pages": rules.pages, "contents": rules.contents}
    for part, things in addressed.items():
        found += [
            Problem(f"{part}[{number}].patterns", f"“{p}”: begin with / for a path, or with a host such as blog.example.com/*.")
            for number, each in enumerate(things)
            for p in each.patterns
            if not is_pattern(p)
        ]
    for number, rule in enumerate(rules.fit):
        found += [*_conditions(f"fit[{number}]", rule), *_of_purchase(f"fit[{number}]", rule, rules.limits)]
        if rule.field == "conditions":
            continue
        if (bool(rule.any_of), rule.at_least is not None, rule.known).count(True) != 1:
            found.append(Problem(f"fit[{number}]", "Give exactly one of any_of, at_least and known."))
        if (rule.at_least is not None) != (rule.field == "company_size" and not rule.known):
            found.append(Problem(f"fit[{number}].at_least", "A least number is for company_size, and company_size needs one."))
    found += [*event_rules.problems(rules.events), *contents.problems(rules.contents)]
    for number, event in enumerate(rules.events):
        if event.once and event.points < 0:
            found.append(Problem(f"events[{number}].once", "This rule takes points: limit it with a floor."))
    return found or score_model.problems(rules.models, plain(rules), parse)


def too_fast(rules: Rules) -> list[Problem]:
    """What is refused where rules are written down or published; those that were kept before this was asked can still be read."""
    detail = "Slower: a half may be gone in 5 days at the fastest; give rules that fade faster a decay of their own."
    return [Problem("decay", detail)] if rules.decay.rate > FASTEST else []


def blank_tags(rules: Rules) -> list[Problem]:
    """Tags without a name; asked where rules are written down, as `too_fast`."""
    givers = (
        *((f"pages[{n}].tags", page.tags) for n, page in enumerate(rules.pages)),
        *((f"events[{n}].tags", event.tags) for n, event in enumerate(rules.events)),
        *((f"contents[{n}].tags", item.tags) for n, item in enumerate(rules.contents)),
    )
    return [Problem(place, "Give each tag a name.") for place, tags in givers if any(not tag.strip() for tag in tags)]


def _conditions(place: str, rule: FitRule) -> list[Problem]:
    if (rule.field == "conditions") != (rule.who is not None):
        return [Problem(f"{place}.who", "A tree is for the field conditions, and conditions needs one.")]
    if rule.who is None:
        return []
    if rule.any_of or rule.at_least is not None or rule.known:
        return [Problem(place, "The tree says it all: leave out any_of, at_least and known.")]
    return [Problem(f"{place}.who.{path}", detail) for path, detail in stated.problems(rule.who)]


def _of_purchase(place: str, rule: FitRule, limits: Limits) -> list[Problem]:
    if rule.dimension != "purchase":
        return []
    found = [Problem(f"{place}.group", "Such groups are of match: leave it empty, or let the rule be of match.")] if rule.group else []
    if limits.purchase != Bounds():
        detail = "Purchase is limited, and this does not fade: give it fewer points, or take the limit off."
        found.append(Problem(f"{place}.dimension", detail))
    return found


def _numbers(rules: Rules) -> list[Problem]:
    found = []
    if rules.margin >= rules.threshold:
        found.append(Problem("margin", "The margin must be smaller than the threshold."))
    if rules.target_at > rules.threshold:
        found.append(Problem("target_at", "A target comes before an MQL: at most the threshold."))
    if not rules.grades.a >= rules.grades.b >= rules.grades.c:
        found.append(Problem("grades", "A needs at least what B needs, and B what C needs."))
    if rules.levels.one < rules.levels.two:
        found.append(Problem("levels", "Engagement 1 needs at least what engagement 2 needs."))
    return found


def _limits(rules: Rules) -> list[Problem]:
    found = []
    for place, _, rule in behaviour(rules):
        if rule.points < 0 and (rule.cap is not None or rule.window is not None):
            name = "window" if rule.cap is None else "cap"
            found.append(Problem(f"{place}.{name}", "This rule takes points: limit it with a floor."))
        if rule.points >= 0 and rule.floor is not None:
            found.append(Problem(f"{place}.floor", "This rule gives points: limit it with a cap."))
    if rules.limits.total is not None and rules.limits.total < rules.threshold:
        found.append(Problem("limits.total", "At least the threshold: otherwise nobody becomes an MQL."))
    return found


def decays_of(rules: Rules) -> dict[str, RuleDecay]:
    """Rule → how its points fade, of rules that do not fade as the score does."""
    return {name: rule.decay for _, name, rule in behaviour(rules) if rule.decay is not None}


def _decays(rules: Rules) -> list[Problem]:
    return [
        Problem(".".join(filter(None, (place, "decay", wrong.field))), wrong.detail)
        for place, _, rule in behaviour(rules)
        if rule.decay is not None
        for wrong in kernels.problems(rule.decay, rule.points)
    ]


def _groups(rules: Rules) -> list[Problem]:
    fading = [(f"{place}.group", rule.group) for place, _, rule in behaviour(rules)]
    match = [(f"fit[{n}].group", f.group) for n, f in enumerate(rules.fit) if f.dimension == "match"]
    names, lasting = {group.name for group in rules.groups}, {name for _, name in match}
    found = [
        Problem(place, f"“{name}” is no group: define it under groups, or leave it empty.")
        for place, name in (*fading, *match)
        if name and name not in names
    ]
    found += [
        Problem(place, f"Rules of match are in “{name}” already, and they do not fade: use another group.")
        for place, name in fading
        if name in names & lasting
    ]
    return found


def _patterns(rules: Rules) -> list[Problem]:
    known = {key for _, key, rule in behaviour(rules) if rule.points and not isinstance(rule, Pattern)}
    found = []
    for number, pattern in enumerate(rules.patterns):
        found += [
            Problem(f"patterns[{number}].{key}", f"“{name}” is no rule that gives or takes points: name one such as page:pricing.")
            for key, name in (("when", pattern.when), ("then", pattern.then))
            if name and name not in known
        ]
        if not pattern.then and pattern.times < 2:
            found.append(Problem(f"patterns[{number}].times", "At least 2 times, or say what has to come then."))
        if pattern.then == pattern.when:
            found.append(Problem(f"patterns[{number}].then", "The same again is a number of times: leave this empty."))
    return found


def _twice(rules: Rules) -> list[Problem]:
    lists = (
        ("pages", [p.name for p in rules.pages]),
        ("events", [e.key.removeprefix("event:") for e in rules.events]),
        ("fit", [f.name for f in rules.fit]),
        ("contents", [item.name for item in rules.contents]),
    )
    more = (("groups", [g.name for g in rules.groups]), ("patterns", [p.name for p in rules.patterns]))
    return [
        Problem(f"{place}[{number}]", f"“{name}” is there twice: one rule a name.")
        for place, names in (*lists, *more)
        for number, name in enumerate(names)
        if name in names[:number]
    ]


def plain(rules: Rules) -> dict[str, Any]:
    """The rules as JSON-ready data."""
    data: dict[str, Any] = msgspec.to_builtins(rules)
    return data


# Parts that came later: not used, they say nothing, so that what was tested and approved before they came still is.
LATER = {
    "cap": None,
    "floor": None,
    "decay": None,
    "window": None,
    "group": "",
    "repeats": False,
    "once": False,
    "where": [],
    "name": "",
    "groups": [],
    "patterns": [],
    "unknown_company": 0.0,
    "who": None,
    "limits": msgspec.to_builtins(Limits()),
    "levels": msgspec.to_builtins(Levels()),
    "models": [],
    "contents": [],
    "themes": msgspec.to_builtins(Themes()),
    "caps": {},
    "decays": {},
    "off": [],
}


def digest(data: Any) -> str:
    """What tells two sets of rules apart, however they are written down."""
    said = plain(parse(data))
    for rule in said["fit"]:  # here and not in LATER, since for a page match is no default
        if rule["dimension"] == "match":
            del rule["dimension"]
    return hashlib.sha256(msgspec.json.encode(_said(said), order="deterministic")).hexdigest()


def _said(data: Any) -> Any:
    """`data` without later parts that are not used."""
    if isinstance(data, dict):
        return {key: _said(value) for key, value in data.items() if key not in LATER or value != LATER[key]}
    return [_said(value) for value in data] if isinstance(data, list) else data
