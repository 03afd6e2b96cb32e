"""A draft on the workspace's own history: the same instants as the live engine, nothing known too early, once however often it stops."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from kernel import audit, clock, tenancy
from kernel.problems import Refused
from leads.actions.lifecycle import Move, move_stage
from leads.actions.people import change_person
from leads.enums import MoveReason, Stage
from leads.models import StageVisit
from scoring.actions import backtests as actions
from scoring.actions import rulebooks
from scoring.actions.backtests import Asked
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.models import Backtest, BacktestLead, LedgerEntry
from scoring.queries import backtests
from tests.cast import Cast
from tests.conftest import NOON
from tests.scoring.people import Office

DAY = timedelta(days=1)
SYSTEM = audit.SYSTEM
DOINGS = ("live_broadcast_watched", "asset_downloaded", "product_tried", "offline_meeting_attended", "email_opened")
TITLES = ("CEO", "Head of marketing", "Intern", "Manager", "Cleaner")


@contextmanager
def there(office: Office, at: datetime) -> Iterator[None]:
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        yield


def carried_out(office: Office, at: datetime, rules: dict[str, Any] | None = None, **asked: Any) -> Backtest:
    """The draft (the default pack with `rules`) tested to its end."""
    with there(office, at):
        draft = rulebooks.begin_draft(SYSTEM, rulebook.plain(DEFAULT) | (rules or {}))
        test = actions.begin_test(draft.version, Asked(**asked), SYSTEM)
    office.run(at)
    with there(office, at):
        return Backtest.objects.get(pk=test.pk)


def rows(office: Office, test: Backtest) -> dict[UUID, BacktestLead]:
    with tenancy.scope(office.workspace.id):
        return {row.lead_id: row for row in BacktestLead.objects.filter(backtest=test)}


def live_through(office: Office, seed: int) -> tuple[UUID, datetime]:
    """A random life of some months: named late or early, edits between doings, silences."""
    random = Random(seed)
    at = NOON - timedelta(days=300) + timedelta(hours=seed)
    lead = office.lead(at, email=random.choice((f"a{seed}@firm.example", f"a{seed}@gmail.com")))
    for _ in range(random.randrange(3, 14)):
        at += timedelta(minutes=random.randrange(1, 60 * 24 * random.choice((1, 4, 45))))
        if random.random() < 0.3:
            with there(office, at):
                change_person(office.get(lead).person_id, {"title": random.choice(TITLES)}, SYSTEM)
            office.run(at)
        else:
            office.did(lead, random.choice(DOINGS), at)
    return lead, at


def test_the_replay_makes_mqls_at_the_instants_of_the_live_engine(office: Office) -> None:
    lives = [live_through(office, seed) for seed in range(24)]
    end = max(at for _, at in lives)
    test = carried_out(office, end + DAY)
    assert (test.state, test.last_error, test.done) == ("done", "", len(lives))
    found = rows(office, test)
    with there(office, end):
        live = {
            visit.lead_id: visit.entered_at
            for visit in StageVisit.objects.filter(stage=Stage.MQL, visit_no=1, reason=MoveReason.SCORE)
        }
    replayed = {lead: row.live_at for lead, row in found.items() if row.live_at}
    assert len(live) >= 5
    assert replayed == live
    assert {lead: row.draft_at for lead, row in found.items() if row.draft_at} == live
    assert all((row.draft_peak >= 60) == (row.draft_at is not None) for row in found.values())
