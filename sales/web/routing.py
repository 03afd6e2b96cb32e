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
from sales.actions.routing_rules import put_rules
from sales.domain import routing
from sales.enums import RouteLane
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
        if f"{index}-remove" in form or not (one["name"] or one["events"] or form.getlist(f"{index}-channels")):
            continue
        people = [int(person) for person in form.getlist(f"{index}-assignees") if person.isdecimal()]
        events = [name for name in re.split(r"[\s,，]+", one["events"]) if name]
        condition = {"events": events, "channels": form.getlist(f"{index}-channels")}
        place = int(one["position"]) if one["position"].isdecimal() and len(one["position"]) < 6 else MOST
        active = f"{index}-active" in form
        rule = {"name": one["name"], "lane": one["lane"], "condition": condition, "assignee_ids": people, "active": active}
        found.append((place, index, rule))
    return [rule for _place, _index, rule in sorted(found, key=lambda item: item[:2])]


@needs("see")
def edit(request: WorkspaceRequest) -> HttpResponse:
    """Show the rules; whoever may edit routing saves them all at once."""
    stored: list[dict[str, Any]] = [
        {"name": row.name, "lane": row.lane, "condition": row.condition, "assignee_ids": row.assignee_ids, "active": row.active}
        for row in rules.stored()
    ]
    wrong, status = None, 200
    if request.method == "POST":
        if not request.caller.can("edit_routing"):
            raise PermissionDenied(_("Your role does not allow this."))
        stored = _written(request.POST)
        try:
            with transaction.atomic():
                put_rules(stored, actor=request.caller.actor)
            messages.success(request, _("The rules are saved: they hold from the next lead on."))
            return redirect("sales:routing", request.caller.workspace.slug)
        except Refused as error:
            wrong, status = error, 400
    names, able = members.names(), rules.workers()
    known = {
        "rules": stored, "wrong": wrong, "lanes": RouteLane.choices, "channels": Channel.choices, "next": len(stored),
        "people": [(person, names[person]) for person in able], "conversions": sorted(routing.CONVERSIONS),
    }  # fmt: skip
    return render(request, "sales/routing.html", known, status=status)
