"""Tests on history: which there are, their rows, and what is due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Abs

from kernel import sql
from kernel.due import Due
from leads.models import Lead
from scoring.domain import rulebook
from scoring.domain.crossing import least
from scoring.domain.verdict import LEAST_MOVE, Row, Terms
from scoring.enums import BacktestState
from scoring.models import Backtest, BacktestLead, RulebookApproval
from scoring.queries import rulebooks

NEXT = """
SELECT l.id FROM leads_lead l
WHERE l.workspace_id = %(workspace_id)s AND l.id > %(after)s::uuid AND l.created_at >= %(since)s AND l.created_at <= %(until)s
ORDER BY l.id LIMIT %(limit)s
"""
COUNT = """
SELECT count(*) FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.created_at >= %(since)s AND l.created_at <= %(until)s
"""
HALF = 0.5
START = "00000000-0000-0000-0000-000000000000"
ROWS = """
SELECT b.lead_id, b.draft_at, b.live_at, b.draft_peak, b.live_peak, b.outcome_at, l.entry_channel AS channel
FROM scoring_backtestlead b JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = b.lead_id
WHERE b.workspace_id = %(workspace_id)s AND b.backtest_id = %(id)s ORDER BY b.lead_id
"""
# Of the leads that are open now: all, those that a test looked at, and those that moved in one (scoring.domain.verdict.direction).
SEEN = """
SELECT count(*), count(t.lead_id), count(*) FILTER (WHERE t.moves)
FROM leads_lead l
LEFT JOIN (
    SELECT b.lead_id, bool_or((b.draft_at IS NULL) <> (b.live_at IS NULL) OR abs(b.draft_peak - b.live_peak) >= %(least)s) AS moves
    FROM scoring_backtestlead b
    WHERE b.workspace_id = %(workspace_id)s AND b.backtest_id = ANY(%(tests)s::uuid[]) GROUP BY b.lead_id
) t ON t.lead_id = l.id
WHERE l.workspace_id = %(workspace_id)s AND l.closed_at IS NULL
"""
shadow_is_due = Due("EXISTS (SELECT 1 FROM scoring_backtest b WHERE b.workspace_id = %(workspace_id)s AND b.shadow_at <= %(now)s)")


def tests() -> "QuerySet[Backtest]":
    """Newest first."""
    return Backtest.objects.order_by("-created_at", "-id")


def one(backtest_id: UUID) -> Backtest | None:
    return Backtest.objects.filter(pk=backtest_id).first()


def running() -> Backtest | None:
    """The test that is under way; at most one a workspace."""
    return Backtest.objects.filter(state=BacktestState.RUNNING).first()


is_running = Due(
    f"EXISTS (SELECT 1 FROM scoring_backtest b WHERE b.workspace_id = %(workspace_id)s AND b.state = '{BacktestState.RUNNING.value}')"
)


def shadow() -> Backtest | None:
    """The test whose draft is scored beside the live rulebook from now on; at most one."""
    return Backtest.objects.filter(shadow_at__isnull=False).first()


def counting(digest: str, live_version: int) -> "QuerySet[Backtest]":
    """The finished tests of exactly these rules beside this live version, newest first: what publishing may lean on.

    A test of a period in which no lead came has shown nothing, as long as there are leads that another could look at.
    """
    found = tests().filter(digest=digest, live_version=live_version, state=BacktestState.DONE)
    return found.filter(total__gt=0) if Lead.objects.exists() else found


def is_of_now(test: Backtest) -> bool:
    """Whether it tested the draft that there is now, beside the live version of now."""
    draft = rulebooks.draft()
    return draft is not None and rulebook.digest(draft.rules) == test.digest and rulebooks.live().version == test.live_version


def count(since: datetime, until: datetime) -> int:
    """Leads that were created in the period."""
    return int(sql.tuples(COUNT, since=since, until=until)[0][0])


def following(test: Backtest, limit: int) -> list[UUID]:
    """The next leads to replay, in the order of their ids."""
    found = sql.tuples(NEXT, after=str(test.after_id or START), since=test.since, until=test.until, limit=limit)
    return [row[0] for row in found]


def rows(backtest_id: UUID) -> list[Row]:
    """Every lead of a test."""
    return sql.rows(ROWS, Row, id=str(backtest_id))


def terms(test: Backtest) -> Terms:
    return Terms(test.since, test.until, test.patience_days, test.sdrs, test.capacity)


def movers(backtest_id: UUID, up: bool, limit: int = 10) -> list[Any]:
    """The leads that move most, with their people; those that change sides of the threshold move also where no peak does
    (scoring.domain.verdict.direction)."""
    change = F("draft_peak") - F("live_peak")
    found = leads_of(backtest_id).select_related("lead__person").annotate(change=change)
    gained, lost = Q(draft_at__isnull=False, live_at=None), Q(draft_at=None, live_at__isnull=False)
    far = Q(change__gte=least(LEAST_MOVE)) if up else Q(change__lte=-least(LEAST_MOVE))
    sides, other = (gained, lost) if up else (lost, gained)
    return list(found.filter(sides | far & ~other).order_by(Abs(change).desc(), F("draft_peak").desc(), "lead_id")[:limit])


def leads_of(backtest_id: UUID) -> "QuerySet[BacktestLead]":
    """All leads of a test."""
    return BacktestLead.objects.filter(backtest_id=backtest_id)


def every_lead(backtest_id: UUID) -> Iterator[Any]:
    """All leads of a test with their people, for the export."""
    found = leads_of(backtest_id).select_related("lead__person").order_by("lead_id")
    return iter(found.iterator(chunk_size=2_000))


def approvals(version: int, digest: str) -> dict[str, RulebookApproval]:
    """Side → its yes to exactly these rules."""
    return {row.side: row for row in RulebookApproval.objects.filter(version=version, digest=digest)}


@dataclass(frozen=True)
class Confirmation:
    """What has to be typed before rules go live: `number`, 0 for nothing. Where the tests have `seen` too few of all open `leads` to say
    who moves, it is the number of all of them and `blind` says so."""

    number: int = 0
    seen: int = 0
    leads: int = 0
    blind: bool = False


def to_confirm(found: Iterable[Backtest]) -> Confirmation:
    """What to type before rules with these tests go live, where more than half of the leads move, or may: who is open and was looked at
    by none of the tests may as well move.

    Of those that a test has shown, the largest number that any of them asks for. They differ only in which leads they looked at, and a
    look at fewer leads does not undo what a look at more has shown; so another test may raise the number and never lowers it.
    """
    tests = [test for test in found if test.verdict]
    ((everybody, seen, moving),) = sql.tuples(SEEN, tests=[str(test.pk) for test in tests], least=least(LEAST_MOVE))
    moves = [test.verdict["moves"] for test in tests]
    shown = max((int(each["up"] + each["down"]) for each in moves if each["share"] > HALF), default=0)
    if moving > HALF * everybody:
        return Confirmation(max(shown, moving), seen, everybody)
    if moving + everybody - seen > HALF * everybody:
        return Confirmation(everybody, seen, everybody, blind=True)
    return Confirmation(shown, seen, everybody)
