"""What moves a lead, when, and what does not."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from scoring.domain.default_pack import DEFAULT
from scoring.domain.stage_policy import Happening, LeadContext, propose

LEAD = UUID(int=1)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def moves(lead: LeadContext, *happenings: Happening) -> list[tuple[str, datetime]]:
    return [(p.to, p.at) for p in propose(lead, happenings, DEFAULT)]


def known(stage: str = "name", **fields: object) -> LeadContext:
    return LeadContext(LEAD, stage, NOON - timedelta(days=1), **fields)  # type: ignore[arg-type]


def test_each_stage_at_its_own_time() -> None:
    happened = [Happening(NOON, 0, 10, took_part=True), Happening(LATER, 10, 35), Happening(LATER + timedelta(hours=1), 35, 65)]
    assert moves(known(), *happened) == [("engaged", NOON), ("target", LATER), ("mql", LATER + timedelta(hours=1))]


def test_an_anonymous_lead_becomes_a_friend_at_most() -> None:
    anonymous = LeadContext(LEAD, "awareness", None)
    assert moves(anonymous, Happening(NOON, 0, 90, came_back=True)) == [("friend", NOON)]
    assert moves(anonymous, Happening(NOON, 0, 90)) == []


def test_never_backward() -> None:
    assert moves(known("sql"), Happening(NOON, 0, 90, took_part=True)) == []
    assert moves(known("mql"), Happening(NOON, 0, 90)) == []


def test_the_threshold_itself_counts_and_a_hair_below_does_not() -> None:
    assert moves(known("target"), Happening(NOON, 59, 60)) == [("mql", NOON)]
    assert moves(known("target"), Happening(NOON, 59, 59.999)) == []


def test_rounding_is_neither_a_miss_nor_a_crossing() -> None:
    """What the logarithm loses of a sum counts as reached, before an event as after it."""
    nearly = 60 - 1e-9
    assert moves(known("target"), Happening(NOON, 50, nearly)) == [("mql", NOON)]
    assert moves(known("name"), Happening(NOON, 0, 30 - 1e-9)) == [("target", NOON)]
    assert moves(known("target", must_cross=True), Happening(NOON, nearly, 61)) == []


def test_cool_down_and_too_many_returns_hold_it_back() -> None:
    over = Happening(NOON, 50, 70)
    assert moves(known("target", cool_until=LATER, returns=1), over) == []
    assert moves(known("target", cool_until=NOON, returns=1), over) == [("mql", NOON)]
    assert moves(known("target", returns=3), over) == []


def test_who_was_an_mql_and_moved_by_hand_must_cross_again() -> None:
    must = known("target", must_cross=True)
    assert moves(must, Happening(NOON, 70, 75)) == []
    assert moves(must, Happening(NOON, 59, 75)) == [("mql", NOON)]


def test_what_happened_before_the_name_counts_from_the_name_on() -> None:
    lead = LeadContext(LEAD, "name", LATER)
    assert moves(lead, Happening(NOON, 0, 10, took_part=True)) == [("engaged", LATER)]
