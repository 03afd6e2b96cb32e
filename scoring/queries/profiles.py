"""Who the leads are, as fit rules need it, and what their fit rules gave so far."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from kernel import sql
from leads.queries.leaves import columns
from scoring.domain.fit import Profile, asks_trees
from scoring.domain.fit import acts as acts_of
from scoring.domain.rule_shapes import Rules
from scoring.domain.stated import ACTS, NUMBERS, TEXTS
from scoring.queries import acts
from scoring.queries.standing import COUNTS, OF_FIT
from scoring.queries.states import unique

PROFILES = """
SELECT l.id AS lead_id, p.email, p.phone, p.title, p.persona, coalesce(nullif(p.industry, ''), c.industry, '') AS industry,
       coalesce(nullif(p.country, ''), c.country, '') AS country, p.language, coalesce(nullif(p.company_name, ''), c.name, '') AS company,
       c.size AS company_size, {stated} AS stated
FROM leads_lead l JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(ids)s::uuid[])
"""


# What rules with a tree read, through the same expressions as the leaves of segments.
EXPRESSIONS = {name: columns.EXPRESSIONS[name] for name in (*TEXTS, *NUMBERS, "attributes")}
STATED = "json_build_object(" + ", ".join(f"'{name}', {text}" for name, text in EXPRESSIONS.items()) + ")"


def profiles(lead_ids: Iterable[UUID], rules: Rules) -> list[Profile]:
    """Who these leads are, as far as these rules ask."""
    found = sql.rows(PROFILES.format(stated=STATED if asks_trees(rules) else "'{}'::json"), Profile, ids=unique(lead_ids))
    asks_acts = any(acts_of(rules, ask) for ask in ACTS)
    held = acts.standing([profile.lead_id for profile in found]) if asks_acts else {}
    if not asks_trees(rules):
        return found
    return [replace(profile, stated={**profile.stated, **held.get(profile.lead_id, acts.NOTHING)}) for profile in found]


@dataclass(slots=True)
class Given:
    """What one fit rule gave one lead: the sum of its entries, how many they are, and the last of them."""

    lead_id: UUID
    rule: str
    points: float
    entries: int
    last_id: UUID
    reason: str
    dimension: str


GIVEN = f"""
SELECT e.lead_id, e.rule, coalesce(sum(e.points) FILTER (WHERE {COUNTS}), 0) AS points, count(*) AS entries,
       coalesce((array_agg(e.id ORDER BY e.id DESC) FILTER (WHERE {COUNTS}))[1], (array_agg(e.id ORDER BY e.id DESC))[1]) AS last_id,
       coalesce((array_agg(e.reason ORDER BY e.id DESC) FILTER (WHERE {COUNTS}))[1], '') AS reason,
       coalesce((array_agg(e.dimension ORDER BY e.id DESC) FILTER (WHERE {COUNTS}))[1], 'match') AS dimension
FROM scoring_ledgerentry e
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(ids)s::uuid[]) AND {OF_FIT} AND NOT e.decays
GROUP BY e.lead_id, e.rule
"""


def given(lead_ids: Iterable[UUID]) -> dict[tuple[UUID, str], Given]:
    return {(row.lead_id, row.rule): row for row in sql.rows(GIVEN, Given, ids=unique(lead_ids))}
