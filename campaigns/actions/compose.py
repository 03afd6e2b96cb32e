"""queue_messages: who is to get which template, because of what. Set-based; the effect key makes each message the only one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from campaigns.domain.consent import normal_address, refusal
from campaigns.domain.verdicts import TRY_FOR
from campaigns.enums import MessageState
from campaigns.models import Message, TemplateVersion
from campaigns.queries import permissions, readers, suppressions, templates
from campaigns.queries.permissions import Asked
from campaigns.queries.readers import Addressee
from kernel import clock, work

DELIVER = "campaigns.deliver"


@dataclass(frozen=True)
class MessageJob:
    """One message to queue. `effect_key` names the cause (`step:<enrolment>:<node>:<visit>`); `resend_of` is left alone once opened."""

    lead_id: UUID
    template: str
    effect_key: str
    origin: str = "journey"
    origin_id: UUID | None = None
    resend_of: UUID | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Queued:
    """What became of a job: a state of the message and its id, or `no_template` / `no_lead` without one."""

    state: str
    message_id: UUID | None = None
    reason: str = ""


def queue_messages(jobs: Sequence[MessageJob]) -> dict[str, Queued]:
    """Queue one message per job, pinned to the published version of its template; answers by effect key (F092–F094).

    Changes: messages in state queued, or suppressed with the reason when we may not write (kept, so that it is seen).
    Repeating a job writes nothing and answers what is there. Refuses nothing: a job without template or lead is answered as such.
    """
    live = templates.live({job.template for job in jobs})
    people = readers.addressees(job.lead_id for job in jobs)
    blocked = suppressions.closed_for(addressee.reader.email for addressee in people.values())
    ready = [(job, people[job.lead_id], live[job.template]) for job in jobs if job.template in live and job.lead_id in people]
    barred = suppressions.people(addressee.person_id for addressee in people.values())
    refused = permissions.refused(Asked(who.person_id, who.reader.email, version.template.purpose) for _, who, version in ready)
    stopped = {who.lead_id: barred.get(who.person_id) or blocked.get(normal_address(who.reader.email), "") for _, who, _ in ready}
    rows = [_row(job, who, version, stopped[who.lead_id], refused) for job, who, version in ready]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    work.ring(DELIVER)
    stored = Message.objects.filter(effect_key__in=[row.effect_key for row in rows]).values_list("effect_key", "state", "id", "reason")
    answers = {key: Queued(state, message_id, reason) for key, state, message_id, reason in stored}
    missing = {job.effect_key: Queued("no_template" if job.template not in live else "no_lead") for job in jobs}
    return {**missing, **answers}


def _row(job: MessageJob, addressee: Addressee, version: TemplateVersion, suppressed: str, refused: dict[Asked, str]) -> Message:
    now, reader = job.at or clock.now(), addressee.reader
    permission = refused.get(Asked(addressee.person_id, reader.email, version.template.purpose), "")
    reason = refusal(reader.email, reader.stage, suppressed, permission)
    return Message(
        lead_id=addressee.lead_id, person_id=addressee.person_id, version=version, effect_key=job.effect_key, origin=job.origin,
        origin_id=job.origin_id, resend_of=job.resend_of, to_address=reader.email, reason=reason, created_at=now, due_at=now,
        state=MessageState.SUPPRESSED if reason else MessageState.QUEUED, try_until=max(now, clock.now()) + TRY_FOR + timedelta(seconds=1),
    )  # fmt: skip
