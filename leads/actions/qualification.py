"""qualify, unqualify: what somebody said of budget, authority, need, time or the buying phase of a lead (F065, F067, F068)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from kernel import audit, clock, facts, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch
from leads.actions.merge_notes import note
from leads.domain import qualification as domain
from leads.domain.maturity import LEVELS
from leads.domain.qualification import Answer
from leads.enums import Confidence, Letter
from leads.facts import LeadQualified
from leads.models import Lead, Qualification
from leads.queries import people

# What the winner of a merge has no answer to is answered as the loser's was; the loser's rows stay as what was said of it.
INHERIT = """
INSERT INTO leads_qualification (workspace_id, id, lead_id, letter, value, note, source, said_at, confidence, by, recorded_at,
                                 window_start, window_end, heard, merge_id)
SELECT DISTINCT ON (x.winner, q.letter) %(workspace_id)s::uuid, gen_random_uuid(), x.winner, q.letter, q.value, q.note, q.source,
    q.said_at, q.confidence, q.by, q.recorded_at, q.window_start, q.window_end, q.heard, x.merge_id
FROM unnest(%(winners)s::uuid[], %(losers)s::uuid[], %(merges)s::uuid[]) AS x(winner, loser, merge_id)
JOIN leads_qualification q ON q.workspace_id = %(workspace_id)s AND q.lead_id = x.loser
ORDER BY x.winner, q.letter, q.letter = %(maturity)s AND q."by" = %(system)s AND q.confidence = %(guess)s,
    CASE WHEN q.letter = %(maturity)s AND q."by" = %(system)s AND q.confidence = %(guess)s
        THEN array_position(%(levels)s::text[], q.value::text) END DESC, q.said_at DESC, q.id
ON CONFLICT (workspace_id, lead_id, letter) DO NOTHING
"""
# Of the maturity: what was said of either goes before what was inferred of the other, and of that the higher level, as if all had
# happened to one lead. Tells what stood before.
RAISE = """
WITH theirs AS (
    SELECT DISTINCT ON (x.winner) x.winner, x.merge_id, q.value, q.note, q.source, q.said_at, q.confidence, q."by", q.recorded_at, q.heard,
        CASE WHEN q."by" = %(system)s AND q.confidence = %(guess)s THEN array_position(%(levels)s::text[], q.value::text) ELSE 9 END AS rank
    FROM unnest(%(winners)s::uuid[], %(losers)s::uuid[], %(merges)s::uuid[]) AS x(winner, loser, merge_id)
    JOIN leads_qualification q ON q.workspace_id = %(workspace_id)s AND q.lead_id = x.loser AND q.letter = %(maturity)s
    ORDER BY x.winner, rank DESC, q.said_at DESC, q.id
), ours AS (
    SELECT w.* FROM leads_qualification w JOIN theirs ON theirs.winner = w.lead_id
    WHERE w.workspace_id = %(workspace_id)s AND w.letter = %(maturity)s AND w."by" = %(system)s AND w.confidence = %(guess)s
        AND array_position(%(levels)s::text[], w.value::text) < theirs.rank
)
UPDATE leads_qualification w SET value = t.value, note = t.note, source = t.source, said_at = t.said_at, confidence = t.confidence,
    "by" = t."by", recorded_at = t.recorded_at, heard = t.heard, merge_id = t.merge_id
FROM theirs t, ours WHERE w.workspace_id = %(workspace_id)s AND w.id = ours.id AND t.winner = w.lead_id
RETURNING t.merge_id, to_jsonb(ours)::text
"""
PUT_BACK = """
INSERT INTO leads_qualification (workspace_id, id, lead_id, letter, value, note, source, said_at, confidence, by, recorded_at, heard,
                                 merge_id)
SELECT %(workspace_id)s, x.id, x.lead_id, x.letter, x.value, x.note, x.source, x.said_at, x.confidence, x.by, x.recorded_at, x.heard,
    x.merge_id
