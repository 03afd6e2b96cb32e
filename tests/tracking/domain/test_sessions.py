"""A visit ends after thirty minutes of silence or when the campaign changes: against a slow, plain reading of the rule."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from tracking.domain.addresses import NOWHERE
from tracking.domain.channels import Touch
from tracking.domain.draft import Draft
from tracking.domain.sessions import assign

START = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
VISITOR = UUID(int=7)
moments = st.lists(st.tuples(st.integers(0, 300), st.sampled_from(["", "", "", "spring", "autumn"])), min_size=1, max_size=40)


def draft(minute: float, campaign: str = "", *, is_bot: bool = False, has_device: bool = True) -> Draft:
    touch = Touch("paid_search", "google", "cpc", campaign) if campaign else Touch("direct", "", "", "")
    return Draft(
        0, "m", None, "live", "page", START, {}, {}, occurred_at=START + timedelta(minutes=minute), touch=touch, is_landing=bool(campaign),
        is_bot=is_bot, has_device=has_device, address=NOWHERE,
    )  # fmt: skip


def sizes(drafts: list[Draft]) -> list[int]:
    return [visit.events for visit in assign(drafts, None, VISITOR, 0, [uuid4() for _ in drafts])]


@given(moments)
def test_visits_are_split_as_the_rule_says(given_moments: list[tuple[int, str]]) -> None:
    given_moments.sort(key=lambda moment: moment[0])
    expected: list[int] = []
    last, campaign = None, None
    for minute, name in given_moments:
        if last is None or minute - last > 30 or (name and name != campaign):
            expected.append(0)
            campaign = name
        expected[-1] += 1
        last = minute
    assert sizes([draft(minute, name) for minute, name in given_moments]) == expected


@given(moments)
def test_every_visit_spans_its_events_and_numbers_rise(given_moments: list[tuple[int, str]]) -> None:
    drafts = [draft(minute, name) for minute, name in sorted(given_moments, key=lambda moment: moment[0])]
    visits = assign(drafts, None, VISITOR, 4, [uuid4() for _ in drafts])
    assert [visit.number for visit in visits] == list(range(5, 5 + len(visits)))
    for visit in visits:
        own = [d.at for d in drafts if d.session_id == visit.id]
        assert (visit.started_at, visit.last_at, visit.events) == (min(own), max(own), len(own))


def test_exactly_thirty_minutes_is_still_the_same_visit() -> None:
    assert sizes([draft(0), draft(30)]) == [2]
    assert sizes([draft(0), draft(30.001)]) == [1, 1]


def test_a_late_arrival_joins_and_moves_the_start() -> None:
    [visit] = assign([draft(40)], None, VISITOR, 0, [uuid4()])
    [same] = assign([draft(15)], visit, VISITOR, 1, [uuid4()])
    assert (same.id, same.started_at, same.last_at, same.events) == (
        visit.id,
        START + timedelta(minutes=15),
        START + timedelta(minutes=40),
        2,
    )


def test_bots_and_servers_start_no_visit() -> None:
    assert sizes([draft(0, is_bot=True), draft(1, has_device=False)]) == []
    assert sizes([draft(0), draft(1, has_device=False)]) == [2]
