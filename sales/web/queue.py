"""Pages: the focus queue, its list, one hand-off, and what an SDR does on them."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel import clock, paging
from kernel.problems import Refused
from leads.queries import schemes
from sales.actions import claim
from sales.actions.hand_off import open_hand_off
from sales.actions.touch import Said, log_touch
from sales.enums import Disposition, TouchKind
from sales.queries import cards, gate, hand_offs, queue, workload
from tenants.queries import members
from tenants.web.identity import WorkspaceRequest, needs

# The keys of the focus queue, in their order on the page.
KEYS = (
    (1, Disposition.ACCEPT), (2, Disposition.NOT_NOW), (3, Disposition.NO_ANSWER), (4, Disposition.VOICEMAIL),
    (5, Disposition.BAD_DATA), (6, Disposition.NOT_A_FIT),
)  # fmt: skip
SNOOZES: dict[str, Callable[[datetime], datetime]] = {
    "hour": lambda now: now + timedelta(hours=1),
    "tomorrow": lambda now: _morning(now, 1),
    "week": lambda now: _morning(now, 7 - timezone.localtime(now).weekday()),
}


def _morning(now: datetime, days: int) -> datetime:
    """Nine o'clock that many days on, in the workspace's zone."""
    day = timezone.localtime(now).date() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(9)))


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    """A day as a form gives it; None for nothing."""
    try:
        found = parse_date(text[:10]) if text else None
    except ValueError:
        found = None
    if text and found is None:
        raise Refused(_("Give a day such as 2026-10-31."), field="recheck_on")
    return found


@needs("work_queue")
def focus(request: WorkspaceRequest) -> HttpResponse:
    """One lead at a time: `?at=` names it, else the top of mine and then of what waits."""
    return _focus(request, _as_id(request.GET.get("at", "")))


def _focus(request: WorkspaceRequest, at: UUID | None = None, toast: str = "", level: str = "success", status: int = 200) -> HttpResponse:
    here = queue.place(request.caller.actor.user_id or 0, at)
    known = {
        "place": here, "card": cards.card(here.hand_off, request.caller.actor) if here else None, "keys": KEYS, "snoozes": tuple(SNOOZES),
        "reasons": list(schemes.reasons().items()), "next_wake": None if here else queue.next_wake(),
    }  # fmt: skip
    answer = render(request, "sales/_focus.html" if request.htmx else "sales/queue.html", known, status=status)
    if request.htmx:
        address = reverse("sales:queue", args=[request.caller.workspace.slug])
        answer["HX-Push-Url"] = f"{address}?at={here.hand_off.pk}" if here else address
        if toast:
            answer["HX-Trigger"] = json.dumps({"toast": {"text": toast, "level": level}})
    return answer


@require_POST
@needs("work_queue")
def touch(request: WorkspaceRequest, hand_off_id: UUID) -> HttpResponse:
    """Log the result and show the next lead; a lead that somebody else took meanwhile is said and passed over."""
    form = request.POST
    version = form.get("version", "")
    said = Said(
        kind=form.get("kind") or TouchKind.CALL, disposition=form.get("disposition", ""), reason=form.get("reason", ""),
        note=form.get("note", "").strip(), version=int(version) if version.isdecimal() and len(version) < 10 else None,
        recheck_on=_day(form.get("recheck_on", "")),
    )  # fmt: skip
    here = queue.place(request.caller.actor.user_id or 0, hand_off_id)
    after = (here.next or here.previous) if here else None
    try:
        with transaction.atomic():
            logged, _new = log_touch(said, actor=request.caller.actor, hand_off_id=hand_off_id)
    except Refused as error:
        if not request.htmx:
            raise
        return _focus(request, hand_off_id, error.detail, "warning", status=409)
    done = Disposition(logged.disposition).label if logged.disposition else _("Note saved")
    return _next(request, hand_off_id, after if logged.disposition else hand_off_id, f"{hand_off_name(hand_off_id)}: {done}")


def hand_off_name(hand_off_id: UUID) -> str:
    found = hand_offs.get(hand_off_id)
    return str(found.lead.person) if found else ""


def _next(request: WorkspaceRequest, hand_off_id: UUID, at: UUID | None, toast: str) -> HttpResponse:
    """Where the person was: the focus queue goes on with `at`, any other page is shown again."""
    if request.htmx:
        return _focus(request, at, toast)
    messages.success(request, toast)
    back = request.POST.get("back", "")
    if back == "hand_off":
        return redirect("sales:hand_off", request.caller.workspace.slug, hand_off_id)
    if back == "list":
        return redirect("sales:queue_list", request.caller.workspace.slug)
    return redirect("sales:queue", request.caller.workspace.slug)


@require_POST
@needs("work_queue")
def snooze(request: WorkspaceRequest, hand_off_id: UUID) -> HttpResponse:
    """Let it rest: `for` is hour, tomorrow or week."""
    chosen = SNOOZES.get(request.POST.get("for", ""))
    if chosen is None:
        raise Refused(_("Choose how long the lead shall rest."), field="for")
    here = queue.place(request.caller.actor.user_id or 0, hand_off_id)
    row = claim.snooze(hand_off_id, until=chosen(clock.now()), actor=request.caller.actor)
    until = timezone.localtime(row.snoozed_until).strftime("%Y-%m-%d %H:%M")
    told = _("%(name)s rests until %(until)s.") % {"name": hand_off_name(hand_off_id), "until": until}
    return _next(request, hand_off_id, here.next if here else None, told)


@require_POST
@needs("work_queue")
def take(request: WorkspaceRequest, hand_off_id: UUID) -> HttpResponse:
    try:
        with transaction.atomic():
            claim.claim(hand_off_id, actor=request.caller.actor)
    except Refused as error:
        if not request.htmx:
            raise
        return _focus(request, None, error.detail, "warning", status=409)
    return _next(request, hand_off_id, hand_off_id, _("%(name)s is yours.") % {"name": hand_off_name(hand_off_id)})


@require_POST
@needs("work_queue")
def take_next(request: WorkspaceRequest) -> HttpResponse:
    """Claim the top of what waits and show it."""
    row = claim.claim_next(actor=request.caller.actor)
    if row is None:
        messages.info(request, _("Nothing waits: the queue is clear."))
        return redirect("sales:queue_list", request.caller.workspace.slug)
    return redirect(f"{reverse('sales:queue', args=[request.caller.workspace.slug])}?at={row.pk}")


@require_POST
@needs("work_queue")
def release(request: WorkspaceRequest, hand_off_id: UUID) -> HttpResponse:
    claim.release(hand_off_id, actor=request.caller.actor, any_owner=request.caller.can("edit_routing"))
    return _next(request, hand_off_id, hand_off_id, _("%(name)s is back for everybody.") % {"name": hand_off_name(hand_off_id)})


@needs("see")
def queue_list(request: WorkspaceRequest) -> HttpResponse:
    """All that waits, mine, the team's, what rests; the tab is in the address."""
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in queue.TABS else "waiting"
    user_id, names = request.caller.actor.user_id, members.names()
    found = queue.queue(tab, user_id)
    page = paging.page(found, order="-rank_key", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    labels = {"waiting": _("Waiting"), "mine": _("Mine"), "team": _("Team"), "snoozed": _("Snoozed"), "closing": _("Decide soon")}
    counts = {**queue.counts(user_id), "closing": queue.queue("closing").count()}
    tabs = [{"label": labels[key], "url": f"?tab={key}", "active": key == tab, "count": counts[key]} for key in queue.TABS]
    loads = [{"name": names.get(load.owner_id or 0, _("Nobody yet")), "load": load} for load in workload.workload()]
    known = {
        "page": page, "lines": cards.lines(page.rows, names), "tabs": tabs, "tab": tab, "loads": loads, "waiting": workload.waiting(),
        "held": gate.held().count(),
    }  # fmt: skip
    return render(request, "sales/queue_list.html", known)


@needs("see")
def hand_off(request: WorkspaceRequest, hand_off_id: UUID) -> HttpResponse:
    others = hand_offs.beside(hand_off_id)
    found = next((one for one in others if one.pk == hand_off_id), None)
    if found is None:
        raise Http404
    known = {
        "card": cards.card(found, request.caller.actor),
        "others": others,
        "keys": KEYS,
        "reasons": list(schemes.reasons().items()),
        "kinds": TouchKind.choices,
    }
    return render(request, "sales/hand_off.html", {**known, "dispositions": Disposition.choices})


@require_POST
@needs("work_queue")
def hand_over(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    """Hand a lead to sales by hand, from its page."""
    row, new = open_hand_off(lead_id, actor=request.caller.actor)
    messages.success(request, _("Handed to sales.") if new else _("Sales has this lead already."))
    return redirect("sales:hand_off", request.caller.workspace.slug, row.pk)
