"""score-fold: what it costs to bring 5,000 leads up to date after 5,000 new events.

Ours folds the new entries into each lead's one logarithm and keeps the rank index: the product's own lock, play and put. The other side has
no such fold: it reads the touched leads' events, scores all of them by the same rulebook, plays them from nothing and puts the same rows.

990,000 events, 66 of each of 15,000 leads. LEADS asks for more leads, who did nothing lately (LEADS=1000000): the events are of 15,000 of
them all the same, spread over all, or of ACTIVE, and it is they who do something; EVENTS_EACH says how many each has.
"""

import os
import time
from datetime import datetime
from random import Random
from uuid import UUID

from django.db import transaction

from bench import load
from bench.score_queue import analyse, make_leads, workspace
from kernel import clock, collector, ids, sql, tenancy
from leads.actions import snapshot
from scoring.actions.rescore import lines_of
from scoring.actions.settle import play_all, row_of
from scoring.domain import engine
from scoring.domain.engine import Activity
from scoring.domain.fold import NONE
from scoring.queries import rulebooks, states
from tracking.actions.digest import FACT_EVENTS

FLOOR = 20
UNIT = "ms"
BETTER = "less"
RUNS = 5
# As many new events as one batch of the digest announces, and so as many leads as are scored at once.
LEADS, EVENTS_EACH, TOUCHED = int(os.environ.get("LEADS") or 15_000), int(os.environ.get("EVENTS_EACH") or 66), FACT_EVENTS
ACTIVE = int(os.environ.get("ACTIVE") or 15_000)
APART = LEADS // ACTIVE
NOTES = {"leads": LEADS, "active": ACTIVE, "events": ACTIVE * EVENTS_EACH, "events_each": EVENTS_EACH, "touched": TOUCHED}
WORKSPACE: list[UUID] = []
RANDOM = Random(7)

VISITORS = """
INSERT INTO tracking_visitor (workspace_id, id, anonymous_id, episode, person_id, first_seen_at, last_seen_at, sessions, device, browser,
    country, is_bot, first_touch, last_touch, search_intent)
SELECT %(workspace_id)s, l.id, l.id::text, 1, l.person_id, %(now)s, %(now)s, 1, '', '', '', false, '{}', '{}', ''
FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s
"""
# Six of ten events are pages with a category, the rest events with and without a rule; written in the order of time, as they happen.
PAGES = "ARRAY['/pricing', '/cases/a', '/product', '/blog/b', '/', '/careers']"
TRACKS = "ARRAY['asset_downloaded', 'email_clicked', 'other', 'email_opened']"
EVENTS = f"""
INSERT INTO tracking_event (workspace_id, id, occurred_at, received_at, message_id, visitor_id, kind, name, door, url, path, properties)
SELECT %(workspace_id)s, gen_random_uuid(), x.at, x.at, 'm' || x.n,
       lpad(to_hex(1 + %(apart)s * ((x.n * 7919) %% %(leads)s)), 32, '0')::uuid, x.kind,
       CASE WHEN x.kind = 'page' THEN x.page ELSE ({TRACKS})[1 + x.n %% 4] END, 'live', 'https://acme.example/',
       CASE WHEN x.kind = 'page' THEN x.page ELSE '' END, '{{"plan": "team", "seats": 12}}'
FROM (SELECT n, %(now)s - interval '80 days' + n * interval '80 days' / %(all)s AS at, ({PAGES})[1 + n %% 6] AS page,
             CASE WHEN n %% 10 < 6 THEN 'page' ELSE 'track' END AS kind FROM generate_series(%(first)s::bigint, %(last)s) n) x
"""
HISTORY = """
SELECT e.id AS event_id, l.id AS lead_id, e.kind, e.name, e.url, e.path, e.occurred_at, e.session_id, coalesce(s.number, 1) AS session_no,
       NULL::int AS human, NULL::text AS properties
FROM leads_lead l
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.person_id = l.person_id
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.visitor_id = v.id
LEFT JOIN tracking_session s ON s.workspace_id = %(workspace_id)s AND s.id = e.session_id
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(ids)s::uuid[]) AND NOT e.is_bot ORDER BY l.id, e.occurred_at
"""


def setup() -> None:
    collector.settle()
    WORKSPACE.append(workspace())
    make_leads(WORKSPACE[0], LEADS)
    everything = ACTIVE * EVENTS_EACH
    with tenancy.scope(WORKSPACE[0]):
        sql.execute(VISITORS, now=clock.now())
    for first in range(1, everything + 1, 100_000):
        with tenancy.scope(WORKSPACE[0]):
            last = min(first + 99_999, everything)
            sql.execute(EVENTS, now=clock.now(), first=first, last=last, all=everything, leads=ACTIVE, apart=APART)
    analyse()


def touched() -> list[UUID]:
    return [UUID(int=1 + APART * place) for place in RANDOM.sample(range(ACTIVE), TOUCHED)]


def download(lead_id: UUID, at: datetime) -> Activity:
    return Activity(ids.new(), lead_id, "track", "asset_downloaded", "", "", at)


@collector.paused()
def bring_up(new: list[Activity], history: bool) -> None:
    """One batch, without a look for cycles as in a worker (kernel.work.do_batch): the new event of each lead, or all there ever were."""
    leads = [activity.lead_id for activity in new]
    with tenancy.scope(WORKSPACE[0]):
        book = rulebooks.live()
        found = states.lock(leads)
        past = sql.rows(HISTORY, Activity, ids=states.unique(leads)) if history else []
        if history:
            for state in found.values():
                state.fit, (state.interest_sign, state.interest_log), state.scored_at, state.silent_at = 0.0, NONE, None, None
        activities = [*past, *new]
        entries = engine.score(book.book, activities).entries
        sheets = play_all(found, lines_of(book.book, activities, entries), book)
        snapshot.put([row_of(sheet.account, sheet.last, book.rules) for sheet in sheets])


def hold() -> None:
    """Hold every lead and its snapshot for a moment, so that each of their pages was written since the checkpoint."""
    with tenancy.scope(WORKSPACE[0]):
        for table in ("leads_lead", "leads_snapshot"):
            sql.execute(f"SELECT count(*) FROM (SELECT 1 FROM {table} t WHERE t.workspace_id = %(workspace_id)s FOR UPDATE) x")
        transaction.set_rollback(True)


def timed(history: bool) -> float:
    now = clock.now()
    news = [download(lead_id, now) for lead_id in touched()]
    # The rows of the setup are still on their way to the disk, and the run before has left as many dead ones: neither is this run's work.
    # Nor is that each page is logged whole once after a checkpoint, which a server makes every five minutes: the vacuum comes second, and
    # what it has no work with is held once and let go.
    load.settle()
    analyse()
    hold()
    start = time.perf_counter()
    bring_up(news, history)
    return (time.perf_counter() - start) * 1000


def ours() -> float:
    return timed(False)


def other() -> float:
    return timed(True)
