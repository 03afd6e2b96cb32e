"""Submissions with the people who sent them, and their consents."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from capture.models import Consent, Submission
from leads.models import Identifier, Lead

RELATED = ("form", "asset", "occasion")


def submissions(form_id: UUID | None = None, state: str = "") -> "QuerySet[Submission]":
    """Submissions, newest first, of one form or in one state."""
    found = Submission.objects.select_related(*RELATED).order_by("-at", "-id")
    found = found.filter(form_id=form_id) if form_id else found
    return found.filter(state=state) if state else found


def submission(submission_id: UUID) -> Submission | None:
    return Submission.objects.select_related("version", *RELATED).filter(pk=submission_id).first()


def same(form_id: UUID, key: str) -> Submission | None:
    """The submission that was sent under this key."""
    return Submission.objects.select_related("version", *RELATED).filter(form_id=form_id, key=key).first()


def consents_of(submission_id: UUID) -> list[Consent]:
    return list(Consent.objects.filter(submission_id=submission_id).order_by("at", "id"))


def consent(consent_id: UUID) -> Consent | None:
    return Consent.objects.filter(pk=consent_id).first()


def standing_consents(email: str) -> "QuerySet[Consent]":
    """What was given by this address and not withdrawn."""
    return Consent.objects.filter(email=email, given=True, withdrawn_at=None)


def leads_of(rows: Iterable[Submission]) -> dict[UUID, UUID]:
    """Submission id → the latest lead of who sent it: by the address, else by the person who was known then."""
    found = list(rows)
    by_email = dict(
        Identifier.objects.filter(kind="email", value__in={row.email for row in found if row.email}).values_list("value", "person_id")
    )
    people = {row.id: by_email.get(row.email) or row.person_id for row in found}
    leads = dict(
        Lead.objects.filter(person_id__in={key for key in people.values() if key}).order_by("number").values_list("person_id", "id")
    )
    return {key: leads[person] for key, person in people.items() if person in leads}
