"""The pages of calibration and of rules: what they say with nothing, with little and with enough; numbers, files, the way into a draft."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

from django.test import Client

from kernel import clock, tenancy
from scoring.queries import rulebooks
from tests.analytics.handed import BROADCAST, DOWNLOAD, Desk
from tests.cast import Cast
from tests.conftest import NOON

SignIn = Callable[[str], Client]
CALIBRATION, RULES = "/w/acme/insights/calibration", "/w/acme/insights/rules"
DRAFT = f"{RULES}/draft"
MAY, DAY = datetime(2026, 5, 4, 9, tzinfo=UTC), timedelta(days=1)
PERIOD = {"since": "2026-05-01", "until": "2026-05-31"}


def test_with_nothing_they_say_so(cast: Cast, signed_in: SignIn) -> None:
    vera = signed_in("vera")
    assert "No lead could be judged in this period yet" in vera.get(CALIBRATION).content.decode()
    assert "No score crossed the threshold in this period" in vera.get(RULES).content.decode()
    mara = signed_in("mara").get(DRAFT)
    assert (mara.status_code, "Nothing is suggested" in mara.content.decode()) == (200, True)


def test_with_little_nothing_is_drawn(desk: Desk, signed_in: SignIn) -> None:
    desk.accept(desk.crossing(NOON - 40 * DAY, 2), NOON - 20 * DAY)
    with clock.pretend(NOON):
        page = signed_in("vera").get(CALIBRATION)
        text = unescape(page.content.decode())
        assert ("chart" in page.context, "Too few to draw a curve" in text, "too few</span>" in text) == (False, True, True)
        assert "Too few to suggest anything" in signed_in("vera").get(RULES).content.decode()


def test_every_number_opens_its_leads(desk: Desk, signed_in: SignIn) -> None:
    desk.divided(MAY)
    desk.leads(MAY, 12)
    with clock.pretend(NOON):
        mara = signed_in("mara")
        page = mara.get(CALIBRATION, {"since": "2026-01-01", "until": "2026-07-05"})
        shown = [(name, row.judged, row.leads, row.became_leads) for row, name, *_ in page.context["bins"] if row.judged]
        # At 6 May sales has twelve, the rest was returned (and lost points); on 5 June nothing is left but lasting points.
        assert sum(judged for _name, judged, *_rest in shown) == page.context["found"].all.judged
        for row, _name, url, became in page.context["bins"]:
            assert (mara.get(url).context["count"], mara.get(became).context["count"]) == (row.leads, row.became_leads)
        page = mara.get(RULES, PERIOD)
        for numbers in (page.context["all"], *page.context["rules"]):
            assert mara.get(numbers["url"]).context["count"] == numbers["said"].leads
            for cell in (*numbers["cells"], *numbers["reasons"]):
                assert mara.get(cell["url"]).context["count"] == cell["n"]
        assert page.context["all"]["said"].words == {"accepted": 12, "returned": 12}


def test_the_files(desk: Desk, signed_in: SignIn) -> None:
    desk.divided(MAY)
    with clock.pretend(NOON):
        mara = signed_in("mara")
        lines = [line.split(",") for line in mara.get(RULES, {**PERIOD, "export": "csv"}).content.decode().splitlines()]
        assert lines[0][:5] == ["rule", "label", "points", "suggested", "leads"]
        assert lines[1] == ["all", "", "", "", "24", "12", "12", "0", "0", "0", "0.5", lines[1][11], lines[1][12], "budget_priority 12"]
        assert {line[0]: line[2:5] for line in lines[2:5]} == {
            "event:offline_meeting_attended": ["50.0", "50.0", "24"],
            f"event:{BROADCAST}": ["30.0", "24.0", "12"],
            f"event:{DOWNLOAD}": ["10.0", "12.0", "12"],
        }
        bins = mara.get(CALIBRATION, {"since": "2026-01-01", "export": "csv"}).content.decode().splitlines()
        assert bins[0] == "score_from,score_below,judged,leads,became_sql,share,low,high,fitted"
        assert signed_in("vera").get(RULES, {"export": "csv"}).headers["Content-Type"] == "text/html; charset=utf-8"


def test_points_go_into_a_draft_after_a_look(cast: Cast, desk: Desk, signed_in: SignIn) -> None:
    desk.divided(MAY)
    with clock.pretend(NOON):
        mara = signed_in("mara")
        assert DRAFT in mara.get(RULES, PERIOD).content.decode()
        assert DRAFT not in signed_in("vera").get(RULES, PERIOD).content.decode()
        assert signed_in("vera").get(DRAFT, PERIOD).status_code == 403
        plan = mara.get(DRAFT, PERIOD).context["plan"]
        form = {**PERIOD, "seen": plan.seen, "rule": [f"event:{DOWNLOAD}"]}
        mara.post(DRAFT, {**form, "seen": "something else"})
        with tenancy.scope(cast.acme.id):
            assert rulebooks.draft() is None
        assert signed_in("vera").post(DRAFT, form).status_code == 403
        done = mara.post(DRAFT, form)
        assert (done.status_code, done["Location"]) == (302, "/w/acme/scoring/draft")
        assert "1 rule of draft 2 has new points." in mara.get(done["Location"]).content.decode()
        assert {change.rule: change.draft for change in mara.get(DRAFT, PERIOD).context["plan"].changes} == {
            f"event:{DOWNLOAD}": 12,
            f"event:{BROADCAST}": 30,
        }
    assert signed_in("otto").get(DRAFT).status_code == 404


def test_a_bad_period_is_answered_with_the_mend(cast: Cast, signed_in: SignIn) -> None:
    vera = signed_in("vera")
    for page in (CALIBRATION, RULES):
        for wrong in ("since=soon", "until=2026-13-01", "since=2026-05-02&until=2026-05-01", "since=%00"):
            assert vera.get(f"{page}?{wrong}").status_code == 400, wrong
