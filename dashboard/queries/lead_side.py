"""Question: what stands beside a lead: journeys, colleagues, tasks, the hand-off in work, its owner's name?"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from kernel import sql
from leads.domain.ping_pong import Stay
from leads.domain.schemes import DEFAULTS, Scheme, parse
from leads.enums import SchemeName
from leads.models import Lead
from leads.queries import jobs
from leads.queries.evidence import Edge, strongest_first
from leads.queries.jobs import Job
from scoring.queries import percentile
from scoring.queries.fading import left

SIDE = """
(SELECT 'journey' AS kind, e.id::text, j.name,
        jsonb_build_object('state', e.state, 'node', e.node, 'entered_at', e.entered_at, 'journey', j.id)::text
 FROM journeys_enrolment e JOIN journeys_journey j ON j.workspace_id = %(workspace_id)s AND j.id = e.journey_id
 WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = %(lead_id)s ORDER BY e.entered_at DESC LIMIT 6)
UNION ALL
(SELECT 'colleague', l.id::text, coalesce(nullif(p.name, ''), nullif(p.email, ''), '…'),
        jsonb_build_object('stage', l.stage, 'visit_no', l.visit_no, 'title', p.title)::text
 FROM leads_person p JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.person_id = p.id AND l.closed_at IS NULL
 JOIN leads_snapshot sn ON sn.workspace_id = %(workspace_id)s AND sn.id = l.id
 WHERE p.workspace_id = %(workspace_id)s AND p.company_id = %(company_id)s::uuid AND p.merged_into_id IS NULL AND l.id <> %(lead_id)s
 ORDER BY sn.rank_key DESC NULLS LAST, l.id LIMIT 6)
UNION ALL
(SELECT 'task', t.id::text, t.title, jsonb_build_object('due_at', t.due_at)::text
 FROM sales_sdrtask t WHERE t.workspace_id = %(workspace_id)s AND t.lead_id = %(lead_id)s AND t.done_at IS NULL ORDER BY t.due_at LIMIT 5)
UNION ALL
(SELECT 'hand_off', h.id::text, h.state,
        jsonb_build_object('due_at', h.due_at, 'touched', h.first_touch_at IS NOT NULL, 'owner_id', h.owner_id)::text
 FROM sales_handoff h WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = %(lead_id)s AND h.state IN ('open', 'claimed') LIMIT 1)
UNION ALL
(SELECT 'held', d.id::text, coalesce((SELECT g.level FROM sales_handovergate g WHERE g.workspace_id = %(workspace_id)s), 0)::text, '{}'
 FROM sales_heldlead d JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = d.lead_id
 WHERE d.workspace_id = %(workspace_id)s AND d.lead_id = %(lead_id)s AND l.stage = 'mql' AND l.visit_no = d.visit_no
   AND l.closed_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM sales_handoff h WHERE h.workspace_id = %(workspace_id)s AND h.lead_id = d.lead_id AND h.visit_no = d.visit_no
      AND h.close_reason <> 'unmerged'))
UNION ALL
(SELECT 'competitor', c.id::text, c.name, jsonb_build_object('standing', c.standing, 'said_at', c.at)::text
 FROM sales_competitormention c WHERE c.workspace_id = %(workspace_id)s AND c.lead_id = %(lead_id)s ORDER BY c.at DESC, c.id LIMIT 6)
UNION ALL
(SELECT 'known', q.id::text, q.letter, jsonb_build_object('value', q.value, 'note', q.note, 'source', q.source, 'said_at', q.said_at,
        'confidence', q.confidence, 'window_start', q.window_start, 'window_end', q.window_end, 'by', q.by)::text
 FROM leads_qualification q WHERE q.workspace_id = %(workspace_id)s AND q.lead_id = %(lead_id)s AND q.value <> '')
