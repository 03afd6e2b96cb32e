"""What sales said of each lead that the score handed over, by the rules that stood in its score at that moment (M12)."""

from datetime import UTC, datetime, timedelta

import pytest

from analytics.domain.words import NO_REASON
from analytics.enums import Word
from analytics.queries import crossings
from kernel import clock, tenancy
from leads.actions.lifecycle import Move, move_stage
from leads.domain.filters import BadFilter
from leads.queries.leads import search
from tests.analytics.handed import BROADCAST, DOWNLOAD, MEETING, Desk
from tests.cast import Cast, as_actor
from tests.conftest import NOON

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
SINCE, UNTIL = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
PERIOD = "2026-05-01..2026-05-31"


def count(*parts: str) -> int:
    with clock.pretend(NOON):
        return search({"crossed": [";".join([PERIOD, *parts])]}).count()


def test_every_word_of_sales_and_its_leads(cast: Cast, desk: Desk) -> None:
    leads = desk.crossing(MAY, 7)
    good, poor, bad, turned, by_hand, *_waiting = leads
    desk.accept([good, turned], MAY + DAY)
    desk.give_back([poor], MAY + DAY)
    desk.give_back([bad], MAY + DAY, "not_a_fit")
    desk.give_back([turned], MAY + 2 * DAY, "no_internal_consensus")
    with tenancy.scope(cast.acme.id), clock.pretend(MAY + DAY):
        move_stage(Move(by_hand, "engaged", "manual", MAY + DAY, note="No longer there."), as_actor(cast.mara))
    desk.run(MAY + DAY)
    with tenancy.scope(cast.acme.id):
        said = crossings.run(SINCE, UNTIL).all
        assert said.words == {"accepted": 1, "returned": 2, "disqualified": 1, "open": 2, "left": 1}
        assert said.reasons == {"budget_priority": 1, "no_internal_consensus": 1, "not_a_fit": 1}
        assert (said.judged, said.precision) == (4, 0.25)
        assert [count("", word) for word in Word.values] == [1, 2, 1, 2, 1]
        assert [count("", "returned", reason) for reason in ("budget_priority", NO_REASON)] == [1, 0]
        assert (count(), count("event:asset_downloaded", "accepted"), count("event:never")) == (7, 1, 0)


def test_only_points_that_stood_in_the_score_then(cast: Cast, desk: Desk) -> None:
    """A broadcast before and a meeting make it cross; the download comes after, or is told of after, or has faded to nothing."""
    late, told_late, faded = (lead for at in (MAY, MAY, MAY - 120 * DAY) for lead in desk.leads(at))
    desk.did([faded], MAY - 120 * DAY, DOWNLOAD)
    desk.did([late, told_late, faded], MAY, BROADCAST)
    desk.did([late, told_late, faded], MAY + HOUR, MEETING)
    desk.did([late], MAY + 2 * HOUR, DOWNLOAD)
    desk.did([told_late], MAY, DOWNLOAD, now=MAY + 3 * HOUR)
    with tenancy.scope(cast.acme.id):
        answer = crossings.run(SINCE, UNTIL)
        assert {row.rule: row.said.leads for row in answer.rules if row.said.leads} == {f"event:{BROADCAST}": 3, f"event:{MEETING}": 3}
        meeting = next(row for row in answer.rules if row.rule == f"event:{MEETING}")
        assert (meeting.label, meeting.points, meeting.said.worth) == ("Attended an offline meeting", 50, pytest.approx(150))


def test_the_first_crossing_counts_and_the_fast_lane_is_not_the_scores_word(cast: Cast, desk: Desk) -> None:
    again = desk.crossing(MAY, 1)
    desk.give_back(again, MAY + DAY)
    desk.did(again, MAY + 12 * DAY, MEETING, MEETING)
    desk.accept(again, MAY + 13 * DAY)
    direct = desk.leads(MAY)
    with tenancy.scope(cast.acme.id), clock.pretend(MAY + DAY):
        move_stage(Move(direct[0], "mql", "fast_lane", MAY + DAY, through=True), as_actor(cast.mara))
    desk.run(MAY + DAY)
    desk.crossing(UNTIL, 1)  # the first moment of the next month
    with tenancy.scope(cast.acme.id):
        assert crossings.run(SINCE, UNTIL).all.words == {"returned": 1}
        # A period that begins later sees the second crossing.
        assert crossings.run(MAY + 2 * DAY, UNTIL).all.words == {"accepted": 1}
        assert (count(), count("", "accepted")) == (1, 0)


def test_suggestions_follow_sales(cast: Cast, desk: Desk) -> None:
    """Downloads came with acceptance, broadcasts with refusal; all had the meeting, so nothing is said of it."""
    desk.divided(MAY)
    with tenancy.scope(cast.acme.id):
        answer = crossings.run(SINCE, UNTIL)
    found = {row.rule: row.suggestion for row in answer.rules if row.suggestion and row.said.leads}
    told = {rule: (one.hits, one.cases, one.other_hits, one.other_cases, one.now, one.suggested, one.why) for rule, one in found.items()}
    assert told == {
        f"event:{DOWNLOAD}": (10, 12, 2, 12, 10, 12.0, "changed"),
        f"event:{BROADCAST}": (2, 12, 10, 12, 30, 24.0, "changed"),
        f"event:{MEETING}": (12, 24, 0, 0, 50, 50, "few"),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"crossed": ["may"]}, {"crossed": ["2026-05-01"]}, {"crossed": ["2026-05-31..2026-05-01"]}, {"crossed": [f"{PERIOD};x;maybe"]},
        {"crossed": [f"{PERIOD};x;returned;luck"]}, {"crossed": [f"{PERIOD};\x00"]}, {"crossed": [f"{PERIOD};event:x."]},
        {"scored": [f"{PERIOD};a..b"]}, {"scored": [f"{PERIOD};1..nan"]},
        {"scored": [f"{PERIOD};1..2;won"]}, {"scored": ["1970..;1..2"]},
    ],
)  # fmt: skip
def test_a_wrong_value_names_its_filter(acme: Cast, wrong: dict[str, list[str]]) -> None:
    with pytest.raises(BadFilter) as error:
        search(wrong)
    assert [error.value.field] == list(wrong)


def test_one_of_several_rules_of_an_event_is_a_rule(desk: Desk) -> None:
    with tenancy.scope(desk.cast.acme.id):
        assert search({"crossed": [f"{PERIOD};event:webinar_attended.whole"]}).count() == 0
