"""The condition trees of a pop-up or of a slot's rules as fields of the editor: a root for each, `w0` of the pop-up or the first rule."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from kernel.problems import Refused
from leads.actions.segments import checked
from leads.domain.tree_draft import Draft, asks, changed, of_form, of_tree, settled, to_tree
from leads.domain.trees import BadTree, parse
from leads.queries.tree_form import shown, told
from leads.queries.words import sentence
from onsite.domain.shapes import Conditions


def root(place: int) -> str:
    return f"w{place}"


def is_button(given: QueryDict) -> bool:
    """Whether a button of a tree was pressed: the form is to be shown again, not saved."""
    return given.get("op", "").partition(":")[0] in ("add", "group", "remove", "show")


def typed(given: QueryDict, place: int) -> Draft:
    """The fields as they were typed, after the button that was pressed among them."""
    button, draft = given.get("op", ""), of_form(given, root(place))
    at = button.partition(":")[2]
    return changed(draft, button, given.get(f"{at}.new", "")) if at.split(".")[0] == root(place) else draft


def read(given: QueryDict, place: int) -> dict[str, Any] | None:
    """The tree as the form says it, right or wrong; None when nothing is asked."""
    draft = of_form(given, root(place))
    return to_tree(draft) if asks(draft) else None


def field(conditions: Conditions, place: int, given: QueryDict | None) -> dict[str, Any]:
    """For the template: the stored tree, or what was typed with what is wrong with it (a missing value is not, while it is being built)."""
    draft = typed(given, place) if given is not None else settled(stored(conditions), root(place))
    problem = fault(draft) if given is not None and not is_button(given) else None
    words = sentence(parse(conditions.who)) if given is None and asks(draft) else ""
    return {"node": shown(draft, problem)["node"], "told": told(problem) if problem else "", "asks": asks(draft), "words": words}


def stored(conditions: Conditions) -> Draft:
    """None for one that cannot be understood: it keeps the item from being published, in words."""
    try:
        return of_tree(parse(conditions.who)) if conditions.who else Draft("all")
    except BadTree:
        return Draft("all")


def fault(draft: Draft) -> Refused | None:
    try:
        if asks(draft):
            checked(to_tree(draft))
    except Refused as error:
        return error
    return None


def places(given: QueryDict, most: int) -> Sequence[int]:
    """The rules that a slot's form holds, the one that is being added among them."""
    return [int(index) for index in given.getlist("rule") if index.isdecimal() and int(index) <= most]


def offered() -> dict[str, Any]:
    """What every tree of a page offers."""
    found = shown(Draft("all"), None)
    return {"kinds": found["kinds"], "groups": found["groups"]}
