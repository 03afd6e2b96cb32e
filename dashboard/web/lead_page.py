"""One lead, everything: header, one timeline over all stations, and what stands beside it."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from capture.queries import consents
from dashboard.queries import lead_side, timeline
from dashboard.web.moments import by_day, moments
from kernel import clock, paging
from leads.domain import contactability
from leads.domain.ping_pong import Bounce, bounces, recent
from leads.domain.stage_clock import clock_of
from leads.enums import MoveReason
from leads.queries import leads, merges, qualification
from sales.queries import gate
from scoring.queries import explain, limit_words, model_words, tags
from tenants.web.identity import WorkspaceRequest, needs
from tracking.enums import Channel

if TYPE_CHECKING:
    from leads.models import Lead
    from scoring.queries.explain import Explanation

FILTERS: dict[str, tuple[str, ...]] = {
    "": timeline.KINDS,
    "activity": ("event",),
    "key": ("event",),
    "stages": ("stage",),
    "messages": ("message", "step"),
    "sales": ("touch",),
    "score": ("score",),
    "edits": ("edit",),
}
TOP_PARTS = 6
MOST_MERGES = 20


def _labels() -> dict[str, str]:
    return {
        "": _("Everything"), "activity": _("Activity"), "key": _("Key moments"), "stages": _("Stages"),
        "messages": _("Messages and journeys"), "sales": _("Sales"),
        "score": _("Score"), "edits": _("Edits"),
    }  # fmt: skip


def _timeline(request: HttpRequest, lead: "Lead", slug: str) -> dict[str, Any]:
    show, bots = request.GET.get("show", ""), request.GET.get("bots") != "no"
    show = show if show in FILTERS else ""
    key = paging.decode(request.GET.get("before", "")) or ["", ""]
    before, before_id = (str(key[0]), str(key[1])) if len(key) == 2 else ("", "")
    asked: dict[str, Any] = {"kinds": FILTERS[show], "bots": bots, "key_only": show == "key"}
    rows, more = timeline.of_lead(lead.pk, lead.person.pk, before=before, before_id=before_id, **asked)
    tabs = [{"key": name, "label": label, "active": name == show} for name, label in _labels().items()]
    older = paging.encode([rows[-1].at, rows[-1].id]) if more else ""
    return {"days": by_day(moments(rows, slug)), "older": older, "tabs": tabs, "bots": bots, "show": show, "paged": bool(before)}


def _touches(lead: "Lead") -> list[tuple[str, dict[str, Any]]]:
    channels = dict(Channel.choices)
    found = [("first_touch", lead.person.first_touch), ("last_touch", lead.person.last_touch)]
    return [(key, {**touch, "channel": channels.get(touch.get("channel", ""), touch.get("channel", ""))}) for key, touch in found if touch]


def _survivor(lead: "Lead") -> "Lead | None":
    """The lead of whoever this person was merged into."""
    winner = lead.person.merged_into_id
    for _step in range(10):
        found = leads.of_people([winner]).get(winner) if winner else None
        if found is None or not found.person.merged_into_id:
            return found
        winner = found.person.merged_into_id
    return None


def _parts(why: "Explanation") -> list[tuple[str, float]]:
    """The strongest parts of the score, in words."""
    return [(limit_words.of_rule(part.rule, part.label, why.rules), part.points) for part in why.parts[:TOP_PARTS]]


def _told(played: list[Bounce]) -> list[tuple[Bounce, str]]:
    """Each bounce with why the lead came back, in words."""
    reasons = dict(MoveReason.choices)
    return [(one, str(reasons.get(one.back.reason, one.back.reason))) for one in played]


@needs("see")
def show(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    """A merged record leads to the one that lives on."""
    lead = leads.lead(lead_id)
    if lead is None:
        raise Http404
    slug = request.caller.workspace.slug
    winner = _survivor(lead) if lead.person.merged_into_id else None
    if winner is not None:
        return redirect("dashboard:lead", slug, winner.pk)
    line = _timeline(request, lead, slug)
    if request.htmx:
        return render(request, "dashboard/_timeline.html", {"lead": lead, **line})
    now = clock.now()
    why = explain.explain(lead.pk, channel=lead.entry_channel, advise=False)
    weights = tags.of_lead(lead.pk, rate=why.rate if why else None)
    side = lead_side.of_lead(lead, now)
    known = {one.name: qualification.row_of(one.name, one.detail) for one in side.known}
    text, thresholds = side.scheme.stage(lead.stage), side.scheme.ping_pong
    promised = text.sla_hours if text and not lead.closed_at else None
    played = recent(bounces(side.stays), thresholds.days, now)
    context = {
        "lead": lead, "person": lead.person, "why": why, "parts": _parts(why) if why else [],
        "scored_by": model_words.why(why.model) if why else "",
        "side": side,
        "reach": contactability.read(lead.person.email_reach, lead.person.phone_reach), "tags": weights[:12], "touches": _touches(lead),
        "held_for": gate.lacks(lead, int(side.held.name)) if side.held else "",
        "clock": clock_of(lead.stage_entered_at, None, promised, now), "ping_pong": thresholds,
        "played": _told(played) if len(played) >= thresholds.times else [],
        "qualification": qualification.told(known, timezone.localdate(now)),
        "now": now, "said": consents.of_person(lead.person_id) if side.asked else [],
        "merges": merges.of_person(lead.person_id)[:MOST_MERGES] if side.merged else [], **line,
    }  # fmt: skip
    return render(request, "dashboard/lead.html", context)
