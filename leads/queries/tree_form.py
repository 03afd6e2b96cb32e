"""The fields of a condition tree as the template `leads/_segment_node.html` shows them, with what is wrong at its place."""

from typing import Any

from django.utils.translation import gettext as _

from kernel.problems import Refused
from leads.domain import filters
from leads.domain.tree_draft import GROUPS, Draft
from leads.domain.trees import KINDS, BadTree
from leads.queries.leaves.names import option_label


def shown(draft: Draft, problem: Refused | None) -> dict[str, Any]:
    return {
        "node": view(draft, problem),
        "groups": [(how, option_label(how)) for how in GROUPS],
        "kinds": [(key, kind.label) for key, kind in KINDS.items()],
    }


def view(draft: Draft, problem: Refused | None) -> dict[str, Any]:
    """A node with its fields, for the template."""
    kind = KINDS.get(draft.how)
    wrong = problem.field if problem else ""
    fields = [control(draft, each, wrong == f"{draft.path}.{each.name}".lstrip(".")) for each in kind.fields] if kind else []
    return {
        "draft": draft, "label": kind.label if kind else "", "fields": fields, "wrong": bool(wrong) and wrong == draft.path,
        "parts": [view(part, problem) for part in draft.parts],
    }  # fmt: skip


def control(draft: Draft, field: Any, wrong: bool) -> dict[str, Any]:
    value = draft.values.get(field.name, "")
    chosen = value if isinstance(value, list) else [value]
    offers, hint = list(field.offers()) if field.offers else [], field.hint
    if draft.how == "filter" and field.name == "value":
        of = filters.REGISTRY.get(draft.values.get("key", ""))
        offers, hint = (list(of.choices()) if of and of.choices else []), of.hint if of else ""
    options = [(option, option_label(option), option in chosen) for option in field.options]
    if field.ticked and field.closed:
        gone = [(key, key) for key in chosen if key and key not in [each for each, _ in offers]]
        options = [(key, label, key in chosen) for key, label in (*offers, *gone)]
    elif field.closed:
        gone = [] if str(value) in ("", *(key for key, _ in offers)) else [(value, value)]
        blank = [] if field.default else [("", "")]
        options = [(key, label, str(key) == str(value)) for key, label in (*blank, *offers, *gone)]
    return {
        "field": field, "name": f"{draft.place}.f.{field.name}", "value": value, "wrong": wrong, "options": options, "offers": offers,
        "hint": hint, "renews": draft.how == "filter" and field.closed,
    }  # fmt: skip


def told(error: Refused) -> str:
    """What is wrong with the tree, in the reader's language."""
    return error.__cause__.told(_) if isinstance(error.__cause__, BadTree) else error.detail
