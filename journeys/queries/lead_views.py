"""What the engine must know of the leads of a batch: one statement for the leads, one for tags when a branch asks for them, and one for
each set of trees, whatever the number of leads.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from journeys.domain.conditions import LeadView
from journeys.domain.trees import Tree
from kernel import sql
from leads.domain.snapshot import score_at
from leads.domain.trees import parse
from leads.queries import trees

LEADS = """
SELECT l.id, l.stage, p.persona, p.language, p.first_source, p.first_channel, p.country,
       coalesce(nullif(p.industry, ''), c.industry, ''), coalesce(c.name, p.company_name), p.title,
       sn.fit, sn.interest_sign, sn.interest_log, sn.interest_rate, sn.fading::text, p.attributes::text,
       l.last_active_at, l.closed_at IS NOT NULL
FROM json_to_recordset(%(ids)s::json) AS x(id uuid)
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = x.id
JOIN leads_snapshot sn ON sn.workspace_id = %(workspace_id)s AND sn.id = l.id
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
"""
TAGS = """
SELECT e.lead_id, array_agg(DISTINCT r.name)
FROM json_to_recordset(%(ids)s::json) AS x(id uuid)
JOIN scoring_tagentry e ON e.workspace_id = %(workspace_id)s AND e.lead_id = x.id AND e.removed_at IS NULL
JOIN scoring_tag t ON t.workspace_id = %(workspace_id)s AND t.id = e.tag_id
JOIN scoring_tag r ON r.workspace_id = %(workspace_id)s AND r.id = coalesce(t.stands_for_id, t.id)
WHERE r.lasts_days IS NULL OR e.occurred_at > %(now)s - make_interval(days => r.lasts_days)
GROUP BY e.lead_id
"""
SEGMENTS = """
SELECT s.lead_id, array_agg(DISTINCT g.name)
FROM json_to_recordset(%(ids)s::json) AS x(id uuid)
JOIN leads_segmentstanding s ON s.workspace_id = %(workspace_id)s AND s.lead_id = x.id AND s.inside
JOIN leads_segment g ON g.workspace_id = %(workspace_id)s AND g.line_id = s.line_id
GROUP BY s.lead_id
"""


class LeadRow(NamedTuple):
    """A row of LEADS, in the order of its columns."""

    id: UUID
    stage: str
    persona: str
    language: str
    source: str
    channel: str
    country: str
    industry: str
    company: str
    title: str
    fit: float
    sign: int
    log: float | None
    rate: float
    fading: str | None
    attributes: str
    last_active_at: datetime | None
    closed: bool


def of_leads(lead_ids: Iterable[UUID], now: datetime, *, with_tags: bool = True, with_segments: bool = True) -> dict[UUID, LeadView]:
    """A view of each lead, its score as it stands at `now`."""
    ids = sql.as_json([{"id": lead_id} for lead_id in sorted(set(lead_ids))])
    tags: dict[UUID, Any] = dict(sql.tuples(TAGS, ids=ids, now=now)) if with_tags else {}
    segments: dict[UUID, Any] = dict(sql.tuples(SEGMENTS, ids=ids)) if with_segments else {}
    return {row[0]: _view(LeadRow(*row), (tags.get(row[0], ()), segments.get(row[0], ())), now) for row in sql.tuples(LEADS, ids=ids)}


def with_trees(views: Mapping[UUID, LeadView], asked: Iterable[tuple[UUID, dict[str, Tree]]], now: datetime) -> dict[UUID, LeadView]:
    """The same, knowing also whether these trees (by key) hold of these leads: one statement for all leads that are asked the same."""
    groups: dict[tuple[str, ...], tuple[dict[str, Tree], list[UUID]]] = {}
    for lead_id, wanted in asked:
        groups.setdefault(tuple(wanted), (wanted, []))[1].append(lead_id)
    told: dict[UUID, dict[str, bool]] = defaultdict(dict)
    for wanted, lead_ids in groups.values():
        found = trees.which([parse(tree) for tree in wanted.values()], lead_ids, now)
        for lead_id in lead_ids:
            told[lead_id] |= zip(wanted, found.get(lead_id, [False] * len(wanted)), strict=True)
    return {lead_id: msgspec.structs.replace(view, trees=told[lead_id]) if lead_id in told else view for lead_id, view in views.items()}


def _view(row: LeadRow, marks: tuple[Iterable[str], Iterable[str]], now: datetime) -> LeadView:
    return LeadView(
        stage=row.stage,
        persona=row.persona,
        language=row.language,
        source=row.source,
        channel=row.channel,
        country=row.country,
        industry=row.industry,
        company=row.company,
        title=row.title,
        score=score_at(row.fit, row.sign, row.log, row.rate, row.fading, now),
        tags=frozenset(marks[0]),
        segments=frozenset(marks[1]),
        properties=msgspec.json.decode(row.attributes) if row.attributes != "{}" else {},
        last_active_at=row.last_active_at,
        closed=row.closed,
    )
