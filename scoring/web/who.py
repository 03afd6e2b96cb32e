"""The condition trees of rules of match as fields of the draft's form: a root for each rule, `q0` of the first, `qn` of a new one."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from kernel.problems import Refused
from leads.domain.tree_draft import Draft, asks, of_form, of_tree, settled, to_tree
from leads.domain.tree_draft import changed as pressed
from leads.domain.trees import KINDS, BadTree, parse
from leads.queries.tree_form import shown
from scoring.domain.stated import ACTS, FIELDS
from scoring.enums import Dimension
from scoring.web.forms import changed, number, slug
from scoring.web.rulebook import FIELDS as NAMES

NEW = "qn"


def is_button(given: QueryDict) -> bool:
    """Whether a button of a tree was pressed: the form is shown again, and nothing is saved."""
    return given.get("op", "").partition(":")[0] in ("add", "group", "remove", "show")


def kept(rules: Mapping[str, Any], given: Mapping[str, Any]) -> list[int]:
    """The rules of match that the form keeps, by their numbers before."""
    return [place for place in range(len(rules["fit"])) if f"fit-{place}-remove" not in given]


def put(before: Mapping[str, Any], after: dict[str, Any], given: QueryDict) -> None:
    """Lay the trees of the form over the rules `after` that it keeps of `before`, and add a new one."""
    for rule, place in zip(after["fit"], kept(before, given), strict=True):
        if rule.get("who") is not None and f"q{place}.how" in given:
            rule["who"] = to_tree(of_form(given, f"q{place}"))
    label = given.get("new_fit-label", "").strip()
    if label:
        points = number("points", given.get("new_fit-points", ""))
        after["fit"].append(
            {
                "name": slug(label),
                "label": label,
                "field": "conditions",
                "points": points,
                "who": to_tree(of_form(given, NEW)),
                "dimension": given.get("new_fit-dimension", Dimension.MATCH.value),
            }
        )


def unchanged(given: QueryDict) -> dict[str, str]:
    """What was typed, without what adds and removes rules: numbers are those of the draft as it stands, so that the form may come again."""
    return {key: str(text) for key, text in given.items() if not key.endswith("-remove") and not key.startswith("new_")}


def fields(before: Mapping[str, Any], given: QueryDict | None, wrong: Refused | None) -> dict[str, Any]:
    """For the template: each rule of match of the draft with its tree, and the one that may be added; as they were typed, where they
    were."""
    rules = changed(before, unchanged(given))["fit"] if given is not None else before["fit"]
    places = kept(before, given or {})
    rows = [
        {
            "rule": rule, "field": NAMES.get(rule["field"], ""), "removed": place not in places,
            "tree": view(_typed(given, f"q{place}") if given is not None else stored(rule.get("who")), f"q{place}",
                         _within(wrong, places.index(place)) if place in places else None),
        }
        for place, rule in enumerate(rules)
    ]  # fmt: skip
    new = _typed(given, NEW) if given is not None else Draft("all")
    words = {key: given.get(f"new_fit-{key}", "") if given is not None else "" for key in ("label", "points", "dimension")}
    fresh = {"tree": view(new, NEW, _within(wrong, len(places))), "begun": asks(new) or bool(words["label"]), **words}
    return {
        "fit": rows, "fresh": fresh, "groups": shown(Draft("all"), None)["groups"],
        "kinds": [(key, KINDS[key].label) for key in (*FIELDS, *ACTS)],
        "fit_dimensions": [(each.value, each.label) for each in (Dimension.MATCH, Dimension.PURCHASE)],
    }  # fmt: skip


def view(draft: Draft, root: str, problem: Refused | None) -> dict[str, Any]:
    return dict(shown(settled(draft, root), problem)["node"])


def stored(who: Any) -> Draft:
    try:
        return of_tree(parse(who)) if who else Draft("all")
    except BadTree:
        return Draft("all")


def _typed(given: QueryDict, root: str) -> Draft:
    """The fields as they were typed, after the button that was pressed among them."""
    button, draft = given.get("op", ""), of_form(given, root)
    at = button.partition(":")[2]
    return pressed(draft, button, given.get(f"{at}.new", "")) if at.split(".")[0] == root else draft


def _within(wrong: Refused | None, number: int) -> Refused | None:
    """What is wrong with the tree of this rule, by its place in the tree."""
    place = f"fit[{number}].who."
    return Refused(wrong.detail, field=wrong.field.removeprefix(place)) if wrong and wrong.field.startswith(place) else None
