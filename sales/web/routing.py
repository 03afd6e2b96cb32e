"""Page: the routing rules, in the order in which they are asked."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kernel.problems import Refused
from leads.domain.tree_draft import Draft, asks, changed, of_form, of_tree, settled, to_tree
from leads.queries.tree_form import shown, told
from leads.queries.words import sentence
from sales.actions.routing_rules import put_rules
from sales.domain import routing
from sales.enums import RouteLane, rule_name
from sales.models import RoutingRule
from sales.queries import rules
from tenants.queries import members
from tenants.web.identity import WorkspaceRequest, needs
from tracking.enums import Channel

MOST = 50


def _written(form: QueryDict) -> list[dict[str, Any]]:
    """The rules as the form says them, in the order of their numbers; a rule marked `remove`, or empty, is left out."""
    found = []
    for index in sorted(int(i) for i in form.getlist("rule") if i.isdecimal() and int(i) < MOST):
        one = {key: form.get(f"{index}-{key}", "").strip() for key in ("name", "lane", "events", "position")}
        draft = _draft(form, index)
        if f"{index}-remove" in form or not (one["name"] or one["events"] or form.getlist(f"{index}-channels") or asks(draft)):
            continue
        people = [int(person) for person in form.getlist(f"{index}-assignees") if person.isdecimal()]
        events = [name for name in re.split(r"[\s,，]+", one["events"]) if name]
        condition = {"events": events, "channels": form.getlist(f"{index}-channels"), "lead": to_tree(draft) if asks(draft) else None}
        place = int(one["position"]) if one["position"].isdecimal() and len(one["position"]) < 6 else MOST
        active = f"{index}-active" in form
        given = {"lane": one["lane"], "condition": condition, "assignee_ids": people, "active": active, "draft": draft}
        found.append((place, index, {"name": one["name"], **given}))
    return [rule for _place, _index, rule in sorted(found, key=lambda item: item[:2])]


def _draft(form: QueryDict, index: int) -> Draft:
    """What a rule asks of the lead, after the button that was pressed in it."""
    root, button = _root(index), form.get("op", "")
    place, draft = button.partition(":")[2], of_form(form, root)
    return changed(draft, button, form.get(f"{place}.new", "")) if place.split(".")[0] == root else draft


def _root(index: int) -> str:
    return f"t{index}"


def _stored(row: RoutingRule, rule: routing.Rule) -> dict[str, Any]:
    return {
        "name": row.name, "lane": row.lane, "condition": row.condition, "assignee_ids": row.assignee_ids, "active": row.active,
        "draft": of_tree(rule.lead) if rule.lead else Draft("all"), "words": sentence(rule.lead) if rule.lead else "",
    }  # fmt: skip


def _shown(stored: list[dict[str, Any]], wrong: Refused | None) -> list[dict[str, Any]]:
    """The rules with the fields of their trees; what is wrong with a tree stands at its leaf."""
    found = []
    for index, rule in enumerate(stored):
        mine = f"{index}/condition/lead/"
        at = Refused("", field=wrong.field.removeprefix(mine)) if wrong and wrong.field.startswith(mine) else None
        tree = shown(settled(rule["draft"], _root(index)), at)["node"]
        found.append({**rule, "tree": tree, "asks": asks(rule["draft"]), "said": rule_name(rule["name"])})
    return found


@needs("see")
def edit(request: WorkspaceRequest) -> HttpResponse:
    """Show the rules; whoever may edit routing saves them all at once. The buttons of a tree come back here with the whole form."""
    wrong: Refused | None = None
    if request.method == "POST":
        if not request.caller.can("edit_routing"):
            raise PermissionDenied(_("Your role does not allow this."))
        stored = _written(request.POST)
        if request.POST.get("op", "save") == "save":
            wrong = _save(request, stored)
            if wrong is None:
                messages.success(request, _("The rules are saved: they hold from the next lead on."))
                return redirect("sales:routing", request.caller.workspace.slug)
    else:
        stored = [_stored(row, rules.as_rule(row)) for row in rules.stored()]
    return render(request, "sales/routing.html", _context(stored, wrong), status=wrong.status if wrong else 200)


def _save(request: WorkspaceRequest, written: list[dict[str, Any]]) -> Refused | None:
    try:
        with transaction.atomic():
            put_rules(written, actor=request.caller.actor)
    except Refused as error:
        return error
    return None


def _context(stored: list[dict[str, Any]], wrong: Refused | None) -> dict[str, Any]:
    names, able, empty = members.names(), rules.workers(), shown(settled(Draft("all"), _root(len(stored))), None)
    return {
        **empty, "rules": _shown(stored, wrong), "wrong": told(wrong) if wrong else "", "lanes": RouteLane.choices,
        "channels": Channel.choices, "next": len(stored), "new_tree": empty["node"],
        "people": [(person, names[person]) for person in able], "conversions": sorted(routing.CONVERSIONS),
    }  # fmt: skip
