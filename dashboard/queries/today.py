"""Question: how does this workspace stand today?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel import clock, sql

TODAY = """
SELECT
    (SELECT count(*) FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.created_at >= %(week)s
        AND l.known AND l.closed_reason <> 'merged') AS new_leads,
    (SELECT count(*) FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.created_at >= %(before)s
        AND l.created_at < %(week)s AND l.known AND l.closed_reason <> 'merged') AS new_leads_before,
    (SELECT count(*) FROM leads_stagevisit s WHERE s.workspace_id = %(workspace_id)s AND s.stage = 'mql'
        AND s.undone_at IS NULL AND s.entered_at >= %(week)s) AS new_mqls,
    (SELECT count(*) FROM leads_stagevisit s WHERE s.workspace_id = %(workspace_id)s AND s.stage = 'mql'
        AND s.undone_at IS NULL AND s.entered_at >= %(before)s AND s.entered_at < %(week)s) AS new_mqls_before,
    (SELECT count(*) FROM sales_handoff h WHERE h.workspace_id = %(workspace_id)s AND h.state = 'open') AS waiting,
    (SELECT count(*) FROM sales_handoff h WHERE h.workspace_id = %(workspace_id)s AND h.state = 'open'
        AND h.first_touch_at IS NULL AND h.due_at < %(now)s) AS late,
    (SELECT min(h.opened_at) FROM sales_handoff h WHERE h.workspace_id = %(workspace_id)s AND h.state = 'open') AS oldest,
    (SELECT count(*) FROM campaigns_message m WHERE m.workspace_id = %(workspace_id)s AND m.state = 'sent'
        AND m.created_at >= %(week)s) AS sent,
    (SELECT count(*) FROM campaigns_message m WHERE m.workspace_id = %(workspace_id)s AND m.state = 'unknown') AS unknown,
    (SELECT count(*) FROM journeys_journey j WHERE j.workspace_id = %(workspace_id)s AND j.state = 'live') AS journeys,
    (SELECT count(*) FROM journeys_enrolment e WHERE e.workspace_id = %(workspace_id)s AND e.state = 'active') AS enrolled
"""


@dataclass(frozen=True)
class Today:
    """The numbers on top of Home; `before` is the week before the last seven days."""

    new_leads: int
    new_leads_before: int
    new_mqls: int
    new_mqls_before: int
    waiting: int
    late: int
    oldest: datetime | None
    sent: int
    unknown: int
    journeys: int
    enrolled: int


def today() -> Today:
    now = clock.now()
    week = now - timedelta(days=7)
    return sql.rows(TODAY, Today, now=now, week=week, before=week - timedelta(days=7))[0]


MINE = """
SELECT count(*) FILTER (WHERE h.state = 'claimed' AND h.owner_id = %(user_id)s AND NOT h.asleep) AS mine,
       count(*) FILTER (WHERE h.state = 'open' AND NOT h.asleep) AS waiting,
       count(*) FILTER (WHERE h.late AND NOT h.asleep) AS late,
       min(h.opened_at) FILTER (WHERE h.state = 'open' AND NOT h.asleep) AS oldest,
       (SELECT count(*) FROM sales_sdrtask t WHERE t.workspace_id = %(workspace_id)s AND t.done_at IS NULL AND t.due_at <= %(now)s) AS tasks
FROM (SELECT x.state, x.owner_id, x.opened_at, x.first_touch_at IS NULL AND x.due_at < %(now)s AS late,
             coalesce(x.snoozed_until > %(now)s, false) AS asleep
      FROM sales_handoff x WHERE x.workspace_id = %(workspace_id)s AND x.state IN ('open', 'claimed')
        AND (x.owner_id = %(user_id)s OR x.state = 'open')) h
"""


@dataclass(frozen=True)
class Mine:
    """What one SDR has before them."""

    mine: int
    waiting: int
    late: int
    oldest: datetime | None
    tasks: int


def mine(user_id: int) -> Mine:
    return sql.rows(MINE, Mine, user_id=user_id, now=clock.now())[0]


NEXT = """
SELECT h.id, h.lead_id, coalesce(nullif(p.name, ''), nullif(p.email, ''), '…') AS name,
       coalesce(c.name, p.company_name) AS company, p.title, h.visit_no, h.due_at,
       h.first_touch_at IS NOT NULL AS touched, h.state = 'claimed' AS claimed, sn.fit, sn.interest_sign, sn.interest_log, sn.interest_rate,
       sn.fading::text AS fading
