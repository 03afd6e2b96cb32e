"""keep: what visitors did with what they were shown, and on which forms they hesitated, out of the events that told it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from kernel import ids, sql
from leads.actions.membership import touch_by_events
from onsite.enums import ReactionKind

OF_MESSAGES = [ReactionKind.VIEWED.value, ReactionKind.CLICKED.value, ReactionKind.CLOSED.value]
HESITATED = "form_hesitated"
HESITATIONS = """
INSERT INTO onsite_hesitation (id, workspace_id, visitor_id, form, at)
SELECT e.id, e.workspace_id, e.visitor_id, left(e.properties ->> 'form', 150), e.occurred_at
FROM tracking_event e
WHERE e.workspace_id = %(workspace_id)s AND e.id = ANY(%(ids)s::uuid[]) AND e.occurred_at >= %(start)s AND e.occurred_at < %(end)s
    AND e.name = %(name)s AND e.properties ->> 'form' <> '' AND NOT e.is_bot
ON CONFLICT DO NOTHING
"""
OF_SLOTS = [ReactionKind.SHOWN.value, ReactionKind.SLOT_CLICKED.value]
REACTIONS = frozenset({*OF_MESSAGES, *OF_SLOTS, HESITATED})


def keep(event_ids: Sequence[UUID]) -> int:
    """Write the reactions among these events, bots left out; a repeat writes nothing. Says how many."""
    if not event_ids:
        return 0
    start, end = ids.span(event_ids)
    end += timedelta(milliseconds=1)
    among = {"ids": [str(one) for one in event_ids], "start": start, "end": end}
    written = sql.execute(sql.file(__file__, "reactions.sql"), **among, of_messages=OF_MESSAGES, of_slots=OF_SLOTS)
    hesitated = sql.execute(HESITATIONS, **among, name=HESITATED)
    if written or hesitated:
        touch_by_events(event_ids)
    return written + hesitated
