"""Pages: a funnel that somebody defines, its answer, and its editor (F018, F021)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from analytics.actions import funnels as actions
from analytics.domain.funnels import AHA, LEAST_STEPS, MOST_STEPS, STANDARD, WINDOW, Definition, plain
from analytics.domain.periods import Period
from analytics.enums import SplitBy, StepKind
from analytics.models import Funnel
from analytics.queries import funnel_steps, funnels, kept
from analytics.queries.funnel_behind import value_of
from analytics.queries.funnel_steps import Taken
from analytics.web import charts, links
from analytics.web.reports import Answer, report
from kernel.problems import Refused
from tenants.web.identity import WorkspaceRequest, needs
from tracking.enums import Channel

MOST_LINES = 50


@dataclass(frozen=True)
class Row:
    """A line of the CSV: rates in percent, the median in seconds since the step before. `split` "" for all."""

    split: str
    step: int
    name: str
    people: int
    stopped: int
    from_previous: float | None
    from_first: float | None
    median: float | None


def _choices() -> dict[str, Any]:
    return {"funnels": funnels.keys(), "splits": SplitBy.choices}


@report("funnels", _choices)
def funnels_page(request: WorkspaceRequest, period: Period) -> Answer:
    """Of the people who took the first step, how many took each next one?"""
    params = request.GET.dict()
    key, name, asked = funnels.asked(params, period)
    (found, as_of), titles = kept.stepped(asked.definition, period), funnel_steps.names_of(asked.definition.steps)
    place = _Place(request.caller.workspace.slug, key, period, asked.definition.split)
    rows = [
        row
        for split, taken in [("", found.all), *((line.split, line.steps) for line in found.lines)]
        for row in _rows(split, taken, titles)
    ]
    shown = _numbers(place, found.all, titles)
    lines = [
        {"name": _said(asked.definition.split, line.split), "steps": _numbers(place, line.steps, titles, line.split)}
        for line in found.lines[:MOST_LINES]
    ]
    people = {"name": _("People"), "data": [taken.people for taken in found.all], "links": [step["url"] for step in shown]}
    context = {
        "key": key, "funnel_name": name, "definition": asked.definition, "own": not key.startswith((STANDARD, AHA)),
        "as_of": as_of, "is_kept": kept.is_large(),
        "chart": charts.of_steps(titles, people) | {"as_of": as_of}, "steps": shown, "lines": lines, "more": len(found.lines) - len(lines),
        "split_label": _label(asked.definition.split),
    }  # fmt: skip
    return rows, context


@dataclass(frozen=True)
class _Place:
    slug: str
    key: str
    period: Period
    split: str

    def url(self, step: int, stopped: bool = False, of: str | None = None) -> str:
        return links.leads(self.slug, known="all", funnel=value_of(self.key, self.period, step, stopped, self.split, of))


def _said(split: str, value: str) -> Any:
    """What stands in the first column of a split."""
    if not value:
        return _("(none)")
    return dict(Channel.choices).get(value, value) if split == SplitBy.CHANNEL else value


def _label(split: str) -> Any:
    return SplitBy(split).label if split else ""


def _rows(split: str, taken: tuple[Taken, ...], titles: list[str]) -> list[Row]:
    told = enumerate(zip(taken, titles, strict=True), 1)
    return [Row(split, n, title, t.people, t.stopped, t.from_previous, t.from_first, t.median) for n, (t, title) in told]


def _numbers(place: _Place, taken: tuple[Taken, ...], titles: list[str], of: str | None = None) -> list[dict[str, Any]]:
    """Each step with the addresses of its people, and of those who went no further."""
    last = len(taken)
    return [
        {
            "name": title, "taken": one, "number": number, "url": place.url(number, of=of), "is_last": number == last,
            "stopped_url": place.url(number, True, of),
        }
        for number, (one, title) in enumerate(zip(taken, titles, strict=True), 1)
    ]  # fmt: skip


def _found(funnel_id: UUID) -> Funnel:
    one = funnels.funnel(funnel_id)
    if one is None:
        raise Http404
    return one


def _editor(request: WorkspaceRequest, funnel: Funnel | None, given: dict[str, Any], wrong: Refused | None = None) -> HttpResponse:
    rows = given["steps"]
    rows = [*rows, *[{"kind": "", "value": ""}] * max(3 - len(rows), 0)]
    known = {
        "funnel": funnel, "given": given, "rows": rows, "wrong": wrong, "kinds": StepKind.choices, "splits": SplitBy.choices,
        "offers": funnels.offers(), "may_add": len(rows) < MOST_STEPS, "least": LEAST_STEPS, "most": MOST_STEPS,
    }  # fmt: skip
    return render(request, "analytics/funnel_editor.html", known, status=400 if wrong else 200)


def _written(request: HttpRequest) -> dict[str, Any]:
    """What the form says; lines without a kind are left out."""
    post = request.POST
    pairs = zip(post.getlist("kind"), post.getlist("value"), strict=False)
    steps = [{"kind": kind, "value": value.strip()} for kind, value in pairs if kind]
    days = post.get("days", "").strip()
    return {
        "name": post.get("name", "").strip(), "steps": steps, "days": int(days) if days.isdecimal() and len(days) < 6 else days,
        "split": post.get("split", ""),
    }  # fmt: skip


def _save(request: WorkspaceRequest, funnel: Funnel | None) -> HttpResponse:
    """Save what the form says; the form again with one more line, or with the reason when it is refused."""
    given = _written(request)
    if request.POST.get("do") == "add":
        return _editor(request, funnel, {**given, "steps": [*given["steps"], {"kind": "", "value": ""}][:MOST_STEPS]})
    try:
        definition = actions.definition(given["steps"], given["days"], given["split"])
        saved = actions.save_funnel(name=given["name"], definition=definition, actor=request.caller.actor, funnel=funnel)
    except Refused as error:
        return _editor(request, funnels.funnel(funnel.pk) if funnel else None, given, error)
    messages.success(request, _("“%(name)s” is saved.") % {"name": saved.name})
    return redirect(f"{reverse('analytics:funnels', args=[request.caller.workspace.slug])}?funnel={saved.pk}")


@needs("edit_marketing")
def new_page(request: WorkspaceRequest) -> HttpResponse:
    """A new funnel; begins with the standard one's steps, or those of `?from=`."""
    if request.method == "POST":
        return _save(request, None)
    found = funnels.by_key(request.GET.get("from", "")) or funnels.by_key("")
    definition = found[1] if found else Definition((), WINDOW)
    return _editor(request, None, {"name": "", "steps": plain(definition), "days": definition.days, "split": definition.split})


@needs("edit_marketing")
def edit_page(request: WorkspaceRequest, funnel_id: UUID) -> HttpResponse:
    one = _found(funnel_id)
    if request.method == "POST":
        return _save(request, one)
    return _editor(request, one, {"name": one.name, "steps": one.steps, "days": one.days, "split": one.split})


@require_POST
@needs("edit_marketing")
def remove(request: WorkspaceRequest, funnel_id: UUID) -> HttpResponse:
    one = _found(funnel_id)
    actions.remove_funnel(funnel=one, actor=request.caller.actor)
    messages.success(request, _("“%(name)s” is removed.") % {"name": one.name})
    return redirect("analytics:funnels", request.caller.workspace.slug)
