"""settle: write down what the mail server said. Fenced by the attempt: whoever lost the message in between changes nothing."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from campaigns.actions.suppress import suppress
from campaigns.actions.take import Taken
from campaigns.domain.consent import normal_address
from campaigns.domain.verdicts import Verdict, next_try
from campaigns.enums import MessageState, SuppressionReason
from campaigns.models import Message
from kernel import clock
from kernel.audit import SYSTEM

log = logging.getLogger(__name__)
# `unknown` too: its worker is slow, not dead, and knows better.
OURS = (MessageState.SENDING, MessageState.QUEUED, MessageState.UNKNOWN)


def settle(one: Taken, verdict: Verdict) -> None:
    """sent, bounced (and suppressed), failed, unknown, or queued again for later."""
    row = Message.objects.select_for_update().filter(id=one.id, attempt=one.attempt, state__in=OURS).defer("html", "text").first()
    if row is None:
        log.warning("Message %s was no longer ours when the server had answered: %s", one.id, verdict)
        return
    row.lease_until, row.reason, row.last_error = None, verdict.detail, verdict.detail
    if verdict.kind == "retry":
        _later(row)
    else:
        row.state = MessageState(verdict.kind)
    if verdict.kind == "sent":
        row.sent_at = clock.now()
    if verdict.kind == "bounced":
        suppress(address=normal_address(row.to_address), reason=SuppressionReason.HARD_BOUNCE, actor=SYSTEM, detail=verdict.detail)
    row.save(update_fields=["state", "reason", "last_error", "lease_until", "due_at", "sent_at"])


def _later(row: Message) -> None:
    due_at = next_try(row.attempt, clock.now(), row.try_until or clock.now())
    row.state = MessageState.QUEUED if due_at else MessageState.FAILED
    row.due_at = due_at or row.due_at
    if due_at is None:
        row.reason = f"Gave up after three days: {row.reason}"[:300]


def put_back(rows: Sequence[Taken], rest: timedelta) -> None:
    """Let go of messages that were claimed and not begun; they are due again after `rest`."""
    due_at = clock.now() + rest
    for one in rows:
        Message.objects.filter(id=one.id, attempt=one.attempt, state=MessageState.QUEUED).update(
            lease_until=None, due_at=due_at, last_error="put back unsent"
        )
