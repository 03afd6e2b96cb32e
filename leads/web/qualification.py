"""What marketers and SDRs write down on the page of a lead: budget, authority, need, time, the buying phase (F065, F067, F068)."""

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel import clock
from kernel.problems import Refused
from leads.actions.qualification import qualify, unqualify
from leads.domain.qualification import Answer
from leads.enums import Letter
from leads.web.people import find
from tenants.web.identity import WorkspaceRequest, needs


@require_POST
@needs("edit_leads")
def answer(request: WorkspaceRequest, lead_id: UUID, letter: str) -> HttpResponse:
    """Write down an answer; an empty one takes it back."""
    find(lead_id)
    if letter not in Letter.values:
        raise Http404
    label = Letter(letter).label
    try:
        if request.POST.get("value"):
            qualify(lead_id, letter, _read(request.POST), actor=request.caller.actor)
            messages.success(request, _("%(letter)s is written down.") % {"letter": label})
        else:
            unqualify(lead_id, letter, actor=request.caller.actor)
            messages.success(request, _("%(letter)s is unknown again.") % {"letter": label})
    except Refused as error:
        messages.error(request, error.detail)
    return redirect("dashboard:lead", request.caller.workspace.slug, lead_id)


def _read(given: Mapping[str, str]) -> Answer:
    confidence = given.get("confidence", "")
    return Answer(
        value=given.get("value", ""), note=given.get("note", ""), source=given.get("source", ""),
        confidence=int(confidence) if confidence in ("1", "2", "3") else 0, said_at=_said(given),
        window_start=_day(given, "window_start"), window_end=_day(given, "window_end"),
    )  # fmt: skip


def _said(given: Mapping[str, str]) -> datetime | None:
    """The start of the day that was named, in the workspace's zone; today and nothing are now."""
    day = _day(given, "said_on")
    if day is None or day == timezone.localtime(clock.now()).date():
        return None
    return timezone.make_aware(datetime.combine(day, time()))


def _day(given: Mapping[str, str], field: str) -> date | None:
    text = given.get(field, "")[:10]
    try:
        found = parse_date(text) if text else None
    except ValueError:
        found = None
    if text and (found is None or not 1900 < found.year < 9999):
        raise Refused(_("Give a day such as 2026-10-31."), field=field)
    return found
