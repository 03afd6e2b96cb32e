"""qualify, unqualify: what somebody said of budget, authority, need, time or the buying phase of a lead (F065, F067, F068)."""

from collections import Counter
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

# What the winner of a merge has no answer to is answered as the loser's was; the loser's rows stay as what was said of it. The maturity
# merge by merge (`rises`), the other letters once for all losers.
INHERIT = """
INSERT INTO leads_qualification (workspace_id, id, lead_id, letter, value, note, source, said_at, confidence, by, recorded_at,
                                 window_start, window_end, heard, heard_at, merge_id)
SELECT DISTINCT ON (x.winner, q.letter) %(workspace_id)s::uuid, gen_random_uuid(), x.winner, q.letter, q.value, q.note, q.source,
    q.said_at, q.confidence, q.by, q.recorded_at, q.window_start, q.window_end, q.heard, q.heard_at, x.merge_id
FROM unnest(%(winners)s::uuid[], %(losers)s::uuid[], %(merges)s::uuid[]) AS x(winner, loser, merge_id)
JOIN leads_qualification q ON q.workspace_id = %(workspace_id)s AND q.lead_id = x.loser
    AND (q.letter = %(maturity)s) = %(rises)s
ORDER BY x.winner, q.letter, q.said_at DESC, q.id
ON CONFLICT (workspace_id, lead_id, letter) DO NOTHING
"""
# Of the maturity: what was said of either goes before what was inferred of the other, and of that the higher level, as if all had
# happened to one lead; messages of both were heard of one, too. Each winner has one loser here. Tells what stood before.
RAISE = """
WITH theirs AS (
    SELECT x.winner, x.merge_id, q.value, q.note, q.source, q.said_at, q.confidence, q."by", q.recorded_at, q.heard, q.heard_at,
        CASE WHEN q.value = '' THEN 0 WHEN q."by" = %(system)s AND q.confidence = %(guess)s
            THEN array_position(%(levels)s::text[], q.value::text) ELSE 9 END AS rank
    FROM unnest(%(winners)s::uuid[], %(losers)s::uuid[], %(merges)s::uuid[]) AS x(winner, loser, merge_id)
    JOIN leads_qualification q ON q.workspace_id = %(workspace_id)s AND q.lead_id = x.loser AND q.letter = %(maturity)s
), ours AS (
    SELECT w.*, CASE WHEN w.value = '' THEN 0 WHEN w."by" = %(system)s AND w.confidence = %(guess)s
            THEN array_position(%(levels)s::text[], w.value::text) ELSE 9 END < theirs.rank AS rises,
        coalesce((SELECT string_agg(DISTINCT word, ' ') FROM unnest(string_to_array(w.heard, ' ') || string_to_array(theirs.heard, ' '))
            AS u(word) WHERE word <> ''), '') AS together
    FROM leads_qualification w JOIN theirs ON theirs.winner = w.lead_id
    WHERE w.workspace_id = %(workspace_id)s AND w.letter = %(maturity)s
), raised AS (
    UPDATE leads_qualification w SET value = t.value, note = t.note, source = t.source, said_at = t.said_at, confidence = t.confidence,
        "by" = t."by", recorded_at = t.recorded_at, heard = ours.together,
        heard_at = greatest(w.heard_at, t.heard_at), merge_id = t.merge_id
    FROM theirs t, ours WHERE w.workspace_id = %(workspace_id)s AND w.id = ours.id AND t.winner = w.lead_id AND ours.rises
    RETURNING w.id
), heard AS (
    UPDATE leads_qualification w SET heard = ours.together, heard_at = greatest(w.heard_at, t.heard_at)
    FROM theirs t, ours WHERE w.workspace_id = %(workspace_id)s AND w.id = ours.id AND t.winner = w.lead_id AND NOT ours.rises
        AND (ours.together <> w.heard OR t.heard_at > coalesce(w.heard_at, '-infinity'))
    RETURNING w.id, w.heard, w.heard_at
)
SELECT t.merge_id, 'maturity', (to_jsonb(ours) - 'rises' - 'together')::text
FROM raised JOIN ours USING (id) JOIN theirs t ON t.winner = ours.lead_id
UNION ALL
SELECT t.merge_id, 'heard', json_build_object('id', ours.id, 'before', ours.heard, 'before_at', ours.heard_at, 'after', heard.heard,
    'after_at', heard.heard_at)::text FROM heard JOIN ours USING (id) JOIN theirs t ON t.winner = ours.lead_id
"""
PUT_BACK = """
INSERT INTO leads_qualification (workspace_id, id, lead_id, letter, value, note, source, said_at, confidence, by, recorded_at, heard,
                                 heard_at, merge_id)
SELECT %(workspace_id)s, x.id, x.lead_id, x.letter, x.value, x.note, x.source, x.said_at, x.confidence, x.by, x.recorded_at,
    coalesce(x.heard, ''), x.heard_at, x.merge_id
FROM jsonb_populate_record(NULL::leads_qualification, %(row)s::jsonb) x ON CONFLICT (workspace_id, lead_id, letter) DO NOTHING
"""
# Unless something was heard since.
UNHEAR = """
UPDATE leads_qualification q SET heard = x.before, heard_at = x.before_at
FROM jsonb_to_record(%(row)s::jsonb) AS x(id uuid, before text, before_at timestamptz, after text, after_at timestamptz)
WHERE q.workspace_id = %(workspace_id)s AND q.id = x.id AND q.heard = x.after AND q.heard_at IS NOT DISTINCT FROM x.after_at
"""