UNION ALL
(SELECT 'owner', u.id::text, coalesce(nullif(u.name, ''), u.email), '{}'
 FROM tenants_membership m JOIN tenants_user u ON u.id = m.user_id
 WHERE m.workspace_id = %(workspace_id)s AND m.user_id = %(owner_id)s::bigint)
UNION ALL
(SELECT 'suppressed', s.id::text, s.reason, '{}'
 FROM campaigns_suppression s WHERE s.workspace_id = %(workspace_id)s AND s.lifted_at IS NULL AND s.address IN (lower(%(email)s),
    'erased:' || encode(sha256(convert_to(%(workspace_id)s::text || ':' || lower(%(email)s), 'UTF8')), 'hex')) LIMIT 1)
UNION ALL
(SELECT 'stay', v.id::text, v.actor_name,
        jsonb_build_object('stage', v.stage, 'entered_at', v.entered_at, 'recorded_at', v.recorded_at, 'reason', v.reason)::text
 FROM leads_stagevisit v
 WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = %(lead_id)s AND v.undone_at IS NULL AND v.stage IN ('mql', 'sql'))
UNION ALL
(SELECT 'scheme', s.id::text, s.made_by, s.scheme::text
 FROM leads_stagescheme s WHERE s.workspace_id = %(workspace_id)s AND s.name = 'nine' ORDER BY s.version DESC LIMIT 1)
UNION ALL
(SELECT 'asked', c.id::text, '', '{}' FROM capture_consent c WHERE c.workspace_id = %(workspace_id)s AND c.email IN (
    SELECT i.value FROM leads_identifier i WHERE i.workspace_id = %(workspace_id)s AND i.kind = 'email' AND i.person_id = %(person_id)s
    UNION SELECT %(email)s) AND c.email <> '' LIMIT 1)
UNION ALL
(SELECT 'edge', i.id::text, i.value, jsonb_build_object('kind', i.kind, 'first_at', i.seen_at,
        'last_at', coalesce(i.last_seen_at, i.seen_at), 'times', i.times, 'source', i.source)::text
 FROM leads_identifier i WHERE i.workspace_id = %(workspace_id)s AND i.person_id = %(person_id)s)
UNION ALL
(SELECT 'episode', l.id::text, l.stage, jsonb_build_object('number', l.number, 'visit_no', l.visit_no, 'created_at', l.created_at)::text
 FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.person_id = %(person_id)s ORDER BY l.number DESC)
UNION ALL
(SELECT 'merged', m.id::text, '', '{}' FROM leads_personmerge m
 WHERE m.workspace_id = %(workspace_id)s AND (m.winner_id = %(person_id)s OR m.loser_id = %(person_id)s) LIMIT 1)
UNION ALL
"""
SIDE += f"(SELECT 'place', c.leads::text, c.below::text, '' FROM ({percentile.COUNT}) c)"
# Where they work and worked, and the score on every second day of the last four weeks.
SIDE += f"""
UNION ALL
(SELECT 'job', j.lead_id::text, j.company, jsonb_build_object('company_id', j.company_id, 'title', j.title, 'email', j.email,
        'since_at', j.since, 'until_at', j.until)::text
 FROM ({jobs.OF_PERSON}) j)
