"""Pages Event catalogue and one event name."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel import clock
from kernel.paging import page
from tenants.web.identity import WorkspaceRequest, needs
from tracking.actions import catalogue as actions
from tracking.domain.catalogue import CAP, OTHER, is_any_page
from tracking.enums import EventKind
from tracking.models import EventName
from tracking.queries import catalogue as queries
from tracking.queries import sites
from tracking.web.days import day_label

KINDS = dict(EventKind.choices)


def as_id(text: str) -> UUID | None:
    """The id in an address; None for an empty or a broken one."""
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
@needs("see")
def catalogue(request: WorkspaceRequest) -> HttpResponse:
    """Every name, with search, filters and order in the address."""
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:200] for name in ("q", "site", "kind", "blocked", "key", "order")}
    order = asked["order"] if asked["order"] in queries.ORDERS else queries.ORDERS[0]
    rows = queries.entries(asked["q"].strip(), as_id(asked["site"]), asked["kind"], bool(asked["blocked"]), bool(asked["key"]))
    listed = page(rows, order=order, cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    names, counted = sites.names(), queries.names()
    values = {
        "page": listed,
        "week": queries.of_week(row.pk for row in listed.rows),
        "asked": asked,
        "order": order,
        "orders": {"-last_seen_at": _("Last seen"), "-total": _("Volume"), "name": _("Name"), "-first_seen_at": _("First seen")},
        "kinds": KINDS,
        "sites": {str(key): label for key, label in names.items()},
        "site_names": names,
        "names": counted,
        "cap": CAP,
        "full": counted >= CAP,
    }
    return render(request, "tracking/catalogue.html", values)


@require_safe
@needs("see")
def entry(request: WorkspaceRequest, entry_id: UUID) -> HttpResponse:
    """One name: its days, its description, its switch."""
    found = _entry(entry_id)
    days = queries.days(found.pk)
    series = [{"name": _("Events"), "data": [events for _day, events, _blocked in days]}]
    if any(blocked for _day, _events, blocked in days):
        series.append({"name": _("Blocked"), "data": [blocked for _day, _events, blocked in days]})
    chart = {
        "categories": [day_label(day) for day, _events, _blocked in days],
        "category_label": _("Day"),
        "unit": _("events"),
        "as_of": clock.now(),
        "series": series,
    }
    live = reverse("tracking:live", args=[request.caller.workspace.slug])
    asked = {"kind": found.kind, "name": found.name, "site": str(found.site_id) if found.site_id.int else ""}
    values = {
        "entry": found,
        "other": found.name == OTHER,
        "may_be_key": found.name != OTHER and not is_any_page(found.kind, found.name),
        "kind": KINDS.get(found.kind, found.kind),
        "site": sites.names().get(found.site_id),
        "chart": chart,
        "live_url": f"{live}?{urlencode({key: value for key, value in asked.items() if value})}",
    }
    return render(request, "tracking/event_name.html", values)


@require_POST
@needs("manage_sites")
def block(request: WorkspaceRequest, entry_id: UUID) -> HttpResponse:
    """Block, or with `unblock` in the form take it again."""
    found, unblock = _entry(entry_id), "unblock" in request.POST
    change = actions.unblock_event if unblock else actions.block_event
    change(entry_id=found.pk, actor=request.caller.actor)
    done = _("The event is taken again.") if unblock else _("The event is blocked: its messages are kept among the dead letters.")
    messages.success(request, done)
    return redirect("tracking:event_name", request.caller.workspace.slug, entry_id)


@require_POST
@needs("manage_sites")
def mark(request: WorkspaceRequest, entry_id: UUID) -> HttpResponse:
    """Make it a key moment, or with `unmark` in the form no longer."""
    found, on = _entry(entry_id), "unmark" not in request.POST
    actions.mark_key_moment(entry_id=found.pk, on=on, actor=request.caller.actor)
    done = _("It is a key moment: it stands out on the timelines and on the owner's Home.") if on else _("It is no key moment any more.")
    messages.success(request, done)
    return redirect("tracking:event_name", request.caller.workspace.slug, entry_id)


@require_POST
@needs("manage_sites")
def describe(request: WorkspaceRequest, entry_id: UUID) -> HttpResponse:
    found = _entry(entry_id)
    actions.describe_event(entry_id=found.pk, text=request.POST.get("description", ""), actor=request.caller.actor)
    messages.success(request, _("The description is saved."))
    return redirect("tracking:event_name", request.caller.workspace.slug, entry_id)


def _entry(entry_id: UUID) -> EventName:
    found = queries.entry(entry_id)
    if found is None:
        raise Http404
    return found