Merge = tuple[UUID, UUID, UUID]


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
    made = row is None or not row.value
    before, kept = (None, None) if row is None or made else (row.value, row.confidence), domain.as_kept(answer, now)
    if row and answer.said_at is None and all(getattr(row, name) == value for name, value in kept.items() if name != "said_at"):
        return row, False
    row = row or Qualification(lead_id=lead_id, letter=letter)
    _remember(row)
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
    Announces LeadQualified. What messages said of the maturity until now is no news when they say it again."""
    lead_id, now = _there(lead_id), clock.now()
    row = Qualification.objects.filter(lead_id=lead_id, letter=letter).exclude(value="").first()
    if row is None:
        return
    _remember(row)
    audit.record(actor, "lead.unqualified", lead_id, {letter: [row.value, None]})
    if row.heard:
        row.value, row.note, row.source, row.by, row.merge_id = "", "", "", (actor.name or actor.kind)[:200], None
        row.said_at = row.recorded_at = now
        row.save()
    else:
        row.delete()
    touch([lead_id])
    facts.publish(LeadQualified(lead_ids=[lead_id], at=now))


def _remember(row: Qualification) -> None:
    """What a message said stays known as that, whatever is written over it."""
    if row.letter == Letter.MATURITY and row.by == audit.SYSTEM.name and row.value and row.confidence != Confidence.GUESS and not row.heard:
        row.heard, row.heard_at = row.value, row.said_at


def inherit(winner_ids: Sequence[UUID], loser_ids: Sequence[UUID], merge_ids: Sequence[UUID]) -> None:
    """What was known of loser_ids[i] is known of winner_ids[i], where nobody knew it yet, or only inferred a lower maturity;
    merge_ids[i] can take it back. Several losers of one winner are as if one had been merged after the other."""
    if not merge_ids:
        return
    told = {
        "maturity": Letter.MATURITY.value, "system": audit.SYSTEM.name, "guess": Confidence.GUESS.value, "levels": list(LEVELS),
    }  # fmt: skip
    merges = list(zip(winner_ids, loser_ids, merge_ids, strict=True))
    for wave in _waves(merges):
        for merge_id, name, what in sql.tuples(RAISE, **_columns(wave), **told):
            note(merge_id, name, msgspec.json.decode(what))
        sql.execute(INHERIT, **_columns(wave), **told, rises=True)
    sql.execute(INHERIT, **_columns(merges), **told, rises=False)


def _waves(merges: Sequence[Merge]) -> list[list[Merge]]:
    """In their order, in parts in which each winner has one loser."""
    waves: list[list[Merge]] = []
    before: Counter[UUID] = Counter()
    for merge in merges:
        if before[merge[0]] == len(waves):
            waves.append([])
        waves[before[merge[0]]].append(merge)
        before[merge[0]] += 1
    return waves


def _columns(merges: Sequence[Merge]) -> dict[str, list[UUID]]:
    winners, losers, ids = zip(*merges, strict=True)
    return {"winners": list(winners), "losers": list(losers), "merges": list(ids)}


def disinherit(merge_id: UUID, moved: Mapping[str, Any]) -> None:
    """What a lead knows only by that merge it knows no more, but again what stood before it (`moved`: of the merge)."""
    theirs = Qualification.objects.filter(merge_id=merge_id)
    raised = "maturity" in moved and theirs.filter(letter=Letter.MATURITY).exists()
    theirs.delete()
    if raised:
        sql.execute(PUT_BACK, row=sql.as_json(moved["maturity"]))
    if "heard" in moved:
        sql.execute(UNHEAR, row=sql.as_json(moved["heard"]))


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
