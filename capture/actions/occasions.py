"""plan_occasion, change_occasion, archive_occasion: webinars and meetings (F162)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from capture.actions.waiting_list import move_up
from capture.enums import OccasionKind, Purpose
from capture.models import Form, Occasion
from capture.queries import forms
from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused


@dataclass(frozen=True)
class Plan:
    """What, when, where, for how many, and by which form people register."""

    name: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    form_id: UUID
    place: str = ""
    capacity: int | None = None
    description: str = ""


def plan_occasion(*, plan: Plan, actor: Actor) -> Occasion:
    """Announce it. Refuses an empty name, an end before the start, no seats, and a form that is not published for registration."""
    occasion = Occasion()
    _write(occasion, plan)
    occasion.save()
    audit.record(actor, "occasion.planned", occasion, {"name": ["", occasion.name]})
    return occasion


def change_occasion(*, occasion: Occasion, plan: Plan, actor: Actor) -> Occasion:
    """Change it; seats that are taken stay taken, and more of them go to who waits. Refuses what plan_occasion refuses."""
    before = {"name": occasion.name, "starts_at": occasion.starts_at.isoformat()}
    _write(occasion, plan)
    occasion.save()
    after = {"name": occasion.name, "starts_at": occasion.starts_at.isoformat()}
    audit.record(actor, "occasion.changed", occasion, {key: [before[key], after[key]] for key in before})
    move_up(occasion=occasion, actor=actor)
    return occasion


def archive_occasion(*, occasion: Occasion, actor: Actor) -> None:
    """Nobody can register any more; what came of it stays."""
    occasion.archived_at = clock.now()
    occasion.save(update_fields=["archived_at"])
    audit.record(actor, "occasion.archived", occasion)


def _write(occasion: Occasion, plan: Plan) -> None:
    if not plan.name.strip():
        raise Refused("Give the event a name.", field="name")
    if plan.kind not in OccasionKind.values:
        raise Refused("An event is online or offline.", field="kind")
    if plan.ends_at <= plan.starts_at:
        raise Refused("The end lies after the start.", field="ends_at")
    if plan.capacity is not None and not 0 < plan.capacity <= 1_000_000:
        raise Refused("Offer at least one seat, or leave the number out.", field="capacity")
    occasion.form = _form(plan.form_id)
    occasion.name, occasion.kind, occasion.capacity = plan.name.strip()[:160], plan.kind, plan.capacity
    occasion.starts_at, occasion.ends_at = plan.starts_at, plan.ends_at
    occasion.place, occasion.description = plan.place.strip()[:500], plan.description.strip()[:2_000]


def _form(form_id: UUID) -> Form:
    form = forms.form(form_id)
    if form is None or form.live_version is None or forms.live_content(form).purpose != Purpose.REGISTRATION:
        raise Refused("Choose a published form whose purpose is registration.", field="form", code="form")
    return form
