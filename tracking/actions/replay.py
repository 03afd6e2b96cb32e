"""replay: refused messages go through the door again, under the same id and with the time at which they came."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from kernel import audit, clock, sql, tenancy, work
from kernel.audit import Actor
from tracking.domain import messages, requests, shape
from tracking.domain.messages import Message
from tracking.domain.shape import Misshapen
from tracking.enums import DropReason, Verdict
from tracking.models import Refusal

MOST = 5_000
# The digest refused them: their rows stand, whole, and are digested once more.
AGAIN = """
UPDATE tracking_inbox SET digested = false
WHERE workspace_id = %(workspace_id)s AND message_id = ANY(%(message_ids)s) AND digested RETURNING message_id
"""
STORE = """
INSERT INTO tracking_inbox (workspace_id, message_id, site_id, door, kind, received_at, fingerprint, envelope, body)
SELECT %(workspace_id)s, x.m, x.site_id, x.door, x.k, x.at, hashtextextended(x.b::text, 0), x.envelope, x.b
FROM json_to_recordset(%(rows)s::json) AS x(m text, site_id uuid, door text, k text, at timestamptz, envelope json, b json)
ON CONFLICT DO NOTHING RETURNING message_id
"""
STANDING = """
SELECT message_id, body::text FROM tracking_inbox WHERE workspace_id = %(workspace_id)s AND message_id = ANY(%(message_ids)s)
"""
CONFLICT = "Another message stands under this messageId; the first is kept."


@dataclass
class Replayed:
    """What came of each: `accepted` (it waits for the digest), `duplicate`, or still `rejected` or `conflict`."""

    outcomes: dict[UUID, str] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[str]:
        return Counter(self.outcomes.values())

    @property
    def taken(self) -> int:
        return self.counts["accepted"] + self.counts["duplicate"]

    @property
    def still(self) -> int:
        return len(self.outcomes) - self.taken


def replay(refusal_ids: Iterable[UUID], *, actor: Actor) -> Replayed:
    """Replay at most MOST refusals that were not taken yet; what is still bad stays with its reason of now.

    The website's origin is not asked again: whoever replays a message lets it in. A blocked event is refused again by the digest.
    """
    wanted = list(refusal_ids)[:MOST]
    rows = list(Refusal.objects.select_for_update().filter(pk__in=wanted, replayed_at=None).order_by("id"))
    if not rows:
        return Replayed()
    again = _digest_again([row for row in rows if row.stage == "digest"])
    done = Replayed(dict.fromkeys((row.pk for row in again), Verdict.ACCEPTED.value))
    redigested = {row.pk for row in again}
    done.outcomes.update(_through_the_door([row for row in rows if row.pk not in redigested]))
    _keep(rows, done)
    changes = {"refusals": [len(rows), done.still], "outcomes": [{}, dict(done.counts)]}
    audit.record(actor, "refusals.replayed", rows[0] if len(rows) == 1 else tenancy.current(), changes)
    work.ring("tracking.digest")
    return done


def _digest_again(rows: list[Refusal]) -> list[Refusal]:
    if not rows:
        return []
    found = {row[0] for row in sql.tuples(AGAIN, message_ids=[row.message_id for row in rows])}
    return [row for row in rows if row.message_id in found]


def _through_the_door(rows: list[Refusal]) -> dict[UUID, str]:
    """The door's checks and its one INSERT; sets the reason of now on what is still bad."""
    read: list[tuple[Refusal, Message]] = []
    outcomes: dict[UUID, str] = {}
    for row in rows:
        try:
            read.append((row, _read(row)))
        except Misshapen as error:
            row.verdict, row.reason = Verdict.REJECTED.value, error.reason.value
            row.detail, row.pointer = error.detail[:500], error.pointer[:200]
            outcomes[row.pk] = Verdict.REJECTED.value
    fresh = _store(read)
    standing = _standing(message.m for _, message in read)
    for row, message in read:
        if message.m in fresh:
            fresh.discard(message.m)
            outcomes[row.pk] = Verdict.ACCEPTED.value
        elif messages.same(standing[message.m], message.b):
            outcomes[row.pk] = Verdict.DUPLICATE.value
        else:
            row.verdict, row.reason, row.detail, row.pointer = Verdict.CONFLICT.value, "", CONFLICT, "/messageId"
            outcomes[row.pk] = Verdict.CONFLICT.value
    return outcomes


def _read(row: Refusal) -> Message:
    if row.reason in (DropReason.TOO_LARGE, DropReason.REQUEST):  # not all of it is there
        raise Misshapen(DropReason(row.reason), row.detail, row.pointer)
    shared = msgspec.json.decode(row.envelope)
    salt = b"" if row.kind else requests.salt(shared.get("sentAt"), shared.get("timestamp"))
    message = messages.read(shape.readable(row.body.encode()), row.kind, salt)
    if row.message_id.startswith("h-"):
        message.m = row.message_id
    return message


def _store(read: list[tuple[Refusal, Message]]) -> set[str]:
    """Those whose id was free."""
    rows = [
        {"m": message.m, "site_id": row.site_id, "door": row.door, "k": message.k, "at": row.at,
         "envelope": msgspec.Raw(row.envelope.encode()), "b": msgspec.Raw(message.b)}
        for row, message in read
    ]  # fmt: skip
    return {found[0] for found in sql.tuples(STORE, rows=sql.as_json(rows))} if rows else set()


def _standing(message_ids: Iterable[str]) -> dict[str, str]:
    asked = list(message_ids)
    return dict(sql.tuples(STANDING, message_ids=asked)) if asked else {}


def _keep(rows: list[Refusal], done: Replayed) -> None:
    now, taken = clock.now(), (Verdict.ACCEPTED.value, Verdict.DUPLICATE.value)
    for row in rows:
        row.replays += 1
        row.replayed_at = now if done.outcomes[row.pk] in taken else None
    Refusal.objects.bulk_update(rows, ["verdict", "reason", "detail", "pointer", "replays", "replayed_at"], batch_size=500)