UNION ALL
(SELECT 'points', NULL, greatest(0, coalesce(sum(e.points * {left("d.t")}), 0))::text, date_part('epoch', d.t)::text
FROM (SELECT %(now)s::timestamptz - make_interval(days => 28 - 2 * i) AS t FROM generate_series(0, 14) i) d
LEFT JOIN scoring_ledgerentry e ON e.workspace_id = %(workspace_id)s AND e.lead_id = %(lead_id)s AND e.occurred_at <= d.t
GROUP BY d.t)
"""


@dataclass(frozen=True)
class Beside:
    """One thing beside the lead."""

    id: UUID
    name: str
    detail: dict[str, Any]


@dataclass
class Side:
    """Everything beside the lead, by kind. `asked`: whether this person was ever asked for a consent; `merged`: whether with anybody ever.
    `episodes`: every lead of the person, the newest first; `jobs`: where they work now, then before. `stays`: those at MQL and SQL, in the
    order of entering; `held`: it waits for the gate before sales, whose level is the name; `scheme`: what the stages mean; `above`:
    percent of the open leads that stand below (F083); `history`: the score on every second day of the last four weeks, oldest first."""

    journeys: list[Beside] = field(default_factory=list)
    colleagues: list[Beside] = field(default_factory=list)
    tasks: list[Beside] = field(default_factory=list)
    visits: list[Beside] = field(default_factory=list)
    competitors: list[Beside] = field(default_factory=list)
    # What is known of budget, authority, need, time and the buying phase.
    known: list[Beside] = field(default_factory=list)
    hand_off: Beside | None = None
    held: Beside | None = None
    owner: str = ""
    suppressed: str = ""
    asked: bool = False
    merged: bool = False
    edges: list[Edge] = field(default_factory=list)
    episodes: list[Beside] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    scheme: Scheme = DEFAULTS[SchemeName.NINE]
    above: int | None = None
    history: list[float] = field(default_factory=list)


def of_lead(lead: Lead, now: datetime) -> Side:
    """One statement for all of it."""
    place = percentile.Place(lead)
    found = sql.tuples(
        SIDE, lead_id=str(lead.pk), company_id=str(lead.person.company_id) if lead.person.company_id else None,
        owner_id=lead.owner_id, email=lead.person.email, person_id=str(lead.person_id),
        rate=lead.snapshot.interest_rate, now=now, **place.asks,
    )  # fmt: skip
    side, history = Side(), {}
    for kind, key, name, detail in found:
        if kind == "owner":
            side.owner = name
        elif kind == "suppressed":
            side.suppressed = name
        elif kind == "place":
            side.above = place.above(int(key), int(name))
        elif kind in ("asked", "merged"):
            setattr(side, kind, True)
        elif kind == "points":
            history[float(detail)] = float(name)
        elif kind == "edge":
            side.edges.append(Edge(UUID(key), value=name, **_with_times(msgspec.json.decode(detail))))
        elif kind == "job":
            side.jobs.append(_job(key, name, _with_times(msgspec.json.decode(detail))))
        elif kind == "scheme":
            side.scheme = parse(SchemeName.NINE, msgspec.json.decode(detail))
        else:
            _put(side, kind, Beside(UUID(key), name, _with_times(msgspec.json.decode(detail))))
    side.stays, side.edges = _in_order(side.visits), strongest_first(side.edges)
    side.history = [history[at] for at in sorted(history)]
    side.jobs.sort(key=lambda job: (job.until is None, job.until or now), reverse=True)
    return side


def _job(lead_id: str | None, company: str, told: dict[str, Any]) -> Job:
    here = UUID(told["company_id"]) if told["company_id"] else None
    lead = UUID(lead_id) if lead_id else None
    return Job(here, company, told["title"], told["email"], told["since_at"], told["until_at"], lead)


def _in_order(visits: list[Beside]) -> list[Stay]:
    """As leads.domain.ping_pong reads them."""
    found = sorted(visits, key=lambda one: (one.detail["entered_at"], one.detail["recorded_at"], one.id))
    return [Stay(one.detail["stage"], one.detail["entered_at"], one.detail["reason"], one.name) for one in found]


def _put(side: Side, kind: str, one: Beside) -> None:
    if kind in ("hand_off", "held"):
        setattr(side, kind, one)
    else:
        _lists(side)[kind].append(one)


def _lists(side: Side) -> dict[str, list[Beside]]:
    return {
        "stay": side.visits, "journey": side.journeys, "colleague": side.colleagues, "task": side.tasks, "competitor": side.competitors,
        "known": side.known, "episode": side.episodes,
    }  # fmt: skip


def _with_times(detail: dict[str, Any]) -> dict[str, Any]:
    return {key: datetime.fromisoformat(value) if key.endswith("_at") and value else value for key, value in detail.items()}
