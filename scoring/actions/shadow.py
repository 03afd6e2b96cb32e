"""begin_shadow, end_shadow, follow: a tested draft is scored beside the live rulebook on what happens from now on; nothing acts on it."""

from datetime import timedelta
from uuid import UUID

from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from scoring.actions.backtests import compare, locked, verdict_of
from scoring.domain import rulebook
from scoring.enums import BacktestState
from scoring.models import Backtest
from scoring.queries import backtests, rulebooks

EVERY = timedelta(minutes=1)
BATCH = 500
# Events may arrive a little later than they happened.
OVERLAP = timedelta(hours=1)

is_due = backtests.shadow_is_due


def begin_shadow(backtest_id: UUID, actor: Actor) -> Backtest:
    """Go on comparing from now on; an earlier shadow ends. Audited. Refuses a test that is not done, or not of the draft there is."""
    test = locked(backtest_id)
    if test.state != BacktestState.DONE:
        raise Refused("Only a finished test can go on in the shadow.", status=409, code="not_done")
    draft = rulebooks.draft()
    if draft is None or rulebook.digest(draft.rules) != test.digest or rulebooks.live().version != test.live_version:
        raise Refused("The draft or the live rulebook is not the one of this test any more: test again.", status=409, code="not_the_draft")
    if test.shadow_at is None:
        end_shadows(actor)
        test.shadow_from, test.after_id, test.shadow_at = test.until - OVERLAP, None, clock.now()
        test.save(update_fields=["shadow_from", "after_id", "shadow_at"])
        audit.record(actor, "backtest.shadowed", test, {"version": [test.live_version, test.version]})
    return test


def end_shadow(backtest_id: UUID, actor: Actor) -> Backtest:
    """Stop; what was compared stays. Audited."""
    test = locked(backtest_id)
    if test.shadow_at is not None:
        test.shadow_at = None
        test.save(update_fields=["shadow_at"])
        audit.record(actor, "backtest.shadow_ended", test)
    return test


def end_shadows(actor: Actor) -> None:
    """The draft is published or gone, or another test takes over: no shadow goes on. Audited."""
    for test in Backtest.objects.filter(shadow_at__isnull=False):
        end_shadow(test.pk, actor)


def follow() -> int:
    """Replay the leads that did something since the last look, and judge the test again up to now; then rest a minute."""
    test: Backtest | None = Backtest.objects.select_for_update().filter(shadow_at__lte=clock.now()).first()
    if test is None or test.shadow_from is None:
        return 0
    now = clock.now()
    found = backtests.active(test, BATCH)
    compare(test, [lead_id for _, lead_id in found], now)
    if len(found) < BATCH:
        test.shadow_from, test.after_id, test.shadow_at = now - OVERLAP, None, now + EVERY
    else:
        test.after_id = found[-1][0]
    test.until = now
    test.verdict = verdict_of(test)
    test.save()
    return 1
