"""settle: write down what the mail server said. Fenced by the attempt: whoever lost the message in between changes nothing."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from campaigns.actions.suppress import suppress
from campaigns.actions.take import Taken
from campaigns.domain.consent import normal_address
from campaigns.domain.verdicts import Verdict, next_try
from campaigns.enums import MessageState, SuppressionReason
from campaigns.models import Message
from kernel import clock
from kernel.audit import SYSTEM
from leads.actions.membership import touch

log = logging.getLogger(__name__)
# `unknown` too: its worker is slow, not dead, and knows better.
OURS = (MessageState.SENDING, MessageState.QUEUED, MessageState.UNKNOWN)


def settle(one: Taken, verdict: Verdict) -> None:
    """sent, bounced (and suppressed), failed, unknown, or queued again for later."""
    told = {"lease_until": None, "reason": verdict.detail, "last_error": verdict.detail, **_fields(one, verdict)}
    if not Message.objects.filter(id=one.id, attempt=one.attempt, state__in=OURS).update(**told):
        log.warning("Message %s was no longer ours when the server had answered: %s", one.id, verdict)
        return
    if verdict.kind in ("sent", "bounced"):
        touch(Message.objects.filter(id=one.id, lead_id__isnull=False).values_list("lead_id", flat=True))
    if verdict.kind == "bounced":
        suppress(address=normal_address(one.to_address), reason=SuppressionReason.HARD_BOUNCE, actor=SYSTEM, detail=verdict.detail)


def _fields(one: Taken, verdict: Verdict) -> dict[str, Any]:
    if verdict.kind == "sent":
        return {"state": MessageState.SENT, "sent_at": clock.now()}
    if verdict.kind == "bounced":
        return {"state": MessageState.BOUNCED, "bounced_at": clock.now()}
    if verdict.kind != "retry":
        return {"state": MessageState(verdict.kind)}
    due_at = next_try(one.attempt, clock.now(), one.try_until or clock.now())
    if due_at is None:
        return {"state": MessageState.FAILED, "reason": f"Gave up after three days: {verdict.detail}"[:300]}
    return {"state": MessageState.QUEUED, "due_at": due_at}


def put_back(rows: Sequence[Taken], rest: timedelta) -> None:
    """Let go of messages that were claimed and not begun; they are due again after `rest`."""
    due_at = clock.now() + rest
    for one in rows:
        Message.objects.filter(id=one.id, attempt=one.attempt, state=MessageState.QUEUED).update(
            lease_until=None, due_at=due_at, last_error="put back unsent"
        )
