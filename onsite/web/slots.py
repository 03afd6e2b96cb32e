"""The desk of slots."""

from typing import Any

from django.http import QueryDict

from onsite.actions.items import shaped
from onsite.actions.slots import create_slot
from onsite.domain.decide import SlotRules
from onsite.domain.shapes import Rule, Rules
from onsite.models import Item, Slot
from onsite.queries.kinds import SLOT
from onsite.web import forms, who
from onsite.web.desk import Desk, Shown, preview_links
from tenants.web.identity import WorkspaceRequest
from tracking.domain.snippet import SLOT_RULES, SLOT_STYLE, csp_hash


def _create(request: WorkspaceRequest) -> Item:
    key = request.POST.get("key", "").strip()
    return create_slot(key=key, name=request.POST.get("name", "").strip() or key, actor=request.caller.actor)


def _editor(slot: Item, written: Rules, given: QueryDict | None) -> dict[str, Any]:
    """The rules, and the one that may be added. Of a form they keep their numbers, empty ones too: nothing moves while somebody builds."""
    rules = shaped({"rules": list(forms.typed_rules(given).values())}, SLOT).rules if given is not None else written.rules
    added = () if given is not None and "fresh" in given and rules else (Rule(),)
    rows = [_row(slot, index, rule, given) for index, rule in enumerate((*rules, *added))]
    return {"rows": rows[:-1], "fresh": rows[-1], "style": SLOT_STYLE, "style_source": csp_hash(SLOT_RULES)}


def _row(slot: Item, index: int, rule: Rule, given: QueryDict | None) -> dict[str, Any]:
    asked = who.field(rule.conditions, index, given)
    return {
        "rule": rule, "conditions": forms.fields_of(rule.conditions), "prefix": f"{index}-", "who": asked,
        "links": preview_links("slot", slot.pk, index), "open": rule.conditions != Rule().conditions or asked["asks"],
        "begun": rule != Rule() or asked["asks"],
    }  # fmt: skip


def _shown(slot: Item, written: Rules, asked: QueryDict) -> Shown:
    """The rule that `showing` names, from 1; the page's own words for any other."""
    text = asked.get("showing", "1")
    number = int(text) if text.isdecimal() and len(text) < 4 else 0
    if not isinstance(slot, Slot) or not 1 <= number <= len(written.rules):
        return [], []
    return [], [(SlotRules(str(slot.pk), slot.key, 0, written.rules), number - 1)]


DESK = Desk(SLOT, "slot_id", _create, forms.written_rules, _editor, _shown)
