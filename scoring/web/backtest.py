"""Pages: test a draft on history: begin, progress, what came of it, approval, shadow, export."""

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel import paging
from kernel.problems import Refused
from leads.domain.export import cell
from leads.enums import Side
from scoring.actions import approvals
from scoring.actions import backtests as actions
from scoring.actions import shadow as shadows
from scoring.actions.backtests import Asked
from scoring.domain import rulebook
from scoring.domain.agreement import mark
from scoring.domain.by_channel import thresholds
from scoring.domain.points import names
from scoring.enums import BacktestState, Outcome
from scoring.models import Backtest, Rulebook
from scoring.queries import backtests, rulebooks
from scoring.web import agreement, backtest_charts
from scoring.web.refusals import spoken
from tenants.web.identity import WorkspaceRequest, needs

COLUMNS = ("lead", "name", "draft_mql_at", "live_mql_at", "draft_peak", "live_peak", "outcome_at")


def find(backtest_id: UUID) -> Backtest:
    found = backtests.one(backtest_id)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see")
def tests(request: WorkspaceRequest) -> HttpResponse:
    """Tests so far, and the form that begins one for the draft."""
    if request.method != "POST":
        return _list(request)
    if not request.caller.can("edit_scoring"):
        raise Refused(_("Your role does not allow this."), status=403, code="forbidden")
    draft, post = rulebooks.draft(), request.POST
    try:
        if draft is None:
            raise Refused(_("There is no draft: begin one on the rulebook's page."), status=409, code="no_draft")
        asked = Asked(_number("days", post), post.get("outcome", ""), _number("patience_days", post), _number("capacity", post))
        test = actions.begin_test(draft.version, asked, request.caller.actor)
    except Refused as error:
        return _list(request, spoken(error))
    return redirect("scoring:test", request.caller.workspace.slug, test.pk)


def _number(name: str, post: Any) -> int:
    text = post.get(name, "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise Refused(_("Give a whole number."), field=name)
    return int(text)


def _list(request: WorkspaceRequest, wrong: Refused | None = None) -> HttpResponse:
    page = paging.page(backtests.tests(), order="-created_at", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    form = request.POST if wrong else {"days": 365, "outcome": Outcome.SQL.value, "patience_days": 30, "capacity": 20}
    known = {"page": page, "draft": rulebooks.draft(), "outcomes": Outcome.choices, "form": form, "wrong": wrong}
    return render(request, "scoring/tests.html", known, status=400 if wrong else 200)


@needs("see")
def one(request: WorkspaceRequest, backtest_id: UUID) -> HttpResponse:
    """Progress while it runs; then the verdict, side by side with the live rulebook."""
    test = find(backtest_id)
    if request.htmx:
        answer = render(request, "scoring/_test_progress.html", {"test": test})
        if test.state != BacktestState.RUNNING:
            answer["HX-Refresh"] = "true"
        return answer
    draft = rulebooks.draft()
    current = backtests.is_of_now(test)
    known: dict[str, Any] = {"test": test, "verdict": test.verdict, "current": current, "draft": draft}
    if test.verdict:
        known |= _shown(request, test, draft if current else None)
    return render(request, "scoring/test.html", known)


def _shown(request: WorkspaceRequest, test: Backtest, draft: Rulebook | None) -> dict[str, Any]:
    rules = rulebook.parse(test.rules)
    known = names(rules)
    given = backtests.approvals(draft.version, test.digest) if draft else {}
    sides = [{"key": s.value, "label": s.label, "row": given.get(s.value), "may": request.caller.can(f"approve_{s.value}")} for s in Side]
    return {
        "weeks": backtest_charts.of_weeks(test),
        "deciles": backtest_charts.of_deciles(test),
        "up": backtests.movers(test.pk, up=True),
        "down": backtests.movers(test.pk, up=False),
        "leaks": [{**leak, "label": known.get(leak["rule"], leak["rule"])} for leak in test.verdict["leaks"]],
        "sides": sides,
        "agreement": agreement.shown(draft) if draft else [],
        "agreed": mark(draft.agreement) if draft else "",
        "scaled": bool(thresholds(rules)),
    }


@require_POST
@needs("edit_scoring")
def cancel(request: WorkspaceRequest, backtest_id: UUID) -> HttpResponse:
    """Stop it where it is."""
    find(backtest_id)
    actions.cancel_test(backtest_id, request.caller.actor)
    messages.success(request, _("The test is cancelled."))
    return redirect("scoring:test", request.caller.workspace.slug, backtest_id)


@require_POST
@needs("edit_scoring")
def shadow(request: WorkspaceRequest, backtest_id: UUID) -> HttpResponse:
    """Go on comparing from now on, or stop."""
    find(backtest_id)
    if request.POST.get("on") == "yes":
        shadows.begin_shadow(backtest_id, request.caller.actor)
        messages.success(request, _("The draft is scored in the shadow from now on. Nothing acts on it."))
    else:
        shadows.end_shadow(backtest_id, request.caller.actor)
        messages.success(request, _("The shadow has ended."))
    return redirect("scoring:test", request.caller.workspace.slug, backtest_id)


@require_POST
@needs("see")
def approve(request: WorkspaceRequest, backtest_id: UUID) -> HttpResponse:
    """Say yes for one side to the draft that was tested."""
    test, side, draft = find(backtest_id), request.POST.get("side", ""), rulebooks.draft()
    if side not in Side.values or not request.caller.can(f"approve_{side}"):
        raise Refused(_("Your role does not allow this."), status=403, code="forbidden")
    if draft is None or not backtests.is_of_now(test):
        raise Refused(_("The draft or the live rulebook has changed since this test: test it again."), status=409, code="changed")
    approvals.approve(draft, side, request.caller.actor, request.POST.get("seen", ""))
    messages.success(request, _("Your approval is written down."))
    return redirect("scoring:test", request.caller.workspace.slug, backtest_id)


@needs("export")
def export(request: WorkspaceRequest, backtest_id: UUID) -> HttpResponse:
    """Every lead of the test, as CSV."""
    test = find(backtest_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in backtests.every_lead(test.pk):
        instants = [at.isoformat() if at else "" for at in (row.draft_at, row.live_at, row.outcome_at)]
        peaks = [round(row.draft_peak, 2), round(row.live_peak, 2)]
        writer.writerow([row.lead_id, cell(str(row.lead.person)), *instants[:2], *peaks, instants[2]])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="test-of-version-{test.version}.csv"'
    return answer
