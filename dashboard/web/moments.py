"""One line of the timeline: what a row of any kind says to a reader."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaigns.enums import REASONS, MessageState
from dashboard.queries.timeline import Row
from dashboard.web.tags import money
from journeys.enums import StepKindName
from kernel.audit import SYSTEM
from leads.enums import MoveReason
from leads.queries import schemes
from sales.enums import Disposition, OpportunityState, TouchKind, rule_name
from scoring.queries import said
from tracking.enums import Channel

Text = str | Promise

ICONS = {
    "event": "mouse-pointer-click", "stage": "route", "message": "mail", "touch": "phone", "hand_off": "inbox", "opportunity": "handshake",
    "step": "workflow", "score": "gauge", "edit": "pencil",
}  # fmt: skip
# Own and common events in words; the rest keep their names.
EVENTS: dict[str, Text] = {
    "email_opened": lazy("Opened a mail"),
    "email_clicked": lazy("Clicked a mail"),
    "unsubscribed": lazy("Unsubscribed"),
    "contact_request_submitted": lazy("Asked for contact"),
    "form_submitted": lazy("Sent a form"),
    "demo_requested": lazy("Asked for a demo"),
    "whitepaper_downloaded": lazy("Downloaded a white paper"),
    "file_downloaded": lazy("Downloaded a file"),
    "webinar_attended": lazy("Attended a live broadcast"),
    "live_broadcast_attended": lazy("Attended a live broadcast"),
    "event_attended": lazy("Attended an event"),
    "offline_meeting_attended": lazy("Attended a meeting"),
    "trial_started": lazy("Started a trial"),
    "live_broadcast_watched": lazy("Watched a live broadcast"),
    "event_registered": lazy("Registered for an event"),
    "newsletter_subscribed": lazy("Subscribed to the newsletter"),
    "asset_downloaded": lazy("Downloaded an asset"),
    "asset_opened": lazy("Opened an asset"),
    "qr_scanned": lazy("Scanned a QR code"),
    "survey_answered": lazy("Answered a survey"),
    "product_news": lazy("Was told of news"),
    "form_viewed": lazy("Saw a form"),
    "form_started": lazy("Began a form"),
    "form_abandoned": lazy("Left a form unsent"),
    "form_hesitated": lazy("Hesitated over a form"),
}
VERBS: dict[str, Text] = {
    "lead.created": lazy("Lead created"),
    "lead.matched": lazy("Data added to the lead"),
    "lead.changed": lazy("Data changed"),
    "lead.assigned": lazy("Owner changed"),
    "lead.tagged": lazy("Tag added"),
    "lead.untagged": lazy("Tag removed"),
    "lead.enrolled": lazy("Entered a journey by hand"),
    "lead.withdrawn": lazy("Taken out of a journey"),
    "lead.retried": lazy("Journey tried again"),
    "person.merged": lazy("Merged with another record"),
    "person.unmerged": lazy("A merge was undone"),
    "lead.job_changed": lazy("New job: a new lead began"),
    "lead.qualified": lazy("BANT or buying phase answered"),
    "lead.unqualified": lazy("Answer of BANT or buying phase removed"),
    "company.changed": lazy("Company data changed"),
    "lead.recheck_asked": lazy("To be looked at again"),
}

# What an event's properties say in one phrase: the first of these that is there.
TELLING = ("subject", "title", "name", "url", "asset", "event", "code_name", "form_name")


@dataclass(frozen=True)
class Moment:
    """What the page shows: an icon, a sentence, details, where it leads."""

    kind: str
    icon: str
    title: Text
    detail: str
    at: datetime
    url: str = ""
    is_bot: bool = False
    is_key: bool = False
    stage: str = ""
    visit_no: int = 0
    points: float | None = None


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def _url(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _label(choices: Any, value: str) -> str:
    return str(dict(choices.choices).get(value, value))


def event_title(kind: str, name: str, page: str = "") -> Text:
    """What an event is called on a page; `page`: the title or the path of the page that was viewed."""
    if kind in ("page", "screen"):
        return _("Viewed %(page)s") % {"page": page or name}
    return _("Gave contact data") if kind == "identify" else EVENTS.get(name, name)


def _event(row: Row, slug: str) -> dict[str, Any]:
    d = row.detail
    title = event_title(d["kind"], row.title, d["page"] or d["path"])
    properties = d["properties"]
    came = _label(Channel, d["channel"]) if d["channel"] and d["channel"] != "direct" else ""
    told = "" if d["kind"] == "page" else str(next((properties[key] for key in TELLING if properties.get(key)), ""))
    path = d["path"] if d["page"] or d["kind"] != "page" else ""
    return {"title": title, "detail": _joined(told[:160], path, came, d["source"], d["campaign"]), "is_key": d["key"]}


def _stage(row: Row, slug: str) -> dict[str, Any]:
    d = row.detail
    odd = _("before the stage it came from") if d["out_of_order"] else ""
    return {
        "title": _("Became") if d["from"] else _("Began as"), "stage": row.title, "visit_no": d["visit_no"],
        "detail": _joined(_label(MoveReason, d["reason"]), rule_name(d["note"]), odd, row.actor if row.actor != SYSTEM.name else ""),
    }  # fmt: skip


def _message(row: Row, slug: str) -> dict[str, Any]:
    d = row.detail
    read = _("clicked") if d["clicked"] else _("opened") if d["opened"] else ""
    why = REASONS.get(d["reason"], d["reason"])
    return {
        "title": row.title or _("A message"), "detail": _joined(_label(MessageState, d["state"]), read, d["to"], why),
        "url": _url("campaigns:message", slug, row.id),
    }  # fmt: skip


def _touch(row: Row, slug: str) -> dict[str, Any]:
    d = row.detail
    outcome = _label(Disposition, d["disposition"]) if d["disposition"] else ""
    return {"title": _joined(_label(TouchKind, row.title), outcome), "detail": _joined(d["reason"], d["note"], row.actor)}


def _hand_off(row: Row, slug: str) -> dict[str, Any]:
    return {
        "title": _("Handed to sales"), "detail": rule_name(row.detail["rule"]),
        "url": _url("sales:hand_off", slug, row.id),
    }  # fmt: skip


def _opportunity(row: Row, slug: str) -> dict[str, Any]:
    d = row.detail
    words = {"open": _("Opportunity opened"), "won": _("Won"), "lost": _("Lost")}
    value = money(d["value"], d["currency"]) if d["value"] else ""
    return {
        "title": _joined(words.get(d["state"], _label(OpportunityState, d["state"])), value),
        "detail": _joined(row.title, d.get("reason"), row.actor),
        "url": _url("sales:opportunity", slug, row.id),
    }  # fmt: skip


def _step(row: Row, slug: str) -> dict[str, Any]:
    d = row.detail
    return {
        "title": _joined(row.title, _label(StepKindName, d["kind"])), "detail": str(d["outcome"]).replace("_", " "),
        "url": _url("journeys:enrolment", slug, d["enrolment"]),
    }  # fmt: skip


def _score(row: Row, slug: str) -> dict[str, Any]:
    d = row.detail
    taken = _("takes an earlier entry back") if d["reverses"] else _("carried over from a merged record") if d["carried"] else ""
    return {"title": said.reason(row.title), "points": d["points"], "detail": taken}


def _edit(row: Row, slug: str) -> dict[str, Any]:
    changes = [f"{name}: {_pair(pair)}" for name, pair in row.detail.items()][:6]
    return {"title": VERBS.get(row.title, row.title), "detail": _joined(", ".join(changes), row.actor)}


def _pair(pair: Any) -> str:
    if not isinstance(pair, list) or len(pair) != 2:
        return str(pair)[:80]
    before, after = (str(value)[:80] if value not in (None, "") else "–" for value in pair)
    return after if before == "–" else f"{before} → {after}"


TELL = {
    "event": _event, "stage": _stage, "message": _message, "touch": _touch, "hand_off": _hand_off, "opportunity": _opportunity,
    "step": _step, "score": _score, "edit": _edit,
}  # fmt: skip


def moments(rows: list[Row], slug: str) -> list[Moment]:
    """Rows as a reader sees them: points stand with the event that earned them, where that event is shown too."""
    _name_reasons([row.detail for row in rows if row.kind == "touch" and row.detail["reason"]])
    shown = {row.id for row in rows if row.kind == "event"}
    points: dict[str, float] = {}
    for row in rows:
        if row.kind == "score" and row.detail["event"] in shown:
            points[row.detail["event"]] = points.get(row.detail["event"], 0.0) + row.detail["points"]
    told = [row for row in rows if row.kind != "score" or row.detail["event"] not in shown]
    return [replace(found, points=points[row.id]) if row.id in points else found for row in told if (found := _moment(row, slug))]


def _name_reasons(touches: list[dict[str, Any]]) -> None:
    """Why sales returned the lead, as the workspace words it."""
    names = schemes.reason_names() if touches else {}
    for detail in touches:
        detail["reason"] = names.get(detail["reason"], detail["reason"])


def _moment(row: Row, slug: str) -> Moment:
    glyph = "bot" if row.is_bot else "file-text" if row.kind == "event" and row.detail["kind"] == "page" else ICONS[row.kind]
    return Moment(kind=row.kind, icon=glyph, at=row.at, is_bot=row.is_bot, **TELL[row.kind](row, slug))


def by_day(moments: list[Moment]) -> list[tuple[Any, list[Moment]]]:
    """Moments under their days, in the workspace's zone."""
    days: list[tuple[Any, list[Moment]]] = []
    for one in moments:
        day = timezone.localtime(one.at).date()
        if not days or days[-1][0] != day:
            days.append((day, []))
        days[-1][1].append(one)
    return days
