"""Rules that know the end, those that take points too: what they ask about came after the outcome, or after the lead had failed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from scoring.domain import leaks
from scoring.domain.default_pack import DEFAULT
from scoring.domain.engine import Activity, Book
from scoring.domain.fit import Profile
from scoring.domain.past import Moment, Past, tell
from scoring.domain.rulebook import parse, plain

LEAD, START, DAY = UUID(int=1), datetime(2026, 11, 2, tzinfo=UTC), timedelta(days=1)
LOSER = {"name": "loser", "label": "Lost", "field": "persona", "points": -40, "any_of": ["lost"]}
RULES = plain(DEFAULT) | {"fit": [LOSER], "events": [{"event": "complained", "label": "Complained", "points": -20}]}


def counted(pasts: list[Past], **changes: Any) -> list[leaks.Leak]:
    book, counts = Book(parse(RULES | changes)), dict[str, list[int]]()
    for past in pasts:
        leaks.count(counts, past, tell(past), book, None)
    return leaks.found(counts)


def lost(days: int, **ends: datetime) -> Past:
    """Somebody whose persona became “lost” after so many days."""
    return Past(LEAD, START, [Moment(START, edit={"persona": "new"}), Moment(START + days * DAY, edit={"persona": "lost"})], **ends)


def test_a_rule_that_takes_points_by_what_is_written_down_after_the_loss_is_named() -> None:
    pasts = [lost(9, failed_at=START + 8 * DAY)] * 4 + [lost(2, failed_at=START + 8 * DAY)]
    assert counted(pasts) == [leaks.Leak("fit:loser", 5, 4, 0, takes=True)]


def test_one_that_is_known_before_the_end_is_not() -> None:
    assert counted([lost(2, failed_at=START + 8 * DAY)] * 9) == []


def test_after_the_outcome_is_after_the_end_too_and_the_first_end_counts() -> None:
    assert counted([lost(9, outcome_at=START + 8 * DAY, failed_at=START + 20 * DAY)] * 3) == [leaks.Leak("fit:loser", 3, 3, 0, True)]


def test_a_return_before_the_outcome_is_the_end_for_what_takes_and_not_for_what_gives() -> None:
    pasts = [lost(9, failed_at=START + 8 * DAY, outcome_at=START + 20 * DAY)] * 3
    assert counted(pasts) == [leaks.Leak("fit:loser", 3, 3, 0, True)]
    assert counted(pasts, fit=[LOSER | {"points": 40}]) == []


def test_a_rule_that_gives_points_looks_at_leads_with_the_outcome_only() -> None:
    giving = [LOSER | {"points": 40}]
    assert counted([lost(9, failed_at=START + 8 * DAY)] * 9, fit=giving) == []
    assert counted([lost(9, outcome_at=START + 8 * DAY)] * 3, fit=giving) == [leaks.Leak("fit:loser", 3, 3, 0)]


def test_events_that_take_points_and_happen_after_the_loss() -> None:
    done = Activity(UUID(int=2), LEAD, "track", "complained", "", "", START + 9 * DAY)
    past = Past(LEAD, START, [Moment(done.occurred_at, done)], failed_at=START + 8 * DAY)
    assert counted([past] * 3) == [leaks.Leak("event:complained", 3, 3, 0, True)]
    assert counted([replace(past, failed_at=START + 10 * DAY)] * 3) == []


def test_what_a_limit_takes_is_no_rule() -> None:
    capped = {"limits": {"match": {"cap": 1}}, "fit": [LOSER | {"points": 40}]}
    assert [leak.rule for leak in counted([lost(9, outcome_at=START + 8 * DAY)] * 3, **capped)] == ["fit:loser"]


def test_a_value_without_a_date_is_named_for_a_rule_that_takes() -> None:
    book, counts = Book(parse(RULES)), {"fit:loser": [1, 0, 2]}
    leaks.count(counts, Past(LEAD, START, []), [], book, Profile(LEAD, persona="lost"))
    assert leaks.found(counts) == [leaks.Leak("fit:loser", 1, 0, 3, True)]
