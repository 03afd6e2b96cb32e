"""begin_test, cancel_test, test_some: a draft on the workspace's own history, before it is allowed to act."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction

from kernel import audit, clock, ids, sql, work
from kernel.audit import Actor
from kernel.failpoints import failpoint
from kernel.problems import Refused
from scoring.domain import leaks, replay, rulebook, verdict
from scoring.domain.by_channel import Books, thresholds
from scoring.domain.event_rules import asks_properties
from scoring.enums import BacktestState, Outcome, RulebookState
from scoring.models import Backtest
from scoring.queries import backtests, history, profiles, rulebooks
from tenants.queries import members

KIND = "scoring.backtest"
BATCH = 250
LONGEST = 3650

PUT = """
INSERT INTO scoring_backtestlead AS b (workspace_id, id, backtest_id, lead_id, draft_at, live_at, draft_peak, live_peak, outcome_at)
SELECT %(workspace_id)s, x.id, %(backtest)s, x.lead_id, x.draft_at, x.live_at, x.draft_peak, x.live_peak, x.outcome_at
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, lead_id uuid, draft_at timestamptz, live_at timestamptz, draft_peak float8,
    live_peak float8, outcome_at timestamptz)
ON CONFLICT (workspace_id, backtest_id, lead_id) DO UPDATE SET draft_at = excluded.draft_at, live_at = excluded.live_at,
    draft_peak = excluded.draft_peak, live_peak = excluded.live_peak, outcome_at = excluded.outcome_at
"""


@dataclass(frozen=True)
class Asked:
    """What to test over: leads of the last `days`, good when they reached `outcome`; an outcome has `patience_days` to come;
    each SDR takes `capacity` leads a week."""

    days: int = 365
    outcome: str = Outcome.SQL
    patience_days: int = 30
    capacity: int = 20


def begin_test(version: int, asked: Asked, actor: Actor) -> Backtest:
    """Replay the draft `version` over the leads created in the last days, in the background. Audited; acts on nothing.

    Refuses what is no draft, numbers out of range, and a second test while one runs.
    """
    _check(asked)
    draft = rulebooks.of_version(version)
    if draft is None:
        raise Refused(f"There is no version {version}.", status=404, code="not_found")
    if draft.state != RulebookState.DRAFT:
        raise Refused(f"Version {version} is published: begin a draft to test.", status=409, code="published")
    if backtests.is_running():
        raise Refused("A test is running: wait for it, or cancel it.", status=409, code="running")
    live, now = rulebooks.live(), clock.now()
    since = now - timedelta(days=asked.days)
    test: Backtest = Backtest.objects.create(
        version=version, live_version=live.version, rules=draft.rules, live_rules=rulebook.plain(live.rules),
        digest=rulebook.digest(draft.rules),
        outcome=asked.outcome, since=since, until=now, patience_days=asked.patience_days, capacity=asked.capacity, sdrs=len(members.sdrs()),
        total=backtests.count(since, now), created_by=actor.name,
    )  # fmt: skip
    audit.record(actor, "backtest.begun", test, {"version": [live.version, version], "leads": [None, test.total]})
    work.ring(KIND)
    return test


def _check(asked: Asked) -> None:
    for name, value, least, most in (
        ("days", asked.days, 1, LONGEST),
        ("patience_days", asked.patience_days, 0, LONGEST),
        ("capacity", asked.capacity, 1, 10_000),
    ):
        if not least <= value <= most:
            raise Refused(f"Give a whole number from {least} to {most}.", field=name)
    if asked.outcome not in Outcome.values:
        raise Refused(f"Choose one of {', '.join(Outcome.values)}.", field="outcome")


def cancel_test(backtest_id: UUID, actor: Actor) -> Backtest:
    """Stop a running test where it is; what it found so far stays. Audited. Refuses one that is over."""
    test = locked(backtest_id)
    if test.state != BacktestState.RUNNING:
        raise Refused("This test is over.", status=409, code="over")
    test.state, test.finished_at = BacktestState.CANCELLED, clock.now()
    test.save(update_fields=["state", "finished_at"])
    audit.record(actor, "backtest.cancelled", test, {"done": [None, test.done]})
    return test


def locked(backtest_id: UUID) -> Backtest:
    """The test, locked for a change; refuses one that is not here."""
    found: Backtest | None = Backtest.objects.select_for_update().filter(pk=backtest_id).first()
    if found is None:
        raise Refused("There is no such test in this workspace.", status=404, code="not_found")
    return found


def test_some() -> int:
    """One batch of the running test. A batch is one transaction with its place in the list, so a killed worker's is done again, once.

    What the database refuses is tried again by the next sweep; any other fault ends the test with its reason on the page.
    """
    test: Backtest | None = Backtest.objects.select_for_update().filter(state=BacktestState.RUNNING).first()
    if test is None:
        return 0
    try:
        with transaction.atomic():
            _batch(test)
            failpoint("backtest.before_commit")
    except DatabaseError:
        raise
    except Exception as error:
        test.refresh_from_db()
        test.state, test.finished_at, test.last_error = BacktestState.FAILED, clock.now(), repr(error)[:2000]
        test.save(update_fields=["state", "finished_at", "last_error"])
        return 1
    work.ring(KIND)
    return 1


def _batch(test: Backtest) -> None:
    found = backtests.following(test, BATCH)
    if found:
        compare(test, found, test.until, counts=test.leaks)
        test.after_id, test.done = found[-1], test.done + len(found)
    if len(found) < BATCH:
        test.total = test.done
        test.state, test.finished_at, test.verdict = BacktestState.DONE, clock.now(), verdict_of(test)
    test.save()


def compare(test: Backtest, lead_ids: Sequence[UUID], until: datetime, counts: leaks.Counts | None = None) -> None:
    """Replay these leads under the tested and the live rules up to `until`, and keep both; adds to `counts` which rules leak."""
    drafts, lives = Books(rulebook.parse(test.rules)), Books(rulebook.parse(test.live_rules))
    asks = asks_properties(drafts.default.rules) or asks_properties(lives.default.rules)
    found = history.of_leads(lead_ids, history.stages_from(test.outcome), until, asks)
    undated = [each.past.lead_id for each in found if each.undated]
    today = {row.lead_id: row for row in profiles.profiles(undated, drafts.default.rules)} if undated else {}
    rows = []
    for each in found:
        told, draft, live = each.told, drafts.of(each.past.channel), lives.of(each.past.channel)
        new, old = replay.replay(each.past, told, draft), replay.replay(each.past, told, live)
        rows.append(
            {
                "id": ids.new(), "lead_id": each.past.lead_id, "draft_at": new.mql_at, "live_at": old.mql_at, "draft_peak": new.peak,
                "live_peak": old.peak, "outcome_at": each.past.outcome_at,
            }
        )  # fmt: skip
        if counts is not None:
            leaks.count(counts, each.past, told, draft, today.get(each.past.lead_id))
    if rows:
        sql.execute(PUT, backtest=str(test.pk), rows=sql.as_json(rows))


def verdict_of(test: Backtest) -> dict[str, Any]:
    """What the rows of a test amount to, ready to be kept."""
    draft, live = rulebook.parse(test.rules), rulebook.parse(test.live_rules)
    rows = backtests.rows(test.pk)
    found = verdict.judge(rows, draft.threshold, live.threshold, backtests.terms(test), thresholds(draft))
    return {**asdict(found), "leaks": [asdict(leak) for leak in leaks.found(test.leaks)]}
