"""segment: keeping three segments after 1,000 new events, against asking all of 100,000 leads again, as a nightly rebuild does.

Ours is the product's drain over the leads whom the events touched; the other side is the product's own filling, portion by portion. After
every run both must name the same members; else there is no figure.
"""

import time
from datetime import timedelta
from random import Random
from uuid import UUID

from bench.score_fold import EVENTS, VISITORS
from bench.score_queue import analyse, make_leads, workspace
from kernel import clock, ids, sql, tenancy
from kernel.audit import SYSTEM
from leads.actions import membership
from leads.actions.segments import build_segment
from leads.queries import membership as standings
from leads.queries import segments, trees

FLOOR = 50
UNIT = "ms"
BETTER = "less"
LEADS, EVENTS_EACH, TOUCHED = 100_000, 10, 1_000
NOTES = {"leads": LEADS, "events": LEADS * EVENTS_EACH, "segments": 3, "touched": TOUCHED}
WORKSPACE: list[UUID] = []
RANDOM = Random(7)
HAPPEN = """
INSERT INTO tracking_event (workspace_id, id, occurred_at, received_at, message_id, visitor_id, kind, name, door, url, path, properties)
SELECT %(workspace_id)s, x.id, %(now)s, %(now)s, x.id::text, x.lead, 'track', 'asset_downloaded', 'live', '', '', '{}'
FROM unnest(%(ids)s::uuid[], %(leads)s::uuid[]) AS x(id, lead)
"""
DOWNLOADS = {"ask": "did", "event": "asset_downloaded", "times": 2, "days": 30}
TREES = {
    "Twice": DOWNLOADS,
    "Warm": {"any": [{"ask": "score", "op": "at_least", "value": 60}, {"all": [{"ask": "stage", "stages": ["name"]}, DOWNLOADS]}]},
    "Gone quiet": {"all": [{"ask": "known"}, {"not": {"ask": "did", "event": "*", "days": 14}}]},
}


def setup() -> None:
    WORKSPACE.append(workspace())
    make_leads(WORKSPACE[0], LEADS)
    everything = LEADS * EVENTS_EACH
    with tenancy.scope(WORKSPACE[0]):
        sql.execute(VISITORS, now=clock.now())
    for first in range(1, everything + 1, 100_000):
        with tenancy.scope(WORKSPACE[0]):
            sql.execute(EVENTS, now=clock.now(), first=first, last=min(first + 99_999, everything), all=everything, leads=LEADS, apart=1)
    analyse()
    with tenancy.scope(WORKSPACE[0]):
        for name, tree in TREES.items():
            build_segment(name=name, tree=tree, actor=SYSTEM)
    settle()
    analyse()


def settle() -> None:
    """The drain until it is quiet, each batch in a transaction of its own."""
    while True:
        with tenancy.scope(WORKSPACE[0]):
            if not standings.pending():
                return
            membership.bring_up_to_date()


def timed() -> float:
    begun = time.perf_counter()
    settle()
    return (time.perf_counter() - begun) * 1_000


def ours() -> float:
    """1,000 leads do something; then the drain."""
    settle()
    with tenancy.scope(WORKSPACE[0]), clock.pretend(clock.now() + timedelta(seconds=1)):
        leads = [UUID(int=number) for number in RANDOM.sample(range(1, LEADS + 1), TOUCHED)]
        sql.execute(HAPPEN, now=clock.now(), ids=[str(ids.new()) for _ in leads], leads=[str(lead) for lead in leads])
        membership.touch(leads)
    spent = timed()
    with tenancy.scope(WORKSPACE[0]):
        for found, node in segments.in_order(segments.newest()):
            if standings.members(found.line_id) != trees.members(node):
                raise AssertionError(f"{found.name}: what is kept and what is asked differ")
    return spent


def other() -> float:
    with tenancy.scope(WORKSPACE[0]):
        membership.refresh()
    return timed()
