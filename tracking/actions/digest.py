"""digest: what waits in the inbox becomes events, in batches, in the order of arrival."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec
from django.db import transaction
from django.db.utils import DataError, IntegrityError

from kernel import clock, facts, ids, sql
from kernel.failpoints import failpoint
from tracking.actions import counts
from tracking.actions.heat import add_heat
from tracking.actions.store import EventRecord, store
from tracking.actions.surroundings import around, bare
from tracking.domain import catalogue, heat, pipeline, sanitize
from tracking.domain.draft import Draft, Dropped, envelope
from tracking.domain.messages import identifier
from tracking.domain.surroundings import Surroundings
from tracking.enums import Door, DropReason, Verdict
from tracking.facts import EventsRecorded, mark

BATCH = 5_000
FACT_EVENTS = 5_000
FACT_NAMES = 200

WAITING = """
SELECT seq, message_id, site_id, door, kind, received_at, envelope::text, body::text FROM tracking_inbox
WHERE workspace_id = %(workspace_id)s AND NOT digested ORDER BY seq LIMIT %(limit)s
"""
# Addresses have served their time once they are digested: they leave the raw message too, unless the workspace keeps them.
DIGESTED = """
UPDATE tracking_inbox SET digested = true,
    envelope = CASE WHEN seq = ANY(%(bare)s::bigint[]) THEN (envelope::jsonb - 'ip')::json ELSE envelope END,
    body = CASE WHEN seq = ANY(%(bare)s::bigint[]) AND body::text LIKE '%%"ip"%%' THEN (body::jsonb #- '{context,ip}')::json ELSE body END
WHERE workspace_id = %(workspace_id)s AND NOT digested AND seq = ANY(%(seqs)s::bigint[])
"""
REFUSE = """
INSERT INTO tracking_refusal (workspace_id, id, message_id, site_id, at, verdict, reason, pointer, detail, body, stage, door, kind, name)
SELECT %(workspace_id)s, x.id, x.message_id, x.site_id, %(now)s, x.verdict, x.reason, '', x.detail, x.body, 'digest', x.door, x.kind, x.name
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, message_id text, site_id uuid, verdict text, reason text, detail text, body text,
                                            door text, kind text, name text)
"""


def digest() -> int:
    """Digest one batch of the current workspace: events, visitors, sessions, refusals for what was dropped, all in one transaction.

    Announces EventsRecorded, live and imported ones apart (F015, F017). A poison message is refused with reason `error`; the rest goes on.
    """
    rows = sql.tuples(WAITING, limit=BATCH)
    if not rows:
        return 0
    surroundings = around(rows)
    drafts, dropped = read_drafts(rows, surroundings)
    keys = {draft.seq: catalogue.key_of(draft) for draft in drafts}
    known = counts.look_up(keys.values())
    drafts, blocked = counts.part(drafts, keys, known)
    add_heat(drafts)
    records, poison = _store(drafts)
    spoilt = {drop.draft.seq for drop in poison}
    stored = [draft for draft in drafts if draft.seq not in spoilt]
    refused = [*dropped, *blocked, *poison]
    _refuse(refused)
    seen, stopped = (Counter((keys[draft.seq], draft.received_at) for draft in some) for some in (stored, [drop.draft for drop in blocked]))
    counts.keep_names(seen, stopped, known)
    counts.keep_hours(seen, refused)
    sql.execute(DIGESTED, seqs=[row[0] for row in rows], bare=bare(rows, surroundings))
    announce(records)
    failpoint("digest.before_commit")
    return len(rows)


def read_drafts(rows: Iterable[tuple[Any, ...]], known: Surroundings) -> tuple[list[Draft], list[Dropped]]:
    """Rows as WAITING gives them, through the pipeline: what goes on, and what is dropped."""
    drafts, dropped = [], []
    for seq, message_id, site_id, door, kind, received_at, shared, body in rows:
        draft = Draft(seq, message_id, site_id, door, kind, received_at, envelope(shared), msgspec.json.decode(body))
        drop = pipeline.run(draft, known)
        if drop:
            dropped.append(drop)
            continue
        if sanitize.mended(body):
            draft.context["sanitized"] = True
        drafts.append(draft)
    return drafts, dropped


def _store(drafts: list[Draft]) -> tuple[list[EventRecord], list[Dropped]]:
    """Store all, or find by halving what the database does not take."""
    if not drafts:
        return [], []
    try:
        with transaction.atomic():
            return store(drafts), []
    except (DataError, IntegrityError, ValueError, TypeError, OverflowError) as error:
        if len(drafts) == 1:
            return [], [Dropped(drafts[0], DropReason.ERROR, str(error).strip()[:500])]
    half = len(drafts) // 2
    parts = [_store(drafts[:half]), _store(drafts[half:])]
    return [record for part in parts for record in part[0]], [drop for part in parts for drop in part[1]]


def _refuse(dropped: list[Dropped]) -> None:
    if not dropped:
        return
    rows = [
        {
            "id": ids.new(),
            "message_id": drop.draft.message_id,
            "site_id": drop.draft.site_id,
            "verdict": Verdict.QUARANTINED.value if drop.reason == DropReason.BAD_TIME else Verdict.REJECTED.value,
            "reason": drop.reason.value,
            "detail": drop.detail.replace("\x00", "\ufffd"),
            "body": msgspec.json.encode(drop.draft.body).decode(),
            "door": drop.draft.door,
            "kind": drop.draft.kind,
            "name": drop.draft.name or identifier(drop.draft.body.get("event"))[:200],
        }
        for drop in dropped
    ]
    sql.execute(REFUSE, now=clock.now(), rows=sql.as_json(rows))


def announce(records: list[EventRecord]) -> None:
    """Publish EventsRecorded in the order of happening, for all but bots' events and heat maps, which tell of pages and not of people."""
    records = [record for record in records if not record.is_bot and record.name != heat.EVENT]
    for history in (True, False):
        told = [record for record in records if (record.door == Door.IMPORT) == history]
        told.sort(key=lambda record: record.id.int)
        for start in range(0, len(told), FACT_EVENTS):
            chunk = told[start : start + FACT_EVENTS]
            visitor_ids = list(dict.fromkeys(record.visitor_id for record in chunk if record.visitor_id))
            names = _names(chunk)
            facts.publish(EventsRecorded(event_ids=[r.id for r in chunk], visitor_ids=visitor_ids, names=names, history=history))


def _names(records: list[EventRecord]) -> list[str] | None:
    """The marks of what they are called; None when that would be a long list."""
    names = {record.name for record in records}
    return sorted(map(mark, names)) if len(names) <= FACT_NAMES else None
