"""The condition trees of a step or of the entry as fields of its form: one root for each way of a branch, one for the entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from django.http import QueryDict

from kernel.problems import Refused
from leads.actions.segments import checked
from leads.domain.tree_draft import Draft, asks, changed, of_form, of_tree, settled, to_tree
from leads.domain.trees import BadTree, parse, plain
from leads.queries.tree_form import shown, told

ENTRY = "o"


@dataclass
class TreeField:
    """A tree under its root; `name` is the way that asks it, "" for the entry."""

    name: str
    draft: Draft
    problem: Refused | None = None

    @property
    def root(self) -> str:
        return self.draft.place

    @property
    def told(self) -> str:
        return told(self.problem) if self.problem else ""

    @property
    def node(self) -> dict[str, Any]:
        return dict(shown(self.draft, self.problem)["node"])

    def value(self) -> dict[str, Any] | None:
        """As it is stored; None when nothing is asked. What cannot be understood stands in `problem`."""
        if not asks(self.draft):
            return None
        try:
            return plain(checked(to_tree(self.draft)))
        except Refused as error:
            self.problem = error
        return None


def stored(tree: Any, root: str) -> Draft:
    """The fields of a stored tree; none for one that cannot be understood: the page says so beside it."""
    try:
        return of_tree(parse(tree), root) if tree is not None else Draft("all", place=root)
    except BadTree:
        return Draft("all", place=root)


def typed(given: QueryDict, root: str) -> Draft:
    """The fields as they were typed, after the button that was pressed among them."""
    button, draft = given.get("op", ""), of_form(given, root)
    place = button.partition(":")[2]
    return changed(draft, button, given.get(f"{place}.new", "")) if place.split(".")[0] == root else draft


def of_entry(given: QueryDict, tree: Any) -> TreeField:
    return TreeField("", typed(given, ENTRY) if f"{ENTRY}.how" in given else settled(stored(tree, ENTRY), ENTRY))


def of_ways(given: QueryDict, names: Sequence[str], cases: Sequence[Mapping[str, Any]]) -> list[TreeField]:
    """A tree for each way. It goes with the name of its way; a way that was renamed in its place takes it along."""
    found = {str(case.get("name")): stored(case.get("lead"), "w") for case in cases}
    before = [str(case.get("name")) for case in cases]
    if posted := list(takewhile(lambda root: f"{root}.of" in given, map("w{}".format, range(len(given))))):
        before = [given.get(f"{root}.of", "") for root in posted]
        found |= {name: typed(given, f"w{number}") for number, name in enumerate(before)}
    gone = [name if name not in names else None for name in before]
    made = []
    for number, name in enumerate(names):
        renamed = gone[number] if number < len(gone) and name not in found else None
        draft = found.get(renamed or name) or Draft("all")
        made.append(TreeField(name, settled(draft, f"w{number}")))
    return made


def kinds_and_groups() -> dict[str, Any]:
    """What every tree of a page offers, for the template."""
    offered = shown(Draft("all"), None)
    return {"kinds": offered["kinds"], "groups": offered["groups"]}
