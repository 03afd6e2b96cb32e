"""The funnels of a workspace, the one that everybody has, and what an address asks of them (F018, F021)."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from analytics.domain.funnels import AHA, LANDING, STANDARD, BadFunnel, Definition, read, split_of, to_event
from analytics.domain.periods import Period
from analytics.models import Funnel
from analytics.queries import aha
from analytics.queries.funnel_steps import Asked
from capture.queries import forms
from kernel.problems import Refused
from leads.queries.stages import names as stage_names
from tracking.queries import catalogue

MOST_OFFERS = 300


def saved() -> "QuerySet[Funnel]":
    return Funnel.objects.order_by("name", "id")


def funnel(funnel_id: UUID) -> Funnel | None:
    return Funnel.objects.filter(pk=funnel_id).first()


def by_key(key: str) -> tuple[str, Definition] | None:
    """Name and definition of a saved funnel, of the standard one (also for no key), or of that to a product's aha event; None where there
    is none of this key."""
    if key in ("", STANDARD):
        return _("Landing page → form → sent"), LANDING
    try:
        if key.startswith(AHA):
            choice = aha.chosen(UUID(key.removeprefix(AHA)))
            return (_to(choice.event), to_event(choice.event)) if choice else None
        found = funnel(UUID(key))
    except ValueError:
        return None
    return (found.name, definition_of(found)) if found else None


def definition_of(one: Funnel) -> Definition:
    return read(one.steps, one.days, one.split)


def keys() -> list[tuple[str, str]]:
    """(key, name) of all, the standard one first, those to aha events last."""
    to_aha = [(f"{AHA}{product.pk}", _to(choice.event)) for product, choice in aha.all_chosen()]
    return [(STANDARD, _("Landing page → form → sent")), *((str(one.pk), one.name) for one in saved()), *to_aha]


def _to(event: str) -> str:
    return _("Any page → %(event)s") % {"event": event}


def asked(params: Mapping[str, str], period: Period) -> tuple[str, str, Asked]:
    """(key, name, question) that `funnel`, `split` and the period ask. `split` - means none. Refused with the field that cannot be."""
    key = params.get("funnel", "") or STANDARD
    found = by_key(key)
    if found is None:
        raise Refused("There is no such funnel in this workspace: choose another.", field="funnel")
    name, definition = found
    if params.get("split"):
        try:
            split = "" if params["split"] == "-" else split_of(params["split"])
        except BadFunnel as error:
            raise Refused(str(error), field=error.field) from error
        definition = Definition(definition.steps, definition.days, split)
    return key, name, Asked(definition, period.since, period.until)


def offers() -> list[tuple[str, str]]:
    """What may stand in a step: (value, what it is)."""
    events = [(entry.name, _("Event")) for entry in catalogue.entries() if entry.name and entry.kind == "track"]
    own = [(form.public_id, _("Form %(name)s") % {"name": form.name}) for form in forms.forms()]
    stages = [(key, _("Stage %(name)s") % {"name": name}) for key, name in stage_names().items()]
    return [*dict((*own, *stages, *events[:MOST_OFFERS])).items()]
