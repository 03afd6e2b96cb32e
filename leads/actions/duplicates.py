"""find_some, merge_pair, dismiss, look_through_all: the queue of people who may be one (F034, C28)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kernel import audit, clock, ids, sql, work
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.merge import merge_people
from leads.actions.merge_notes import note
from leads.actions.rows import DUPLICATES
from leads.domain import duplicates as likeness
from leads.enums import DuplicateState
from leads.models import Duplicate, PersonMerge
from leads.queries import duplicates as reads
from leads.queries import people

BATCH = 200
TAKE = """
DELETE FROM leads_duplicatecheck d WHERE d.workspace_id = %(workspace_id)s AND d.id IN (
    SELECT c.id FROM leads_duplicatecheck c WHERE c.workspace_id = %(workspace_id)s AND c.due_at <= %(now)s
    ORDER BY c.due_at, c.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING d.id
"""
FORGET = """
DELETE FROM leads_gram g WHERE g.workspace_id = %(workspace_id)s AND g.person_id = ANY(%(people)s::uuid[]) AND left(g.gram, 1) = %(mark)s
"""
WRITE = """
INSERT INTO leads_gram (workspace_id, gram, person_id)
SELECT %(workspace_id)s, x.gram, x.person_id FROM json_to_recordset(%(rows)s::json) AS x(person_id uuid, gram text)
ON CONFLICT DO NOTHING
"""
PUT = """
INSERT INTO leads_duplicate AS d (workspace_id, id, one_id, other_id, confidence, evidence, state, found_at, decided_by)
SELECT %(workspace_id)s, x.id, x.one, x.other, x.confidence, x.evidence, 'open', %(now)s, ''
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, one uuid, other uuid, confidence smallint, evidence jsonb)
ON CONFLICT (workspace_id, one_id, other_id) DO UPDATE
SET confidence = EXCLUDED.confidence, evidence = EXCLUDED.evidence, state = 'open', decided_at = NULL, decided_by = ''
"""
STALE = """
DELETE FROM leads_duplicate d WHERE d.workspace_id = %(workspace_id)s AND d.state = 'open'
    AND (d.one_id = ANY(%(people)s::uuid[]) OR d.other_id = ANY(%(people)s::uuid[])) AND NOT d.id = ANY(%(kept)s::uuid[])
"""
ALL = """
INSERT INTO leads_duplicatecheck (workspace_id, id, due_at)
SELECT %(workspace_id)s, p.id, %(now)s FROM leads_person p
WHERE p.workspace_id = %(workspace_id)s AND p.known_at IS NOT NULL AND p.merged_into_id IS NULL ON CONFLICT DO NOTHING
"""


def find_some() -> int:
    """Look at some people who changed since: write their match keys, weigh whom they meet there, keep the queue true.

    Open pairs that are likenesses no longer go; a dismissed pair comes back only when evidence of a new kind has come.
    """
    changed = {row[0] for row in sql.tuples(TAKE, now=clock.now(), limit=BATCH)}
    if not changed:
        return 0
    rows = {key: row for key, row in people.rows(changed).items() if row["known_at"] and not row["merged_into_id"]}
    sql.execute(FORGET, people=list(changed), mark=likeness.MARK)
    keys = [{"person_id": person, "gram": gram} for person, row in rows.items() for gram in likeness.match_keys(row)]
    sql.execute(WRITE, rows=sql.as_json(keys))
    met = reads.meetings(keys)
    found = _weigh(met, rows)
    decided = reads.decided(set(found))
    fresh = {pair: finding for pair, finding in found.items() if pair not in decided or _back(decided[pair], finding)}
    put = [{"id": ids.new(), "one": one, "other": other, "confidence": f.confidence, "evidence": f.evidence}
           for (one, other), f in fresh.items()]  # fmt: skip
    if put:
        sql.execute(PUT, rows=sql.as_json(put), now=clock.now())
    kept = list(reads.ids_of(set(fresh)))
    sql.execute(STALE, people=list(changed), kept=kept)
    return len(changed)


def _weigh(met: set[tuple[UUID, UUID]], rows: dict[UUID, dict[str, Any]]) -> dict[tuple[UUID, UUID], likeness.Finding]:
    everybody = {person for pair in met for person in pair}
    rows = rows | people.rows(everybody - rows.keys())
    keys = people.keys_of(everybody)
    found = {}
    for one, other in met:
        a, b = rows.get(one), rows.get(other)
        if a and b and not a["merged_into_id"] and not b["merged_into_id"]:
            finding = likeness.judge(a, b, (keys.get(one, ()), keys.get(other, ())))
            if finding:
                found[one, other] = finding
    return found


def _back(before: Duplicate, finding: likeness.Finding) -> bool:
    return before.state == DuplicateState.DISMISSED and likeness.grows(before.evidence, finding.evidence)


def look_through_all(actor: Actor) -> int:
    """Have everybody looked at anew, in the background; how many. Audited."""
    queued = sql.execute(ALL, now=clock.now())
    audit.record(actor, "duplicates.sought", "duplicates", {"people": [None, queued]})
    work.ring(DUPLICATES)
    return queued


def merge_pair(pair_id: UUID, actor: Actor, *, keep: str = "", fields: Mapping[str, str] | None = None) -> PersonMerge:
    """Merge an open pair. `keep`: "one" or "other", whose record stays (the one with more behind it); `fields`: {"title": "other"}, else by
    the workspace's rules of survivorship. Audited; leads.actions.unmerge undoes it.

    Refuses a pair that is not open, and choices that are neither "one" nor "other".
    """
    pair = _open(pair_id)
    preview = reads.preview(pair, keep)
    keep = keep or preview.keep
    chosen = {line.field: line.chosen for line in preview.lines} | dict(fields or {})
    for name, side in {"keep": keep, **chosen}.items():
        if side not in ("one", "other"):
            raise Refused("Choose “one” or “other”.", field=name)
    winner, loser = (pair.one_id, pair.other_id) if keep == "one" else (pair.other_id, pair.one_id)
    sides = {name: "winner" if side == keep else "loser" for name, side in chosen.items()}
    merge = merge_people(winner, loser, actor, sides, "duplicate")
    note(merge.pk, "rules", preview.rules.version)
    Duplicate.objects.filter(pk=pair.pk).update(
        state=DuplicateState.MERGED, decided_at=clock.now(), decided_by=actor.name, merge_id=merge.pk
    )
    return merge


def dismiss(pair_id: UUID, actor: Actor) -> Duplicate:
    """These are two people: the pair comes back only when evidence of a new kind does. Audited. Refuses a pair that is not open."""
    pair = _open(pair_id)
    pair.state, pair.decided_at, pair.decided_by = DuplicateState.DISMISSED, clock.now(), actor.name
    pair.save(update_fields=["state", "decided_at", "decided_by"])
    audit.record(actor, "duplicate.dismissed", pair, {"people": [str(pair.one_id), str(pair.other_id)]})
    return pair


def _open(pair_id: UUID) -> Duplicate:
    pair: Duplicate | None = Duplicate.objects.select_for_update().filter(pk=pair_id).first()
    if pair is None:
        raise Refused("There is no such pair in this workspace.", code="not_found", status=404)
    if pair.state != DuplicateState.OPEN:
        raise Refused("This pair was decided already.", code="decided", status=409)
    return pair
