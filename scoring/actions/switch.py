"""begin_switch, withdraw, prepare_some: a published version is prepared lead by lead, and then is the live one all at once (row 45).

Until then the earlier version is live and scores on. Each lead's events are played anew under the coming rules; what that changes is put
aside. When all leads stand ready, one transaction writes the differences into the ledger, puts the snapshots, and makes the version live:
nobody ever sees half of the leads under either. Where the earlier version scores a lead meanwhile, that lead is prepared again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from msgspec import structs

from kernel import audit, clock, facts, ids, sql, work
from kernel.audit import Actor
from kernel.failpoints import failpoint
from kernel.problems import Refused
from leads.actions.membership import refresh
from leads.actions.snapshot import SnapshotRow
from scoring.actions import refit, settle
from scoring.actions.refit import begin_refit
from scoring.domain.engine import Entry
from scoring.domain.event_rules import asks_properties
from scoring.domain.revalue import Ledger, Revalued, revalue
from scoring.enums import RulebookState
from scoring.facts import RulebookLive
from scoring.models import Rulebook, Switch
from scoring.queries import history, ledgers, rulebooks, states
from scoring.queries.states import LeadState

BATCH = 250
# Of an entry, as it is put aside beside its lead.
COLUMNS = tuple(name for name in Entry.__struct_fields__ if name != "lead_id")
# So many leads that were scored meanwhile are prepared within the switch itself.
LAST = 500

FORGET = """
DELETE FROM scoring_switchlead s WHERE s.workspace_id = %(workspace_id)s AND s.switch_id = %(switch)s AND s.lead_id = ANY(%(ids)s::uuid[])
"""
PUT = """
INSERT INTO scoring_switchlead (workspace_id, id, switch_id, lead_id, stale, entries, row)
SELECT %(workspace_id)s, x.id, %(switch)s, x.lead_id, false, x.entries, x.row
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, lead_id uuid, entries jsonb, row jsonb)
"""
STALE = """
SELECT s.lead_id FROM scoring_switchlead s WHERE s.workspace_id = %(workspace_id)s AND s.switch_id = %(switch)s AND s.stale
ORDER BY s.lead_id LIMIT %(limit)s
"""
# In the order in which everybody locks leads.
HOLD = """
SELECT count(*) FROM (SELECT l.id FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND EXISTS (
    SELECT 1 FROM scoring_switchlead s WHERE s.workspace_id = %(workspace_id)s AND s.switch_id = %(switch)s AND s.lead_id = l.id)
ORDER BY l.id FOR UPDATE) held
"""
WRITE = """
INSERT INTO scoring_ledgerentry (workspace_id, id, lead_id, rulebook_id, dimension, rule, points, decays, kernel, url_weight,
    behaviour_weight, event_id, occurred_at, recorded_at, reason, reverses_id, effect_key, human)
SELECT %(workspace_id)s, x.id, s.lead_id, %(rulebook)s, x.dimension, x.rule, x.points, x.decays, x.kernel, x.url_weight,
    x.behaviour_weight, x.event_id, x.occurred_at, %(now)s, x.reason, x.reverses_id, x.effect_key, x.human
FROM scoring_switchlead s, LATERAL jsonb_to_recordset(s.entries) AS x(id uuid, dimension text, rule text, points float8, decays boolean,
    kernel text, url_weight float8, behaviour_weight float8, event_id uuid, occurred_at timestamptz, reason text, reverses_id uuid,
    effect_key text, human smallint)
WHERE s.workspace_id = %(workspace_id)s AND s.switch_id = %(switch)s
ON CONFLICT (workspace_id, lead_id, effect_key) DO NOTHING
"""
SHOW = """
UPDATE leads_snapshot sn SET fit = x.fit, interest_sign = x.interest_sign, interest_log = x.interest_log, interest_rate = x.interest_rate,
    rank_key = x.rank_key, scored_at = x.scored_at, falls_at = x.falls_at, silent_at = x.silent_at, breaks_at = x.breaks_at,
    fading = nullif(x.fading, '[]'::jsonb)
FROM scoring_switchlead s, LATERAL jsonb_to_record(s.row) AS x(fit float8, interest_sign smallint, interest_log float8,
    interest_rate float8, rank_key float8, scored_at timestamptz, falls_at timestamptz, silent_at timestamptz, breaks_at timestamptz,
    fading jsonb)
