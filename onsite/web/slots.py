"""Slots: the list, the rules in their order, the review before they go live."""

from uuid import UUID

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from onsite.actions.slots import create_slot, publish_slot, save_slot, set_slot_state
from onsite.domain.problems import of_rules
from onsite.domain.shapes import BadShape, Rule, Rules
from onsite.models import Slot
from onsite.queries import items, previews
from onsite.web import forms
from onsite.web.messages import reviewed, with_preview
from tenants.web.identity import WorkspaceRequest, needs


def found(slot_id: UUID) -> Slot:
    slot = items.slot(slot_id)
    if slot is None:
        raise Http404
    return slot


def rules_of(slot: Slot, number: int | None = None) -> Rules:
    """What is written; no rules where this release cannot read them."""
    try:
        return items.rules_of(slot, number)
    except BadShape:
        return Rules()


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    results = items.results()
    rows = [(slot, rules_of(slot).rules, results.get(slot.pk, items.Results())) for slot in items.slots()[:500]]
    return render(request, "onsite/slots.html", {"rows": rows})


@require_POST
@needs("manage_onsite")
def create(request: WorkspaceRequest) -> HttpResponse:
    key = request.POST.get("key", "").strip()
    slot = create_slot(key=key, name=request.POST.get("name", "").strip() or key, actor=request.caller.actor)
    return redirect("onsite:slot", request.caller.workspace.slug, slot.pk)


@needs("see")
def one(request: WorkspaceRequest, slot_id: UUID) -> HttpResponse:
    """The rule editor; `?version=` shows an earlier one."""
    slot, asked = found(slot_id), request.GET.get("version", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else None
    versions = items.slot_versions(slot)
    if asked and not versions.filter(number=number or 0).exists():
        raise Http404
    written = rules_of(slot, number)
    pages = items.site_pages()
    rows = [
        {
            "rule": rule, "conditions": forms.fields_of(rule.conditions), "prefix": f"{index}-",
            "links": [(name, with_preview(url, previews.token("slot", slot.pk, index))) for name, url in pages],
        }
        for index, rule in enumerate(written.rules)
    ]  # fmt: skip
    fresh = {"rule": Rule(), "conditions": forms.fields_of(Rule().conditions), "prefix": f"{len(rows)}-"}
    known = {
        "slot": slot, "rows": rows, "fresh": fresh, "old": number, "versions": versions[:50], "problems": of_rules(written),
        "results": items.results().get(slot.pk, items.Results()), **forms.choices(),
    }  # fmt: skip
    return render(request, "onsite/slot.html", known)


@require_POST
@needs("manage_onsite")
def save(request: WorkspaceRequest, slot_id: UUID) -> HttpResponse:
    """Keep the draft, with a rule moved or removed when `move` says so; `then=review` goes on to the review."""
    slot, slug = found(slot_id), request.caller.workspace.slug
    written = forms.moved(forms.written_rules(request.POST), request.POST.get("move", ""))
    problems = save_slot(slot=slot, definition=written, actor=request.caller.actor)
    if request.POST.get("then") == "review" and not problems:
        return redirect("onsite:review_slot", slug, slot.pk)
    if problems:
        toasts.warning(request, _("Draft saved. Not ready yet: %(problems)s") % {"problems": " ".join(problems[:3])})
    else:
        toasts.success(request, _("Draft saved. Nobody sees it before it is published."))
    return redirect("onsite:slot", slug, slot.pk)


@needs("see")
def review(request: WorkspaceRequest, slot_id: UUID) -> HttpResponse:
    slot = found(slot_id)
    written = rules_of(slot)
    return render(request, "onsite/review.html", reviewed(slot, [rule.conditions for rule in written.rules], of_rules(written), "slot"))


@require_POST
@needs("manage_onsite")
def publish(request: WorkspaceRequest, slot_id: UUID) -> HttpResponse:
    slot = found(slot_id)
    version = publish_slot(slot=slot, definition=rules_of(slot), actor=request.caller.actor)
    toasts.success(request, _("Version %(number)s is live. Pages show it within a minute.") % {"number": version.number})
    return redirect("onsite:slot", request.caller.workspace.slug, slot.pk)


@require_POST
@needs("manage_onsite")
def state(request: WorkspaceRequest, slot_id: UUID) -> HttpResponse:
    slot = found(slot_id)
    set_slot_state(slot=slot, state=request.POST.get("state", ""), actor=request.caller.actor)
    paused = _("It is paused: pages keep their own words.")
    toasts.success(request, paused if slot.state == "paused" else _("It is live again."))
    return redirect("onsite:slot", request.caller.workspace.slug, slot.pk)
