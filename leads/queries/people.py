"""People as plain rows for set-based work: who owns which identifier, every field of some people, their leads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from kernel import sql
from leads.domain.identity import Key
from leads.models import Lead, Person

COLUMNS = (
    "id", "name", "email", "phone", "title", "persona", "company_id", "company_name", "industry", "country", "language", "attributes",
    "first_touch", "last_touch", "first_source", "first_channel", "search_intent", "landing_page", "known_at", "created_at",
    "last_active_at", "merged_into_id",
)  # fmt: skip

OWNERS = """
SELECT i.kind, i.value, i.person_id FROM leads_identifier i
JOIN json_to_recordset(%(keys)s::json) AS x(kind text, value text) ON i.kind = x.kind AND i.value = x.value
WHERE i.workspace_id = %(workspace_id)s
"""
KEYS = """
SELECT i.kind, i.value, i.person_id FROM leads_identifier i
WHERE i.workspace_id = %(workspace_id)s AND i.person_id = ANY(%(people)s::uuid[])
"""
MERGED = """
SELECT p.id, p.merged_into_id FROM leads_person p
WHERE p.workspace_id = %(workspace_id)s AND p.id = ANY(%(people)s::uuid[]) AND p.merged_into_id IS NOT NULL
"""
LATEST = """
SELECT DISTINCT ON (l.person_id) l.person_id, l.id, l.number, l.stage, l.stage_entered_at, l.closed_at
FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.person_id = ANY(%(people)s::uuid[])
ORDER BY l.person_id, l.number DESC
"""


APART = """
SELECT m.winner_id, m.loser_id FROM leads_personmerge m
WHERE m.workspace_id = %(workspace_id)s AND m.undone_at IS NOT NULL AND m.undone_by <> ''
    AND (m.winner_id = ANY(%(people)s::uuid[]) OR m.loser_id = ANY(%(people)s::uuid[]))
"""
# What a merge changes of a lead, and what a merge that is undone gives back.
LEAD_COLUMNS = (
    "id", "person_id", "number", "owner_id", "created_at", "last_active_at", "history", "known", "closed_at", "closed_reason", "stage",
    "visit_no", "stage_entered_at", "lane", "flags",
)  # fmt: skip
SNAPSHOT = (
    "fit", "interest_sign", "interest_log", "interest_rate", "rank_key", "scored_at", "falls_at", "silent_at", "fading", "breaks_at",
)  # fmt: skip


@dataclass(frozen=True)
class LeadRow:
    """The newest episode of a person."""

    person_id: UUID
    id: UUID
    number: int
    stage: str
    stage_entered_at: datetime
    closed_at: datetime | None


def rows(people: set[UUID]) -> dict[UUID, dict[str, Any]]:
    """Every field of these people."""
    return {row["id"]: row for row in Person.objects.filter(id__in=people).values(*COLUMNS)} if people else {}


def owners(keys: set[Key]) -> dict[Key, UUID]:
    """Who owns these identifiers."""
    if not keys:
        return {}
    asked = sql.as_json([{"kind": kind, "value": value} for kind, value in keys])
    return {(kind, value): person for kind, value, person in sql.tuples(OWNERS, keys=asked)}


def keys_of(people: set[UUID]) -> dict[UUID, set[Key]]:
    """Every identifier of these people."""
    found: dict[UUID, set[Key]] = {}
    for kind, value, person in sql.tuples(KEYS, people=list(people)) if people else ():
        found.setdefault(person, set()).add((kind, value))
    return found


def latest_leads(people: set[UUID]) -> dict[UUID, LeadRow]:
    """The newest episode of each."""
    if not people:
        return {}
    return {row.person_id: row for row in sql.rows(LATEST, LeadRow, people=list(people))}


def lead_rows(leads: set[UUID]) -> dict[UUID, dict[str, Any]]:
    """LEAD_COLUMNS and SNAPSHOT of these leads."""
    beside = {name: F(f"snapshot__{name}") for name in SNAPSHOT}
    return {row["id"]: row for row in Lead.objects.filter(id__in=leads).values(*LEAD_COLUMNS, **beside)} if leads else {}


def apart(people: set[UUID]) -> frozenset[frozenset[UUID]]:
    """Pairs with one of `people` whose merge somebody has undone."""
    found = sql.tuples(APART, people=list(people)) if people else []
    return frozenset(frozenset(pair) for pair in found)


def survivors(people: set[UUID]) -> dict[UUID, UUID]:
    """Those of `people` that were merged away → who they are now."""
    found: dict[UUID, UUID] = {}
    asked = people
    while asked:
        step: dict[UUID, UUID] = dict(sql.tuples(MERGED, people=list(asked)))
        found.update(step)
        asked = set(step.values()) - found.keys()
    return {person: _last(person, found) for person in people & found.keys()}


def _last(person: UUID, into: dict[UUID, UUID]) -> UUID:
    while person in into:
        person = into[person]
    return person
