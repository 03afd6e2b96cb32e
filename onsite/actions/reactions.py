"""keep: what visitors did with what they were shown, out of the events that told it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from kernel import ids, sql
from onsite.enums import ReactionKind

OF_MESSAGES = [ReactionKind.VIEWED.value, ReactionKind.CLICKED.value, ReactionKind.CLOSED.value]
OF_SLOTS = [ReactionKind.SHOWN.value, ReactionKind.SLOT_CLICKED.value]


def keep(event_ids: Sequence[UUID]) -> int:
    """Write the reactions among these events, bots left out; a repeat writes nothing. Says how many."""
    if not event_ids:
        return 0
    start, end = ids.time_of(min(event_ids)), ids.time_of(max(event_ids)) + timedelta(milliseconds=1)
    return sql.execute(
        sql.file(__file__, "reactions.sql"), ids=[str(one) for one in event_ids], start=start, end=end,
        of_messages=OF_MESSAGES, of_slots=OF_SLOTS,
    )  # fmt: skip