WHERE s.workspace_id = %(workspace_id)s AND s.switch_id = %(switch)s AND sn.workspace_id = %(workspace_id)s AND sn.id = s.lead_id
"""
CLEAR = "DELETE FROM scoring_switchlead s WHERE s.workspace_id = %(workspace_id)s AND s.switch_id = %(switch)s"


def begin_switch(coming: Rulebook, actor: Actor) -> None:
    """Prepare `coming`, whose rules never change again, in the background. A workspace without leads switches at once."""
    total = sql.tuples(refit.COUNT)[0][0]
    switch = Switch.objects.create(rulebook=coming, begun_by=actor.name, total=total)
    coming.state = RulebookState.COMING
    coming.save(update_fields=["state"])
    if total:
        work.ring(rulebooks.SWITCH)
    else:
        _switch(switch, coming)
        coming.refresh_from_db()


def withdraw(version: int, actor: Actor) -> Rulebook:
    """Make a draft again of the version that is being prepared; the live one stays. Audited. Refuses any other version."""
    switch, coming = _running(), rulebooks.coming()
    if switch is None or coming is None or coming.version != version:
        raise Refused(f"Version {version} is not being prepared.", status=409, code="not_coming")
    if rulebooks.draft() is not None:
        raise Refused("There is a draft already: publish it or drop it first.", code="draft_open", status=409)
    sql.execute(CLEAR, switch=str(switch.pk))
    switch.finished_at = clock.now()
    switch.save(update_fields=["finished_at"])
    coming.state = RulebookState.DRAFT
    coming.save(update_fields=["state"])
    audit.record(actor, "rulebook.withdrawn", coming, {"done": [None, switch.done]})
    return coming


def _running() -> Switch | None:
    found: Switch | None = Switch.objects.select_for_update().filter(finished_at=None).first()
    return found


is_due = rulebooks.switch_is_due


def prepare_some() -> int:
    """One batch of the running switch, or the switch itself. A batch is one transaction with its place in the list, so that a killed
    worker's is done again, once. What the database refuses is tried again; any other fault stops it with its reason on the page."""
    switch = _running()
    if switch is None or switch.last_error:
        return 0
    coming = Rulebook.objects.get(pk=switch.rulebook_id)
    try:
        with transaction.atomic():
            _step(switch, coming)
    except DatabaseError:
        raise
    except Exception as error:
        switch.refresh_from_db()
        switch.last_error = repr(error)[:2000]
        switch.save(update_fields=["last_error"])
        return 1
    work.ring(rulebooks.SWITCH)
    return 1


def _step(switch: Switch, coming: Rulebook) -> None:
    if switch.walked_at is None:
        leads = [row[0] for row in sql.tuples(refit.NEXT, after=str(switch.after_id or refit.START), limit=BATCH)]
        if leads:
            prepare(switch, coming, leads)
            switch.after_id, switch.done = leads[-1], switch.done + len(leads)
        if len(leads) < BATCH:
            switch.walked_at, switch.total = clock.now(), switch.done
        switch.save()
        failpoint("switch.before_commit")
    elif len(stale := _stale(switch, LAST + 1)) > LAST:
        prepare(switch, coming, stale[:BATCH])
    else:
        _switch(switch, coming)
        failpoint("switch.before_switch")


def _stale(switch: Switch, limit: int) -> list[UUID]:
    return [row[0] for row in sql.tuples(STALE, switch=str(switch.pk), limit=limit)]


def prepare(switch: Switch, coming: Rulebook, lead_ids: Sequence[UUID]) -> None:
    """Put aside what the coming rules make of these leads, in place of what was put aside before; they are locked meanwhile."""
    now, book = clock.now(), rulebooks.ready(coming)
    found = states.lock(lead_ids)
    stands, falls = ledgers.of_leads(list(found)), ledgers.falls_at(list(found))
    fits: dict[UUID, list[Entry]] = {}
    for entry in refit.due(book, found, now):
        fits.setdefault(entry.lead_id, []).append(entry)
    rows = []
    for each in history.of_leads(list(found), (), now, asks_properties(book.rules)):
        past, state = each.past, found[each.past.lead_id]
        own = book.of(state.channel)
        stood, due = stands.get(past.lead_id, Ledger()), fits.get(past.lead_id, ())
        made = revalue(past, each.told, stood, due, own.book, coming.version, now)
        row = settle.row_of(made.account, state.scored_at or now, own.rules, now)
        told = (row.silent_at, row.falls_at, own.rate if state.scored_at else state.interest_rate)
        if made.entries or told != (state.silent_at, falls[past.lead_id], state.interest_rate):
            rows.append(_aside(made, row, state))
    sql.execute(FORGET, switch=str(switch.pk), ids=list(lead_ids))
    if rows:
        sql.execute(PUT, switch=str(switch.pk), rows=sql.as_json(rows))


def _aside(made: Revalued, row: SnapshotRow, state: LeadState) -> dict[str, Any]:
    keys = ids.many(len(made.entries) + 1)
    entries = [{"id": key, **{name: getattr(entry, name) for name in COLUMNS}} for key, entry in zip(keys[1:], made.entries, strict=True)]
    latest = max(filter(None, (row.scored_at, state.scored_at)))
    return {"id": keys[0], "lead_id": state.lead_id, "entries": entries, "row": {**structs.asdict(row), "scored_at": latest}}


def _switch(switch: Switch, coming: Rulebook) -> None:
    """All at once: who writes points has ended, and begins again under the new version."""
    of, now = {"switch": str(switch.pk)}, clock.now()
    sql.lock(rulebooks.SWITCH)
    sql.tuples(HOLD, **of)
    if stale := _stale(switch, 1_000_000):
        prepare(switch, coming, stale)
    sql.execute(WRITE, rulebook=str(coming.pk), now=now, **of)
    switch.changed = sql.execute(SHOW, **of)
    sql.execute(CLEAR, **of)
    switch.finished_at = now
    switch.save()
    live_now(coming, now, switch.begun_by)


def live_now(coming: Rulebook, at: datetime, by: str) -> None:
    """The version is in force; leads that it takes over a threshold move in the background. Announces RulebookLive."""
    coming.state, coming.published_at, coming.published_by = RulebookState.PUBLISHED, at, by
    coming.save(update_fields=["state", "published_at", "published_by"])
    begin_refit(coming.pk)
    facts.publish(RulebookLive(version=coming.version, at=at))
    refresh()
