"""Dead letters: messages that were refused, and what came of a replay."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from kernel import sql
from tracking.enums import DropReason, Verdict
from tracking.models import InboxMessage, Refusal

STATES = ("open", "replayed")
COUNTED = 20_000
COUNTS = """
SELECT reason, count(*) FROM (
    SELECT CASE WHEN verdict = 'conflict' THEN 'conflict' ELSE reason END AS reason FROM tracking_refusal
    WHERE workspace_id = %(workspace_id)s AND replayed_at IS NULL ORDER BY at DESC LIMIT %(most)s
) r GROUP BY reason ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True)
class Asked:
    """What a list of refusals is narrowed to; `reason` may also be `conflict`, which is a verdict. Empty: everything."""

    reason: str = ""
    site: UUID | None = None
    state: str = "open"
    text: str = ""


def search(asked: Asked) -> "QuerySet[Refusal]":
    """The refusals that fit. `text` is a message id, or stands in the body."""
    found: QuerySet[Refusal] = Refusal.objects.all()
    if asked.state in STATES:
        found = found.filter(replayed_at__isnull=asked.state == "open")
    if asked.reason == Verdict.CONFLICT:
        found = found.filter(verdict=Verdict.CONFLICT)
    elif asked.reason:
        found = found.filter(reason=asked.reason)
    if asked.site:
        found = found.filter(site_id=asked.site)
    return found.filter(Q(message_id=asked.text) | Q(body__contains=asked.text)) if asked.text else found


def refusal(refusal_id: UUID) -> Refusal | None:
    return Refusal.objects.filter(pk=refusal_id).first()


def of_message(message_id: str) -> list[Refusal]:
    """Every refusal under one message id, newest first (at most 20)."""
    return list(Refusal.objects.filter(message_id=message_id).order_by("-at", "-id")[:20]) if message_id else []


def counts() -> dict[str, int]:
    """Open refusals by reason, most first; at most the newest 20,000 are counted."""
    return dict(sql.tuples(COUNTS, most=COUNTED))


def by_reason(rows: "QuerySet[Refusal]", most: int) -> dict[str, int]:
    """How many of the oldest `most` rows have which reason: what a replay of them is about to touch."""
    found: dict[str, int] = {}
    for verdict, reason in rows.order_by("at", "id").values_list("verdict", "reason")[:most]:
        key = Verdict.CONFLICT.value if verdict == Verdict.CONFLICT else reason
        found[key] = found.get(key, 0) + 1
    return found


def ids_of(rows: "QuerySet[Refusal]", most: int) -> list[UUID]:
    """The oldest `most` of them."""
    return list(rows.order_by("at", "id").values_list("pk", flat=True)[:most])


def outcome(found: Refusal) -> str:
    """What came of it: `open`, `waiting` for the digest, `again` (refused once more, and not yet mended) or `taken`."""
    if found.replayed_at is None:
        return "open"
    waiting = InboxMessage.objects.filter(message_id=found.message_id, digested=False).exists() if found.message_id else False
    if waiting:
        return "waiting"
    newer = Refusal.objects.filter(message_id=found.message_id, stage="digest", replayed_at=None, at__gte=found.replayed_at)
    return "again" if found.message_id and newer.exists() else "taken"


REASONS = {**dict(DropReason.choices), Verdict.CONFLICT.value: Verdict.CONFLICT.label}
