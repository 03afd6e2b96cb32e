"""Question: which of these leads may enter a journey now? The rule stands here once: enrol asks it in the statement that lets them in."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from journeys.domain.graph import Graph
from journeys.queries.live import LiveJourney
from kernel import clock, sql

# How passages end that are as if they had never been.
LAUNCH_UNDONE = "launch_undone"
# Joined to x(lead_id): open leads of companies that want messages, in no stage that would end the passage at once, by the rule of re-entry.
MAY = f"""
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = x.lead_id AND l.closed_at IS NULL AND NOT l.stage = ANY(%(over)s)
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
WHERE c.blacklisted_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM journeys_enrolment e WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = l.id AND e.journey_id = %(journey_id)s
    AND (e.state = 'active' OR (e.end_reason <> '{LAUNCH_UNDONE}' AND (%(rule)s = 'never'
         OR (%(rule)s = 'after' AND coalesce(e.ended_at, e.entered_at) > %(since)s)))))
"""
ASK = f"SELECT l.id FROM unnest(%(leads)s::uuid[]) AS x(lead_id) {MAY}"


def asked(journey: LiveJourney) -> dict[str, Any]:
    """The parameters of MAY."""
    graph = journey.graph
    since = clock.now() - timedelta(days=graph.reentry.days)
    return {"journey_id": str(journey.id), "over": over_stages(graph), "rule": graph.reentry.rule, "since": since}


def over_stages(graph: Graph) -> list[str]:
    """Stages in which a passage would end before its first step."""
    return sorted({*graph.goal.stages, *graph.exits.stages})


def may_enter(journey: LiveJourney, lead_ids: Collection[UUID]) -> set[UUID]:
    """Those whom enrol would let in now by hand."""
    return {lead for (lead,) in sql.tuples(ASK, leads=list(lead_ids), **asked(journey))} if lead_ids else set()
