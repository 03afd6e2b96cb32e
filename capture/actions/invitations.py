"""invite: who is to come to a meeting or a webinar is asked to, once, by a mail (F088). Lent to journeys as the step `invite_to_event`."""

from collections.abc import Sequence
from uuid import UUID

from campaigns.actions.compose import MessageJob, queue_messages
from campaigns.domain.step import outcome_of
from capture.domain.invitation import event_of
from capture.models import Invitation, Occasion
from capture.queries import invitations, occasions
from journeys.domain.steps import StepJob, StepResult
from kernel import clock, sql
from leads.actions.membership import touch
from leads.queries import blacklist


def invite(jobs: Sequence[StepJob]) -> dict[UUID, StepResult]:
    """Write the invitations down and queue their mails; answers by enrolment: invited, or why not. The message is what a following wait is
    about. Repeating a job writes nothing and answers the same; consent, silence and the blacklist hold as for every mail.

    Changes: Invitation, and messages of campaigns.
    """
    results = {job.enrolment_id: StepResult("no_such_event") for job in jobs}
    for key in sorted({key for job in jobs if (key := event_of(job.config)) is not None}):
        occasion = occasions.occasion(key)
        if occasion is not None:
            results |= _invite(occasion, [job for job in jobs if event_of(job.config) == key])
    return results


def _invite(occasion: Occasion, jobs: Sequence[StepJob]) -> dict[UUID, StepResult]:
    """Who was not asked before, does not come anyway and may be written to; nobody once it is over."""
    sql.lock(f"invitations {occasion.pk}")
    blacklist.hold()
    leads = {job.lead_id for job in jobs}
    barred, coming, before = blacklist.leads(leads), invitations.registered(occasion.pk, leads), invitations.of(occasion.pk, leads)
    over = occasion.archived_at is not None or occasion.ends_at <= clock.now()
    results, asked = dict[UUID, StepResult](), dict[UUID, StepJob]()
    for job in jobs:
        earlier = before.get(job.lead_id)
        if earlier is not None:
            mine = earlier.effect_key == job.effect_key
            results[job.enrolment_id] = StepResult("invited" if mine else "invited_already", ref=str(earlier.message_id or ""))
        elif over:
            results[job.enrolment_id] = StepResult("over")
        elif job.lead_id in barred:
            results[job.enrolment_id] = StepResult(blacklist.BLACKLISTED)
        elif job.lead_id in coming:
            results[job.enrolment_id] = StepResult("registered_already")
        elif job.lead_id in asked:
            results[job.enrolment_id] = StepResult("invited_already")
        else:
            asked[job.lead_id] = job
    return results | _write(occasion, list(asked.values()))


def _write(occasion: Occasion, jobs: Sequence[StepJob]) -> dict[UUID, StepResult]:
    """Queue the mails and keep the invitations of those who get one."""
    mails = [
        MessageJob(job.lead_id, str(job.config["template"]), f"step:{job.effect_key}", origin_id=job.enrolment_id, at=job.at)
        for job in jobs
    ]
    queued = queue_messages(mails) if mails else {}
    results, rows = {}, []
    for job in jobs:
        answer = queued[f"step:{job.effect_key}"]
        outcome = outcome_of(answer.state)
        if outcome == "queued":
            told = {"effect_key": job.effect_key, "message_id": answer.message_id, "at": job.at}
            rows.append(Invitation(occasion=occasion, lead_id=job.lead_id, **told))
            outcome = "invited"
        detail = {"event": occasion.name, "reason": answer.reason}
        results[job.enrolment_id] = StepResult(outcome, ref=str(answer.message_id or ""), detail=detail)
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    touch([row.lead_id for row in rows])
    return results
