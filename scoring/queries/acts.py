"""Question: which tags were put on these leads, on which lists did they stand, what was known of their deals: now, and at each instant
of the past?

A put that a batch took off and its undoing gave back is told as if it had stood all the while. A tag that came with another person's lead
is told from when it was put there. An answer is known from when it was written down, one that a merge brought from the merge on.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from kernel import sql
from leads.enums import Confidence, Letter
from leads.queries.leaves.qualification import load as load_answers
from leads.queries.leaves.records import load_segments
from scoring.queries import tags
from scoring.queries.mark_leaf import PUT, load_marks, names_of

# (lead, what, from, to): a tag, or a list.
MARKS = f"""
SELECT e.lead_id, e.tag_id, e.occurred_at, e.removed_at FROM scoring_tagentry e
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(leads)s::uuid[]) AND e.occurred_at <= %(until)s AND {PUT}
  AND (e.removed_at IS NULL OR e.removed_at > e.occurred_at)
"""
LISTS = """
SELECT t.lead_id, t.line_id::text, t.entered_at, t.left_at FROM leads_segmentstay t
WHERE t.workspace_id = %(workspace_id)s AND t.lead_id = ANY(%(leads)s::uuid[]) AND t.entered_at <= %(until)s
  AND (t.left_at IS NULL OR t.left_at > t.entered_at)
  AND EXISTS (SELECT 1 FROM leads_segment s WHERE s.workspace_id = %(workspace_id)s AND s.line_id = t.line_id AND s.kind = 'list')
"""
# What was written down, and what merges brought; one that was answered anew since is told by its own entry.
ANSWERED = """
SELECT a.target_id::uuid, a.at, a.changes::text FROM kernel_auditentry a
WHERE a.workspace_id = %(workspace_id)s AND a.target_id = ANY((%(leads)s::uuid[])::text[]) AND a.at <= %(until)s
  AND a.verb IN ('lead.qualified', 'lead.unqualified')
ORDER BY a.at, a.id
"""
# The entries that were written before they said how sure it is say nothing of it; of the last one of a letter its row does.
SURE = """
SELECT q.lead_id, q.letter, q.recorded_at, q.confidence FROM leads_qualification q
WHERE q.workspace_id = %(workspace_id)s AND q.lead_id = ANY(%(leads)s::uuid[]) AND q.merge_id IS NULL AND q.recorded_at <= %(until)s
"""
INHERITED = """
SELECT q.lead_id, m.at, q.letter, q.value, q.confidence FROM leads_qualification q
JOIN leads_personmerge m ON m.workspace_id = %(workspace_id)s AND m.id = q.merge_id AND m.at <= %(until)s
WHERE q.workspace_id = %(workspace_id)s AND q.lead_id = ANY(%(leads)s::uuid[]) AND q.value <> ''
"""
Held = dict[str, None]
# (instant, letter, value, confidence); no value: taken back.
Answer = tuple[datetime, str, str | None, int]
NOTHING: Mapping[str, Any] = {"marks": {}, "lists": {}, "answers": {}}


class Span(NamedTuple):
    """Something that held from an instant on; `left_at` None: still."""

    name: str
    since: datetime
    left_at: datetime | None


def standing(lead_ids: Sequence[UUID]) -> dict[UUID, dict[str, Mapping[str, Any]]]:
    """As leaves of a rule read them now, by lead; in the shape of scoring.domain.past."""
    marks, lists, answers = load_marks(lead_ids), load_segments(lead_ids, ()), load_answers(lead_ids)
    return {
        lead: {
            "marks": dict.fromkeys(marks.get(lead, ())), "lists": dict.fromkeys(lists.get(lead, ())), "answers": answers.get(lead, {}),
        }
        for lead in lead_ids
    }  # fmt: skip


def edits(lead_ids: Sequence[UUID], until: datetime) -> dict[UUID, list[tuple[datetime, dict[str, Any]]]]:
    """Lead → (instant, what held from it on) at each instant at which one of them began or ended."""
    names = names_of(tags.dictionary())
    asked = {"leads": list(lead_ids), "until": until}
    spans: dict[str, dict[UUID, list[Span]]] = {"marks": defaultdict(list), "lists": defaultdict(list)}
    for lead, tag_id, since, left_at in sql.tuples(MARKS, **asked):
        spans["marks"][lead] += [Span(name, since, left_at) for name in names[tag_id]]
    for lead, line, since, left_at in sql.tuples(LISTS, **asked):
        spans["lists"][lead].append(Span(line, since, left_at))
    found: dict[UUID, list[tuple[datetime, dict[str, Any]]]] = defaultdict(list)
    for act, by_lead in spans.items():
        for lead, of_lead in by_lead.items():
            found[lead] += [(at, {act: held}) for at, held in _steps(of_lead, until)]
    for lead, of_deal in _answers(asked).items():
        found[lead] += [(at, {"answers": held}) for at, held in _said(of_deal)]
    return found


def _answers(asked: Mapping[str, Any]) -> dict[UUID, list[Answer]]:
    found: dict[UUID, list[Answer]] = defaultdict(list)
    for lead, at, changes in sql.tuples(ANSWERED, **asked):
        told = msgspec.json.decode(changes)
        sure = told.get("confidence", (None, Confidence.LIKELY.value))[1]
        found[lead] += [(at, letter, told[letter][1], sure) for letter in Letter.values if letter in told]
    for lead, letter, recorded_at, confidence in sql.tuples(SURE, **asked):
        found[lead] = _as_kept(found[lead], letter, recorded_at, confidence)
    for lead, at, letter, value, confidence in sql.tuples(INHERITED, **asked):
        found[lead].append((at, letter, value, confidence))
    return found


def _as_kept(answers: list[Answer], letter: str, recorded_at: datetime, confidence: int) -> list[Answer]:
    """The same, the last answer to `letter` as sure as its row, which was recorded with it."""
    last = max((i for i, answer in enumerate(answers) if answer[1] == letter), default=None)
    if last is None or answers[last][0] < recorded_at or answers[last][2] is None:
        return answers
    return [*answers[:last], (*answers[last][:3], confidence), *answers[last + 1 :]]


def _said(answers: Iterable[Answer]) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """All that is known from each instant on."""
    held: dict[str, Any] = {}
    for at, letter, value, confidence in sorted(answers, key=lambda answer: answer[0]):
        held = {key: told for key, told in held.items() if key != letter} | ({letter: (value, confidence, at)} if value else {})
        yield at, held


def _steps(spans: Iterable[Span], until: datetime) -> list[tuple[datetime, Held]]:
    told = list(spans)
    turns = sorted({at for span in told for at in (span.since, span.left_at) if at is not None and at <= until})
    return [(at, {s.name: None for s in told if s.since <= at and (s.left_at is None or s.left_at > at)}) for at in turns]