FROM sales_handoff h
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = h.lead_id
JOIN leads_snapshot sn ON sn.workspace_id = %(workspace_id)s AND sn.id = l.id
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
WHERE h.workspace_id = %(workspace_id)s AND (h.state = 'open' OR h.state = 'claimed' AND h.owner_id = %(user_id)s)
  AND (h.snoozed_until IS NULL OR h.snoozed_until <= %(now)s)
ORDER BY (h.state = 'claimed') DESC, h.rank_key DESC NULLS LAST, h.id LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Next:
    """One of the leads that an SDR works next, his own first, best first."""

    id: UUID
    lead_id: UUID
    name: str
    company: str
    title: str
    visit_no: int
    due_at: datetime
    touched: bool
    claimed: bool
    fit: float
    interest_sign: int
    interest_log: float | None
    interest_rate: float
    fading: str | None


def next_leads(user_id: int, limit: int = 5) -> list[Next]:
    return sql.rows(NEXT, Next, user_id=user_id, now=clock.now(), limit=limit)


# Nothing is read where nothing is marked; else the last days of the devices of one person's own leads, by the index of the visitors.
KEY_MOMENTS = """
WITH marked AS MATERIALIZED (
    SELECT n.site_id, n.kind, n.name FROM tracking_eventname n WHERE n.workspace_id = %(workspace_id)s AND n.key_moment
)
SELECT l.id AS lead_id, coalesce(nullif(p.name, ''), nullif(p.email, ''), '…') AS name, e.kind, e.name AS event, e.title AS page,
       e.occurred_at AS at
FROM leads_lead l
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.person_id = p.id
CROSS JOIN LATERAL (
    SELECT x.id, x.kind, x.name, x.title, x.occurred_at FROM tracking_event x
    JOIN marked m ON m.kind = x.kind AND m.name = x.name AND m.site_id = coalesce(x.site_id, '00000000-0000-0000-0000-000000000000')
    WHERE x.workspace_id = %(workspace_id)s AND x.visitor_id = v.id AND x.occurred_at > %(since)s AND NOT x.is_bot
    ORDER BY x.occurred_at DESC LIMIT %(limit)s
) e
WHERE l.workspace_id = %(workspace_id)s AND l.owner_id = %(user_id)s AND l.closed_at IS NULL AND EXISTS (SELECT 1 FROM marked)
ORDER BY e.occurred_at DESC, e.id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True)
class KeyMoment:
    """Something that decides a journey happened to a lead (F165). `page`: the title of the page, for a view."""

    lead_id: UUID
    name: str
    kind: str
    event: str
    page: str
    at: datetime


def key_moments(user_id: int, limit: int = 5) -> list[KeyMoment]:
    """Key moments of the last seven days of the leads that this person owns, newest first."""
    return sql.rows(KEY_MOMENTS, KeyMoment, user_id=user_id, since=clock.now() - timedelta(days=7), limit=limit)


LATEST = """
SELECT s.lead_id, s.stage, s.visit_no, s.entered_at, s.reason,
       coalesce(nullif(p.name, ''), nullif(p.email, ''), '…') AS name,
       coalesce(c.name, p.company_name) AS company
FROM unnest(ARRAY['mql', 'sql', 'opportunity', 'customer']) AS k(stage)
CROSS JOIN LATERAL (
    SELECT v.* FROM leads_stagevisit v WHERE v.workspace_id = %(workspace_id)s AND v.stage = k.stage AND v.undone_at IS NULL
        AND v.entered_at <= %(now)s
    ORDER BY v.entered_at DESC LIMIT %(limit)s) s
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = s.lead_id
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
WHERE s.reason <> 'passed'
ORDER BY s.entered_at DESC LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Conversion:
    """A lead that came into MQL or further."""

    lead_id: UUID
    stage: str
    visit_no: int
    entered_at: datetime
    reason: str
    name: str
    company: str


def latest_conversions(limit: int = 8) -> list[Conversion]:
    return sql.rows(LATEST, Conversion, now=clock.now(), limit=limit)
