"""What stands of a rule that counts once: the earliest, whenever it became known, without what its patterns made."""

from datetime import timedelta
from uuid import UUID

from scoring.domain.engine import Entry
from scoring.domain.once import goes_along, start
from tests.conftest import NOON

LEAD = UUID(int=1)


def entry(number: int, hours: int, rule: str = "event:trial", key: str = "") -> Entry:
    at = NOON + timedelta(hours=hours)
    return Entry(LEAD, rule, "behaviour", 10, True, at, "Trial", key or f"{rule}:{number}", UUID(int=number))


def test_the_earliest_takes_the_place_of_what_stood_with_its_corrections() -> None:
    firsts = start(frozenset({"event:trial"}))
    assert firsts is not None
    second, capped, met = entry(2, 5), entry(2, 5, "cap:total", "cap:total:event:trial:2"), entry(2, 5, "pattern:often", "pattern:often:1")
    assert firsts.meet(second) == []
    firsts.follow(second, [capped, met])
    assert firsts.meet(entry(3, 6)) is None
    assert firsts.meet(entry(1, 5)) == [second, capped]
    assert (firsts.meet(entry(4, 0, "event:other")), firsts.meet(entry(4, 0))) == ([], [entry(1, 5)])


def test_a_rulebook_without_such_rules_keeps_nothing() -> None:
    assert start(frozenset()) is None


def test_an_event_that_is_called_pattern_goes_along_with_itself() -> None:
    assert goes_along("event:pattern", "cap:event:pattern:event:pattern:7")
    assert not goes_along("event:pattern", "pattern:often:20261102")
