"""begin_shadow, end_shadow, follow: a tested draft is scored beside the live rulebook on what happens from now on; nothing acts on it.

It looks at whatever the live one looks at, and at what only the draft may ask for: whoever writes points or stages, puts tags, moves
members of lists or writes an answer down notes the leads (scoring.actions.noting), and each is replayed in the next minute.
"""

from datetime import timedelta
from uuid import UUID

from kernel import audit, clock, sql
from kernel.audit import Actor
from kernel.problems import Refused
from scoring.actions.backtests import compare, locked, verdict_of
from scoring.enums import BacktestState
from scoring.models import Backtest, ShadowLead
from scoring.queries import backtests
from scoring.queries.states import unique

EVERY = timedelta(minutes=1)
BATCH = 500
# What was under way when the test ended is looked at again.
OVERLAP = timedelta(hours=1)

# At the first look, so many leads at a time: to whom something happened since, their company included. Who wrote while the shadow began,
# and so did not see it, has ended by then.
LOOKED = 2_000
MEANWHILE = """
WITH looked AS MATERIALIZED (
    SELECT l.id, l.person_id, l.created_at FROM leads_lead l
    WHERE l.workspace_id = %(workspace_id)s AND l.id > %(after)s AND l.created_at >= %(born)s ORDER BY l.id LIMIT %(limit)s
), noted AS (
    INSERT INTO scoring_shadowlead (workspace_id, id, backtest_id, lead_id)
    SELECT %(workspace_id)s, gen_random_uuid(), %(test)s, l.id FROM looked l
    WHERE l.created_at >= %(since)s
      OR EXISTS (SELECT 1 FROM tracking_visitor v JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.visitor_id = v.id
                 AND e.occurred_at >= %(since)s WHERE v.workspace_id = %(workspace_id)s AND v.person_id = l.person_id)
      OR EXISTS (SELECT 1 FROM scoring_ledgerentry e WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = l.id
                 AND e.recorded_at >= %(since)s)
      OR EXISTS (SELECT 1 FROM scoring_tagentry t WHERE t.workspace_id = %(workspace_id)s AND t.lead_id = l.id
                 AND greatest(t.occurred_at, t.removed_at) >= %(since)s)
      OR EXISTS (SELECT 1 FROM leads_segmentstay t WHERE t.workspace_id = %(workspace_id)s AND t.lead_id = l.id
                 AND greatest(t.entered_at, t.left_at) >= %(since)s)
      OR EXISTS (SELECT 1 FROM leads_stagevisit v WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = l.id
                 AND greatest(v.recorded_at, v.undone_at) >= %(since)s)
      OR EXISTS (SELECT 1 FROM kernel_auditentry a WHERE a.workspace_id = %(workspace_id)s AND a.at >= %(since)s
                 AND a.target_id IN (l.id::text, l.person_id::text, (
                     SELECT p.company_id::text FROM leads_person p WHERE p.workspace_id = %(workspace_id)s AND p.id = l.person_id)))
)
SELECT l.id, (SELECT count(*) FROM looked) FROM looked l ORDER BY l.id DESC LIMIT 1
"""
TAKE = """
DELETE FROM scoring_shadowlead s WHERE s.workspace_id = %(workspace_id)s AND s.id IN (
    SELECT n.id FROM scoring_shadowlead n WHERE n.workspace_id = %(workspace_id)s AND n.backtest_id = %(test)s
    ORDER BY n.id LIMIT %(limit)s)
RETURNING s.lead_id
"""
BORN = """
SELECT l.id FROM leads_lead l
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[]) AND l.created_at >= %(born)s ORDER BY l.id
"""
# Who is part of somebody else now is no lead of its own.
GONE = """
DELETE FROM scoring_backtestlead b USING leads_lead l, leads_person p
WHERE b.workspace_id = %(workspace_id)s AND b.backtest_id = %(test)s AND b.lead_id = ANY(%(leads)s::uuid[])
  AND l.workspace_id = %(workspace_id)s AND l.id = b.lead_id
  AND p.workspace_id = %(workspace_id)s AND p.id = l.person_id AND p.merged_into_id IS NOT NULL
"""

is_due = backtests.shadow_is_due


def begin_shadow(backtest_id: UUID, actor: Actor) -> Backtest:
    """Go on comparing from now on, at first in a minute; an earlier shadow ends. Audited. Refuses a test that is not done, or not of the
    draft there is."""
    test = locked(backtest_id)
    if test.state != BacktestState.DONE:
        raise Refused("Only a finished test can go on in the shadow.", status=409, code="not_done")
    if not backtests.is_of_now(test):
        raise Refused("The draft or the live rulebook is not the one of this test any more: test again.", status=409, code="not_the_draft")
    if test.shadow_at is None:
        end_shadows(actor)
        test.shadow_from, test.shadow_at = test.until - OVERLAP, clock.now() + EVERY
        test.after_id = None
        test.save(update_fields=["shadow_from", "shadow_at", "after_id"])
        audit.record(actor, "backtest.shadowed", test, {"version": [test.live_version, test.version]})
    return test


def end_shadow(backtest_id: UUID, actor: Actor) -> Backtest:
    """Stop; what was compared stays. Audited."""
    test = locked(backtest_id)
    if test.shadow_at is not None:
        test.shadow_at = None
        test.save(update_fields=["shadow_at"])
        ShadowLead.objects.filter(backtest=test).delete()
        audit.record(actor, "backtest.shadow_ended", test)
    return test


def end_shadows(actor: Actor) -> None:
    """The draft is published or gone, or another test takes over: no shadow goes on. Audited."""
    for test in Backtest.objects.filter(shadow_at__isnull=False):
        end_shadow(test.pk, actor)


def follow() -> int:
    """Replay the leads to which something happened since the last look, and judge the test again up to now; then rest a minute.

    The test is held so that who notes leads for it meanwhile does not wait.
    """
    test: Backtest | None = Backtest.objects.select_for_update(no_key=True).filter(shadow_at__lte=clock.now()).first()
    if test is None:
        return 0
    # As it was when it began: who is to be looked at is not known whole.
    if test.shadow_from == test.until - OVERLAP and not _look(test):
        return 1
    now, noted = clock.now(), [row[0] for row in sql.tuples(TAKE, test=str(test.pk), limit=BATCH)]
    leads = [row[0] for row in sql.tuples(BORN, leads=unique(noted), born=test.since)] if noted else []
    if leads:
        compare(test, leads, now)
        sql.execute(GONE, test=str(test.pk), leads=leads)
    if len(noted) < BATCH:
        test.shadow_at = now + EVERY
    test.until = now
    test.verdict = verdict_of(test)
    test.save()
    return 1


def _look(test: Backtest) -> bool:
    """Note the next of those to whom something happened between the test and its shadow; whether these were the last ones."""
    asked = {"test": str(test.pk), "born": test.since, "since": test.shadow_from, "limit": LOOKED}
    found = sql.tuples(MEANWHILE, **asked, after=str(test.after_id or backtests.START))
    if found and found[0][1] == LOOKED:
        test.after_id = found[0][0]
        test.save(update_fields=["after_id"])
        return False
    return True