FROM jsonb_populate_record(NULL::leads_qualification, %(row)s::jsonb) x ON CONFLICT (workspace_id, lead_id, letter) DO NOTHING
"""


def qualify(lead_id: UUID, letter: str, answer: Answer, *, actor: Actor) -> tuple[Qualification, bool]:
    """Write down an answer, and say whether it is the first one to that letter; the last word holds. Audited. Announces LeadQualified. Of
    a lead that was merged away it is written for the lead that it is part of now.

    Refuses a lead that is not here, a letter or value that is none, an instant still to come, and a window of another letter than time
    or one that ends before it starts.
    """
    lead_id, now = _there(lead_id), clock.now()
    if wrong := domain.problem(letter, answer, now):
        raise Refused(wrong[1], field=wrong[0])
    row = Qualification.objects.filter(lead_id=lead_id, letter=letter).first()
    before, kept = (row.value, row.confidence) if row else (None, None), domain.as_kept(answer, now)
    if row and answer.said_at is None and all(getattr(row, name) == value for name, value in kept.items() if name != "said_at"):
        return row, False
    made = row is None
    row = row or Qualification(lead_id=lead_id, letter=letter)
    if row.by == audit.SYSTEM.name and row.confidence != Confidence.GUESS:
        row.heard = row.value
    for name, value in {**kept, "by": (actor.name or actor.kind)[:200], "recorded_at": now, "merge_id": None}.items():
        setattr(row, name, value)
    row.save()
    touch([lead_id])
    # How sure it is, where that is not as usual: what was known of any day of the past is read from here.
    sure = {"confidence": [before[1], answer.confidence]} if answer.confidence != Confidence.LIKELY else {}
    audit.record(actor, "lead.qualified", lead_id, {letter: [before[0], answer.value], **sure})
    facts.publish(LeadQualified(lead_ids=[lead_id], at=now))
    return row, made


def unqualify(lead_id: UUID, letter: str, *, actor: Actor) -> None:
    """Take an answer back: nothing is known of that letter. To repeat it changes nothing. Audited; refuses a lead that is not here.
    Announces LeadQualified."""
    lead_id = _there(lead_id)
    row = Qualification.objects.filter(lead_id=lead_id, letter=letter).first()
    if row is not None:
        row.delete()
        touch([lead_id])
        audit.record(actor, "lead.unqualified", lead_id, {letter: [row.value, None]})
        facts.publish(LeadQualified(lead_ids=[lead_id], at=clock.now()))


def inherit(winner_ids: Sequence[UUID], loser_ids: Sequence[UUID], merge_ids: Sequence[UUID]) -> None:
    """What was known of loser_ids[i] is known of winner_ids[i], where nobody knew it yet, or only inferred a lower maturity;
    merge_ids[i] can take it back."""
    if not merge_ids:
        return
    given = {
        "winners": list(winner_ids), "losers": list(loser_ids), "merges": list(merge_ids), "maturity": Letter.MATURITY.value,
        "system": audit.SYSTEM.name, "guess": Confidence.GUESS.value, "levels": list(LEVELS),
    }  # fmt: skip
    for merge_id, before in sql.tuples(RAISE, **given):
        note(merge_id, "maturity", msgspec.json.decode(before))
    sql.execute(INHERIT, **given)


def disinherit(merge_id: UUID, moved: Mapping[str, Any]) -> None:
    """What a lead knows only by that merge it knows no more, but again what stood before it (`moved`: of the merge)."""
    theirs = Qualification.objects.filter(merge_id=merge_id)
    raised = "maturity" in moved and theirs.filter(letter=Letter.MATURITY).exists()
    theirs.delete()
    if raised:
        sql.execute(PUT_BACK, row=sql.as_json(moved["maturity"]))


def _there(lead_id: UUID) -> UUID:
    """The lead, or the one that it is part of now. Waits for the lock under which people are merged: until the transaction ends no
    merge takes the lead away, and none inherits an answer to a letter that is being written down."""
    sql.lock("identity")
    found = Lead.objects.filter(pk=lead_id).exclude(closed_reason="erased").values_list("person_id", flat=True).first()
    if found is None:
        raise Refused("There is no such lead in this workspace.", field="lead", code="not_found", status=404)
    became = people.survivors({found}).get(found)
    winner = people.latest_leads({became}).get(became) if became else None
    return winner.id if winner else lead_id
