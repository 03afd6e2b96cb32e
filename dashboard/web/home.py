"""Home: what needs me now. SDRs see their queue first, marketers the numbers; every number opens the list that makes it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from dashboard.queries import today
from dashboard.web.moments import event_title
from kernel import clock
from leads.domain.snapshot import score_at
from leads.enums import MoveReason
from leads.queries import stages
from tenants.web.identity import WorkspaceRequest, needs


@dataclass(frozen=True)
class Bar:
    """One stage on Home. `most` is the largest of them all."""

    key: str
    name: str
    known: int
    anonymous: int
    most: int


def _bars() -> list[Bar]:
    board = stages.board(clock.now())
    most = max((one.known for one in board), default=0) or 1
    return [Bar(one.stage.key, str(one.stage), one.known, one.anonymous, most) for one in board]


def _desk(user_id: int) -> dict[str, Any]:
    """The SDR's half."""
    now = clock.now()
    found = today.next_leads(user_id)
    leads = [(one, score_at(one.fit, one.interest_sign, one.interest_log, one.interest_rate, one.fading, now)) for one in found]
    key = [(one, event_title(one.kind, one.event, one.page)) for one in today.key_moments(user_id)]
    return {"mine": today.mine(user_id), "next_leads": leads, "key_moments": key, "now": now}


def _numbers() -> dict[str, Any]:
    """The marketer's half."""
    reasons = dict(MoveReason.choices)
    latest = [(one, reasons.get(one.reason, one.reason)) for one in today.latest_conversions()]
    return {"today": today.today(), "bars": _bars(), "latest": latest}


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    caller = request.caller
    desk = _desk(caller.actor.user_id or 0) if caller.can("work_queue") else {}
    sdr_only = caller.role == "sdr"
    return render(request, "dashboard/home.html", {**desk, **({} if sdr_only else _numbers())})
