"""Messages: of one lead, in a list, and what the journey step needs to know of earlier ones."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from campaigns.models import Message
from kernel import sql

SENDABLE_AGAIN = ("unknown", "failed", "cancelled", "suppressed")


def of_lead(lead_id: UUID, limit: int = 100) -> list[Message]:
    """Newest first, with template."""
    found = Message.objects.filter(lead_id=lead_id).select_related("version__template").defer("html", "text")
    return list(found.order_by("-created_at", "-id")[:limit])


def search(*, state: str = "", template: str = "", lead_id: UUID | None = None, text: str = "") -> "QuerySet[Message]":
    """Messages with template and person, without their bodies."""
    found = Message.objects.select_related("version__template", "person").defer("html", "text")
    given = {"state": state, "version__template__key": template, "lead_id": lead_id, "to_address__icontains": text.strip()}
    return found.filter(**{name: value for name, value in given.items() if value})


def one(message_id: UUID) -> Message | None:
    return Message.objects.filter(id=message_id).select_related("version__template", "person", "lead").first()


def counts() -> dict[str, int]:
    """State → how many."""
    return dict(Message.objects.values_list("state").annotate(number=Count("*")).order_by())


FIRST = """
SELECT x.key, m.id, m.opened_at FROM json_to_recordset(%(asked)s::json) AS x(key text, lead_id uuid, prefix text)
JOIN campaigns_message m ON m.workspace_id = %(workspace_id)s AND m.lead_id = x.lead_id AND starts_with(m.effect_key, x.prefix)
ORDER BY m.created_at, m.id
"""


def latest_with_prefix(asked: Iterable[tuple[str, UUID, str]]) -> dict[str, tuple[UUID, datetime | None]]:
    """For each (key, lead, beginning of an effect key): the id of the last such message and when it was opened."""
    rows = [{"key": key, "lead_id": lead_id, "prefix": prefix} for key, lead_id, prefix in asked]
    return {key: (message_id, opened_at) for key, message_id, opened_at in sql.tuples(FIRST, asked=sql.as_json(rows))}


def opened(message_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the messages that a person has opened."""
    return set(Message.objects.filter(id__in=set(message_ids), opened_at__isnull=False).values_list("id", flat=True))
