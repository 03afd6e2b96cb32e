"""take: claim due messages and ask everything again: suppression, blacklist, consent, opened meanwhile, too old.

What passes is rendered and kept.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from campaigns.actions.letters import body
from campaigns.domain.consent import normal_address, refusal
from campaigns.domain.names import Reader, Sender
from campaigns.domain.rendering import RenderError
from campaigns.domain.variants import Source
from campaigns.enums import MessageState
from campaigns.models import Message
from campaigns.queries import messages, permissions, readers, suppressions
from campaigns.queries.permissions import Asked
from kernel import claim, clock
from kernel.failpoints import failpoint

TABLE, QUEUED = "campaigns_message", "c.state = 'queued'"
LIVE = "c.state IN ('queued', 'sending')"
BATCH = 50
# So often may a worker die over one message before it is held to be the reason.
DEATHS = 5


@dataclass(frozen=True)
class Taken:
    """A claimed and rendered message; `attempt` is what it was claimed with, `asked` whose consent it needs."""

    id: UUID
    attempt: int
    to_address: str
    subject: str
    html: str
    text: str
    campaign: str
    sender: Sender
    try_until: datetime | None
    asked: Asked


# Whether `deliver` has anything to do now: messages that are due, or left in the middle of a hand-over.
pending = claim.pending(TABLE, LIVE)


def take(limit: int = BATCH) -> tuple[int, list[Taken]]:
    """(how many were claimed, those that are to go out). The others are suppressed, cancelled or failed, with the reason."""
    failpoint("send.before_claim")
    claimed = claim.claim(TABLE, QUEUED, limit)
    if not claimed:
        return 0, []
    rows = list(Message.objects.filter(id__in=[row.id for row in claimed]).select_related("version__template").order_by("due_at", "id"))
    people = readers.of_leads((row.lead_id for row in rows), with_news=any(_names_news(row) for row in rows))
    blocked = suppressions.closed_for(row.to_address for row in rows)
    barred = suppressions.people(row.person_id for row in rows)
    refused = permissions.refused(_asked(row) for row in rows)
    opened = messages.opened(row.resend_of for row in rows if row.resend_of)
    sender = readers.sender()
    for row in rows:
        stop = _stop(row, people.get(row.lead_id, Reader()), blocked, barred, refused, opened)
        if stop:
            row.state, row.reason = stop
        else:
            _render(row, people[row.lead_id], sender)
    Message.objects.bulk_update(rows, ["state", "reason", "subject", "html", "text"])
    return len(rows), [_taken(row, sender) for row in rows if row.state == MessageState.QUEUED]


def _names_news(row: Message) -> bool:
    version = row.version
    return any("news." in text for text in (version.subject, version.mjml, str(version.variants)))


def _asked(row: Message) -> Asked:
    return Asked(row.person_id, row.to_address, row.version.template.purpose)


def _stop(
    row: Message, reader: Reader, blocked: dict[str, str], barred: dict[UUID, str], refused: dict[Asked, str], opened: set[UUID]
) -> tuple[MessageState, str] | None:
    permission = refused.get(_asked(row), "")
    suppressed = barred.get(row.person_id) or blocked.get(normal_address(row.to_address), "")
    reason = refusal(row.to_address, reader.stage, suppressed, permission)
    if reason:
        return MessageState.SUPPRESSED, reason
    if row.resend_of in opened:
        return MessageState.CANCELLED, "opened_meanwhile"
    if row.try_until and row.try_until < clock.now():
        return MessageState.FAILED, f"Gave up after three days: {row.last_error}"[:300]
    if row.attempt > DEATHS and not row.last_error:
        return MessageState.FAILED, f"Sending it was begun {row.attempt - 1} times and never ended."
    return None


def _render(row: Message, reader: Reader, sender: Sender) -> None:
    version = row.version
    try:
        row.subject, row.html, row.text = body(Source(version.subject, version.mjml), version.variants, reader, sender, row.id)
    except RenderError as error:
        row.state, row.reason = MessageState.FAILED, f"The template could not be filled: {error}"[:300]


def _taken(row: Message, sender: Sender) -> Taken:
    return Taken(
        row.id,
        row.attempt,
        row.to_address,
        row.subject,
        row.html,
        row.text,
        f"{row.origin}:{row.version.template.key}",
        sender,
        row.try_until,
        _asked(row),
    )
