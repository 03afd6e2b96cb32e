"""Pages: tasks, opportunities, one opportunity."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kernel import clock, paging
from kernel.problems import Refused
from sales.actions.opportunity import Deal, lose, open_opportunity, win
from sales.actions.sdr_task import finish_task
from sales.domain import money
from sales.enums import OpportunityState
from sales.queries import competitors, lead_state, opportunities, tasks
from tenants.web.identity import WorkspaceRequest, needs

TEXT = {"class": "form-control"}


class DealForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, widget=forms.TextInput(TEXT))
    value = forms.DecimalField(label=gettext_lazy("Value"), min_value=0, max_digits=15, initial=0, widget=forms.NumberInput(TEXT))
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, initial="USD", widget=forms.TextInput(TEXT))
    owner_name = forms.CharField(label=gettext_lazy("Salesperson"), max_length=200, required=False, widget=forms.TextInput(TEXT))

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class WonForm(forms.Form):
    value = forms.DecimalField(label=gettext_lazy("Value"), min_value=0, max_digits=15, widget=forms.NumberInput(TEXT))
    on = forms.DateField(label=gettext_lazy("Signed on"), required=False, widget=forms.DateInput({**TEXT, "type": "date"}))


class LostForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why it was lost"), max_length=200, widget=forms.TextInput(TEXT))
    lost_to = forms.CharField(
        label=gettext_lazy("Lost to"), max_length=120, required=False, widget=forms.TextInput(TEXT),
        help_text=gettext_lazy("The competitor that they chose, where you know it."),
    )  # fmt: skip


@needs("see")
def task_list(request: WorkspaceRequest) -> HttpResponse:
    """What journeys ask people to do; `?done=1` shows what was done."""
    done = "done" in request.GET
    tabs = [{"label": _("To do"), "url": "?", "active": not done}, {"label": _("Done"), "url": "?done=1", "active": done}]
    order = "-done_at" if done else "due_at"
    page = paging.page(tasks.tasks(done), order=order, cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    return render(request, "sales/tasks.html", {"page": page, "tabs": tabs, "done": done, "now": clock.now()})


@require_POST
@needs("work_queue")
def task_done(request: WorkspaceRequest, task_id: UUID) -> HttpResponse:
    task = finish_task(task_id, actor=request.caller.actor)
    messages.success(request, _("“%(title)s” is done.") % {"title": task.title})
    return redirect("sales:tasks", request.caller.workspace.slug)


@needs("see")
def opportunity_list(request: WorkspaceRequest) -> HttpResponse:
    """All, or those of one state or lost to one competitor; among the lost ones stands to whom."""
    state, lost_to = request.GET.get("state", ""), request.GET.get("lost_to", "")
    choices = [("", _("All")), *OpportunityState.choices]
    tabs = [{"label": label, "url": f"?state={key}" if key else "?", "active": key == state} for key, label in choices]
    found = opportunities.opportunities(state, lost_to)
    page = paging.page(found, order="-opened_at", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    rivals = competitors.lost_deals() if state == OpportunityState.LOST else []
    known = {"page": page, "tabs": tabs, "state": state, "rivals": rivals, "lost_to": lost_to}
    return render(request, "sales/opportunities.html", known)


def _deal_page(request: WorkspaceRequest, opportunity_id: UUID, status: int = 200, **bound: forms.Form) -> HttpResponse:
    deal = opportunities.get(opportunity_id)
    if deal is None:
        raise Http404
    value = money.major(deal.value_minor, deal.currency)
    shown = {"won_form": WonForm(initial={"value": value}), "lost_form": LostForm(), **bound}
    return render(request, "sales/opportunity.html", {"deal": deal, **shown}, status=status)


@needs("see")
def opportunity(request: WorkspaceRequest, opportunity_id: UUID) -> HttpResponse:
    return _deal_page(request, opportunity_id)


@needs("work_queue")
def opportunity_new(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    """Open a deal of one lead."""
    if lead_state.of_lead(lead_id) is None:
        raise Http404
    form, status = DealForm(request.POST or None), 200
    if request.method == "POST":
        try:
            if form.is_valid():
                deal, _new = open_opportunity(lead_id, Deal(**form.cleaned_data), actor=request.caller.actor)
                messages.success(request, _("The opportunity is open."))
                return redirect("sales:opportunity", request.caller.workspace.slug, deal.pk)
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.detail)
        status = 400
    return render(request, "sales/opportunity_new.html", {"form": form, "lead_id": lead_id}, status=status)


def _end_of(day: object) -> datetime | None:
    """A date that was chosen as an instant: now for today, else noon of that day in the workspace's zone."""
    if day is None or day == timezone.localdate(clock.now()):
        return None
    return timezone.make_aware(datetime.fromisoformat(f"{day}T12:00:00"))


@require_POST
@needs("work_queue")
def opportunity_won(request: WorkspaceRequest, opportunity_id: UUID) -> HttpResponse:
    form = WonForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                win(opportunity_id, actor=request.caller.actor, at=_end_of(form.cleaned_data["on"]), value=form.cleaned_data["value"])
        except Refused as error:
            if error.status == 404:
                raise Http404 from error
            form.add_error({"at": "on", "value": "value"}.get(error.field), error.detail)
    if form.errors:
        return _deal_page(request, opportunity_id, 400, won_form=form)
    messages.success(request, _("Won: the lead is a customer."))
    return redirect("sales:opportunity", request.caller.workspace.slug, opportunity_id)


@require_POST
@needs("work_queue")
def opportunity_lost(request: WorkspaceRequest, opportunity_id: UUID) -> HttpResponse:
    form = LostForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                lose(opportunity_id, actor=request.caller.actor, **form.cleaned_data)
        except Refused as error:
            if error.status == 404:
                raise Http404 from error
            form.add_error(None, error.detail)
    if form.errors:
        return _deal_page(request, opportunity_id, 400, lost_form=form)
    messages.success(request, _("Lost: the lead goes back to nurture."))
    return redirect("sales:opportunity", request.caller.workspace.slug, opportunity_id)
