"""Submissions with the people who sent them, and their consents."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from capture.enums import NoticeKind, NoticeState, SubmissionState
from capture.models import Consent, Notice, Seat, Submission
from kernel import clock, sql
from leads.models import Identifier, Lead

# Submissions `x` that were held back or never confirmed, and are older than %(before)s.
UNSETTLED = "x.at < %(before)s AND x.state IN ('quarantined', 'discarded', 'waiting')"
CHOSEN = """
SELECT k.key, a.answer, count(*)::int FROM capture_submission s
CROSS JOIN unnest(%(keys)s::text[]) AS k(key)
CROSS JOIN LATERAL jsonb_array_elements_text(
    CASE jsonb_typeof(s.values -> k.key) WHEN 'array' THEN s.values -> k.key WHEN 'string' THEN jsonb_build_array(s.values -> k.key)
    ELSE '[]' END) AS a(answer)
WHERE s.workspace_id = %(workspace_id)s AND s.form_id = %(form)s AND s.state = ANY(%(states)s)
  AND (%(since)s::date IS NULL OR s.at::date >= %(since)s)
GROUP BY k.key, a.answer
"""
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


def asked_lately(email: str) -> bool:
    """Whether a mail to confirm went to this address within 24 hours, or is about to. One that its reader has used does not count: its link
    confirms nothing more, and only the reader can make room for another."""
    asked = Notice.objects.filter(kind=NoticeKind.CONFIRM, submission__email=email).exclude(submission__state=SubmissionState.CONFIRMED)
    return asked.filter(Q(state=NoticeState.WAITING) | Q(sent_at__gt=clock.now() - timedelta(hours=24))).exists()


def has_mail(submission: Submission) -> bool:
    """Whether this submission has a mail to confirm of its own."""
    return Notice.objects.filter(kind=NoticeKind.CONFIRM, submission=submission).exists()


def waiting_with(submission: Submission) -> list[Submission]:
    """What its confirmation confirms: itself, and what the same browser sent under the address without a mail of its own."""
    same = Submission.objects.filter(email=submission.email, anonymous_id=submission.anonymous_id, state=SubmissionState.WAITING)
    silent = ~Exists(Notice.objects.filter(submission=OuterRef("pk"), kind=NoticeKind.CONFIRM))
    return list(same.filter(Q(pk=submission.pk) | silent).select_related("version").order_by("id"))


def confirmed_with(submission: Submission) -> list[Submission]:
    """What was confirmed in one go with it, itself included, oldest first."""
    same = Submission.objects.filter(email=submission.email, anonymous_id=submission.anonymous_id, state=SubmissionState.CONFIRMED)
    return list(same.filter(confirmed_at=submission.confirmed_at).select_related("asset").order_by("id"))


def of_seats(occasion_id: UUID, seats: Iterable[Seat]) -> dict[UUID, Submission]:
    """Seat id → the newest submission that stands by which its person registered for the occasion."""
    wanted = list(seats)
    browsers = {seat.anonymous_id for seat in wanted if seat.anonymous_id}
    standing = Submission.objects.filter(occasion_id=occasion_id, state__in=(SubmissionState.ACCEPTED, SubmissionState.CONFIRMED))
    found = list(standing.filter(Q(email__in={seat.email for seat in wanted}) | Q(anonymous_id__in=browsers, email="")).order_by("id"))
    by_email = {one.email: one for one in found if one.email}
    by_browser = {one.anonymous_id: one for one in found if not one.email}
    named = {seat.pk: by_email.get(seat.email) or by_browser.get(seat.anonymous_id) for seat in wanted}
    return {key: one for key, one in named.items() if one is not None}


def chosen(form_id: UUID, keys: Iterable[str], since: date | None = None) -> dict[tuple[str, str], int]:
    """(field, answer) → submissions that stand with this answer, of the fields `keys` (F160)."""
    asked = {
        "form": form_id,
        "keys": list(keys),
        "states": [SubmissionState.ACCEPTED.value, SubmissionState.CONFIRMED.value],
        "since": since,
    }
    return {(key, answer): times for key, answer, times in sql.tuples(CHOSEN, **asked)}
