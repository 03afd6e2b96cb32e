"""Everything that can be read of some people: what a merge undone has to give back to the last digit."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.forms.models import model_to_dict

from campaigns.models import Suppression
from campaigns.queries import permissions
from capture.queries import consents
from leads.models import Identifier, Lead, Person, Qualification
from leads.queries import history
from scoring.queries import explain, tags
from tracking.models import Visitor

# Rows that carry a lead, by what a reader sees of them. `version` counts changes: it only rises.
OF_LEAD = {
    "journeys.Enrolment": ("entry_key", "state", "end_reason", "ended_at", "node", "visit", "due_at", "until", "waiting_for"),
    "journeys.StepRun": ("enrolment_id", "node", "visit", "outcome"),
    "campaigns.Message": ("person_id", "effect_key", "state"),
    "sales.HandOff": ("visit_no", "state", "owner_id", "opened_at", "closed_at", "close_reason"),
    "sales.Touch": ("hand_off_id", "kind", "note"),
    "sales.Opportunity": ("name", "state"),
    "sales.SdrTask": ("title", "done_at"),
    "sales.CompetitorMention": ("name", "standing"),
}


def snapshot(person_ids: Iterable[UUID], instants: Iterable[datetime]) -> dict[str, Any]:
    """Rows of the people, their leads, and all that hangs on them; scores at each of `instants`."""
    whole: dict[str, Any] = {}
    times = list(instants)
    for person_id in person_ids:
        person = Person.objects.get(pk=person_id)
        whole[f"person {person_id}"] = model_to_dict(person) | {"company": person.company_id, "merged": person.merged_into_id}
        whole[f"identifiers {person_id}"] = sorted(Identifier.objects.filter(person_id=person_id).values_list("kind", "value", "times"))
        whole[f"visitors {person_id}"] = sorted(Visitor.objects.filter(person_id=person_id).values_list("id", flat=True))
        whole[f"suppressed {person_id}"] = list(Suppression.objects.filter(address=person.email).values_list("reason", "lifted_at"))
        whole[f"consents {person_id}"] = [
            (said.address, said.purpose, said.given, said.withdrawn_at) for said in consents.of_person(person_id)
        ]
        whole[f"allowed {person_id}"] = permissions.standing(person_id, person.email)
        for lead in Lead.objects.filter(person_id=person_id).order_by("-number"):
            whole[f"lead {lead.pk}"] = _lead(lead, times)
    return whole


def _lead(lead: Lead, times: list[datetime]) -> dict[str, Any]:
    found: dict[str, Any] = {"row": model_to_dict(lead), "visits": history.visits(lead.pk)}
    for at in times:
        why = explain.explain(lead.pk, at)
        assert why is not None
        found[f"score {at}"] = (why.score, why.fit, why.interest, why.parts, why.reached_at, why.falls_at, lead_score(lead, at))
        found[f"tags {at}"] = sorted((tag.name, tag.weight) for tag in tags.of_lead(lead.pk, at))
    known = Qualification.objects.filter(lead_id=lead.pk).order_by("letter")
    found["answers"] = list(known.values_list("letter", "value", "note", "source", "said_at", "confidence", "by"))
    for label, columns in OF_LEAD.items():
        rows = apps.get_model(label).objects.filter(lead_id=lead.pk).order_by("id").values_list("id", *columns)
        # What a merge had founded and its undoing ended stays as a record.
        found[label] = [row for row in rows if "unmerged" not in row]
    return found


def lead_score(lead: Lead, at: datetime) -> tuple[float, ...]:
    kept = lead.snapshot
    return kept.fit, float(kept.interest_sign), kept.interest_log or 0.0, kept.rank_key or 0.0


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What is not the same, as deep as there are dictionaries."""
    found: dict[str, Any] = {}
    for key in before.keys() | after.keys():
        one, other = before.get(key), after.get(key)
        if isinstance(one, dict) and isinstance(other, dict):
            found.update({f"{key} / {deep}": value for deep, value in differences(one, other).items()})
        elif one != other:
            found[key] = (one, other)
    return found
