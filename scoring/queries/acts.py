"""Question: which tags were put on these leads, on which lists did they stand: now, and at each instant of the past?

A put that a batch took off and its undoing gave back is told as if it had stood all the while. A tag that came with another person's lead
is told from when it was put there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kernel import sql
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
Held = dict[str, None]
NOTHING: Mapping[str, Any] = {"marks": {}, "lists": {}}


class Span(NamedTuple):
    """Something that held from an instant on; `left_at` None: still."""

    name: str
    since: datetime
    left_at: datetime | None


def standing(lead_ids: Sequence[UUID]) -> dict[UUID, dict[str, Held]]:
    """As leaves of a rule read them now, by lead; in the shape of scoring.domain.past."""
    marks, lists = load_marks(lead_ids), load_segments(lead_ids, ())
    return {lead: {"marks": dict.fromkeys(marks.get(lead, ())), "lists": dict.fromkeys(lists.get(lead, ()))} for lead in lead_ids}


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
    return found


def _steps(spans: Iterable[Span], until: datetime) -> list[tuple[datetime, Held]]:
    told = list(spans)
    turns = sorted({at for span in told for at in (span.since, span.left_at) if at is not None and at <= until})
    return [(at, {s.name: None for s in told if s.since <= at and (s.left_at is None or s.left_at > at)}) for at in turns]
