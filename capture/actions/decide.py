"""release, discard, confirm: what becomes of a submission that was held back."""

from uuid import UUID

from campaigns.actions.suppress import lift
from campaigns.enums import SuppressionReason
from campaigns.queries import suppressions
from capture.actions.carry import carry, tell_waiting
from capture.domain import content as contents
from capture.domain.fate import HELD, may_go
from capture.enums import SubmissionState
from capture.models import Consent, Submission
from capture.queries import submissions
from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.reach import prove_emails
from leads.enums import Proof


def release(*, submission_id: UUID, actor: Actor) -> Submission:
    """It is no spam after all: it goes the way as of the time at which it was sent. So does one of a crowd that waits for a proof which its
    form does not ask for. Refuses one that is not held back."""
    submission = _locked(submission_id)
    content = contents.read(submission.version.content)
    if not may_go(submission.state, content):
        raise Refused("This submission is not held back.", code="conflict", status=409)
    waiting = content.double_opt_in and bool(submission.email)
    _decide(submission, SubmissionState.WAITING if waiting else SubmissionState.ACCEPTED, actor)
    if waiting:
        tell_waiting(submission, content, submission.at)
    else:
        carry(submission, content, submission.at)
    return submission


def discard(*, submission_id: UUID, actor: Actor) -> Submission:
    """It is spam: kept, told to nobody. Refuses one that went its way already."""
    submission = _locked(submission_id)
    if submission.state not in (*HELD, SubmissionState.WAITING):
        raise Refused("This submission went its way already; it cannot be taken back.", code="conflict", status=409)
    _decide(submission, SubmissionState.DISCARDED, actor)
    return submission


def confirm(*, submission_id: UUID) -> Submission | None:
    """Its reader confirmed the address: consents are written as of now, the person is told of, and silence that they had asked for by
    unsubscribing ends. What the same browser sent under the address without a mail of its own is confirmed with it.

    Any number of times; None for one that does not wait for it.
    """
    submission = _locked(submission_id)
    if submission.state == SubmissionState.CONFIRMED:
        return submission
    if submission.state != SubmissionState.WAITING:
        return None
    confirmed = [_locked(each.pk) for each in submissions.waiting_with(submission)]
    for each in confirmed:
        _confirm(each)
    submission.refresh_from_db()
    prove_emails([submission.email], Proof.OPT_IN)
    if not any(_wishes_mail(each) for each in confirmed):
        return submission
    who = _reader(submission)
    for row in suppressions.search(submission.email).filter(address=submission.email, reason=SuppressionReason.UNSUBSCRIBED):
        lift(suppression=row, reason="confirmed a form by e-mail", actor=who)
    return submission


def _wishes_mail(submission: Submission) -> bool:
    """Whether who confirmed it knew that it was about mail: by double opt-in, or by a consent they gave. Of a crowd one only proves to be
    real."""
    return contents.read(submission.version.content).double_opt_in or Consent.objects.filter(submission=submission, given=True).exists()


def _confirm(submission: Submission) -> None:
    if submission.state != SubmissionState.WAITING:
        return
    submission.state, submission.confirmed_at = SubmissionState.CONFIRMED, clock.now()
    submission.save(update_fields=["state", "confirmed_at"])
    carry(submission, contents.read(submission.version.content), submission.confirmed_at, verified=True)
    audit.record(_reader(submission), "submission.confirmed", submission)


def _reader(submission: Submission) -> Actor:
    return Actor("lead", str(submission.pk), submission.email)


def _locked(submission_id: UUID) -> Submission:
    found: Submission = (
        Submission.objects.select_for_update(of=("self",)).select_related("form", "version", "asset", "occasion").get(pk=submission_id)
    )
    return found


def _decide(submission: Submission, state: SubmissionState, actor: Actor) -> None:
    before = submission.state
    submission.state, submission.decided_at, submission.decided_by = state, clock.now(), actor.name
    submission.save(update_fields=["state", "decided_at", "decided_by"])
    audit.record(actor, "submission.decided", submission, {"state": [str(before), str(state)]})
