"""Pages: a new lead, edit a lead, move a lead."""

from typing import Any
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import clock
from kernel.problems import Refused
from leads.actions.lifecycle import Move, move_stage
from leads.actions.people import EDITABLE, assign_owner, change_person, create_lead
from leads.domain import lifecycle
from leads.enums import MoveReason
from leads.models import Lead
from leads.queries import history, leads, stage_clocks, stages
from tenants.queries import members
from tenants.web.identity import WorkspaceRequest, needs

TEXT = {"class": "form-control"}
CHOICE = {"class": "form-select"}
BY_HAND = (MoveReason.MANUAL, MoveReason.RECYCLED, MoveReason.SALES_RETURN, MoveReason.LOST, MoveReason.ACCEPTED, MoveReason.ENGAGED)


def text(label: Any, longest: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, widget=forms.TextInput(TEXT), **more)


class LeadForm(forms.Form):
    """Fields of a person; what is wrong with one is said by the action."""

    name = text(gettext_lazy("Name"), 200)
    email = text(gettext_lazy("E-mail"), 254)
    phone = text(gettext_lazy("Phone"), 60, help_text=gettext_lazy("With its country code: +86 138 0013 8000."))
    title = text(gettext_lazy("Job title"), 200)
    company = text(gettext_lazy("Company"), 200)
    industry = text(gettext_lazy("Industry"), 120)
    country = text(gettext_lazy("Country"), 60, help_text=gettext_lazy("Two letters, as in CN or DE."))
    language = text(gettext_lazy("Language"), 10)
    persona = text(gettext_lazy("Persona"), 40)
    owner = forms.TypedChoiceField(label=gettext_lazy("Owner"), required=False, coerce=int, empty_value=None, widget=forms.Select(CHOICE))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody")), *((key, name) for key, name in members.names().items())]


class NewLeadForm(LeadForm):
    """With the stage in which it begins (F067)."""

    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), required=False, widget=forms.Select(CHOICE),
        help_text=gettext_lazy("Where the lead begins. One that is here already and stands further on stays there."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stage: Any = self.fields["stage"]
        names = stages.names()
        stage.choices = [("", _("As usual: with a name")), *((key, names.get(key, key)) for key in lifecycle.ORDER[3:])]


class MoveForm(forms.Form):
    """Where to, and why."""

    to = forms.ChoiceField(label=gettext_lazy("To stage"), widget=forms.Select(CHOICE))
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=[(r.value, r.label) for r in BY_HAND], initial=MoveReason.MANUAL, widget=forms.Select(CHOICE)
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=500, required=False, widget=forms.Textarea({**TEXT, "rows": 3}),
        help_text=gettext_lazy("Needed when a lead moves back by hand."),
    )  # fmt: skip
    through = forms.BooleanField(
        label=gettext_lazy("Also write the stages passed on the way"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(self, lead: Lead, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = stages.names()
        ways = sorted(lifecycle.LEGAL[lead.stage], key=lifecycle.POSITION.__getitem__)
        to: Any = self.fields["to"]
        to.initial = next((key for key in ways if not lifecycle.is_back(lead.stage, key)), None)
        to.choices = [(key, names.get(key, key) + (f" ({_('back')})" if lifecycle.is_back(lead.stage, key) else "")) for key in ways]


def find(lead_id: UUID) -> Lead:
    lead = leads.lead(lead_id)
    if lead is None:
        raise Http404
    return lead


@needs("edit_leads")
def new(request: WorkspaceRequest) -> HttpResponse:
    """A lead by hand; somebody who is there already is found and updated."""
    form = NewLeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if value and name != "owner"}
        try:
            lead = create_lead(given, request.caller.actor)
            if form.cleaned_data["owner"]:
                assign_owner(lead.pk, form.cleaned_data["owner"], request.caller.actor)
        except Refused as error:
            _say(form, error)
        else:
            return redirect("dashboard:lead", request.caller.workspace.slug, lead.pk)
    return render(request, "leads/form.html", {"form": form, "lead": None}, status=400 if form.errors else 200)


@needs("edit_leads")
def edit(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    lead = find(lead_id)
    person = lead.person
    initial = {name: getattr(person, name) for name in EDITABLE if name not in ("company", "attributes")}
    initial |= {"company": person.company_name, "owner": lead.owner_id}
    form = LeadForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changes = {name: value for name, value in form.cleaned_data.items() if name in form.changed_data and name != "owner"}
        try:
            if changes:
                change_person(lead.person_id, changes, request.caller.actor)
            assign_owner(lead_id, form.cleaned_data["owner"], request.caller.actor)
        except Refused as error:
            _say(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("dashboard:lead", request.caller.workspace.slug, lead_id)
    return render(request, "leads/form.html", {"form": form, "lead": lead}, status=400 if form.errors else 200)


@needs("edit_leads")
def move(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse:
    """Forward to any later stage, back only with a reason."""
    lead = find(lead_id)
    form = MoveForm(lead, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            move_stage(Move(lead_id, given["to"], given["reason"], clock.now(), given["note"], given["through"]), request.caller.actor)
        except Refused as error:
            form.add_error("note" if "note" in error.detail else "to", error.detail)
        else:
            messages.success(request, _("Moved."))
            return _to_board(request, lead_id) or redirect("dashboard:lead", request.caller.workspace.slug, lead_id)
    context = {"form": form, "lead": lead, "visits": stage_clocks.of_visits(history.visits(lead_id))}
    return render(request, "leads/move.html", context, status=400 if form.errors else 200)


def _to_board(request: WorkspaceRequest, lead_id: UUID) -> HttpResponse | None:
    """Back to the board that the move came from, at its card."""
    if "board" not in request.POST:
        return None
    there = redirect("leads:board", request.caller.workspace.slug)
    there["Location"] += f"?{urlencode(parse_qs(request.POST['board'][:4_000]), doseq=True)}#card-{lead_id}"
    return there


def _say(form: forms.Form, error: Refused) -> None:
    form.add_error(error.field if error.field in form.fields else None, error.detail)
