"""The page of recency, frequency and money, its file and its API."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from kernel import clock, tenancy
from tenants.actions.api_keys import issue_key
from tests.analytics.buyers import buyer
from tests.cast import Cast, as_actor
from tests.conftest import NOON

SignIn = Callable[[str], Client]
PAGE = "/w/acme/insights/rfm"
DAY = timedelta(days=1)


def buy(cast: Cast) -> None:
    buyer(cast.acme, (NOON - DAY, "100"), (NOON - 2 * DAY, "300"), now=NOON, name="=Ann")
    buyer(cast.acme, (NOON - 100 * DAY, "50"), now=NOON, name="Bob")


def test_without_orders_the_page_says_so(cast: Cast, signed_in: SignIn) -> None:
    answer = signed_in("vera").get(PAGE)
    assert (answer.status_code, "No order yet" in answer.content.decode()) == (200, True)


def test_every_number_opens_its_people(cast: Cast, signed_in: SignIn) -> None:
    buy(cast)
    with clock.pretend(NOON):
        mara = signed_in("mara")
        page = mara.get(PAGE)
        assert {kind["octant"]: kind["customers"] for kind in page.context["kinds"] if kind["customers"]} == {
            "champions": 1,
            "hibernating": 1,
        }
        for kind in page.context["kinds"]:
            assert mara.get(kind["url"]).context["count"] == kind["customers"]
        rows = {str(row["name"])[:1]: row["cells"] for row in page.context["groups"]}
        assert rows["A"] == [0, 1, 0, 0, 1]
        assert round(page.context["tenths"][-1].share) == 100


def test_a_median_is_beaten_and_a_threshold_reached_in_words_too(cast: Cast, signed_in: SignIn) -> None:
    buy(cast)
    with clock.pretend(NOON):
        by_median, by_hand = (signed_in("mara").get(f"{PAGE}{asked}").content.decode() for asked in ("", "?worth=60"))
    assert ("Much is more than" in by_median, "Much is from" in by_median) == (True, False)
    assert ("Much is more than" in by_hand, "Much is from" in by_hand) == (False, True)


def test_bad_questions_are_answered_with_the_mend(cast: Cast, signed_in: SignIn) -> None:
    for wrong in ("by=planet", "recent=-1", "worth=nan", "currency=12", "until=soon", "of=%00"):
        assert signed_in("vera").get(f"{PAGE}?{wrong}").status_code == 400, wrong


def test_the_file_lists_the_customers(cast: Cast, signed_in: SignIn) -> None:
    buy(cast)
    with clock.pretend(NOON):
        lines = signed_in("mara").get(f"{PAGE}?export=csv").content.decode().splitlines()
    assert [line.split(",")[1:] for line in lines[1:]] == [
        ["'=Ann", "champions", "E", "1.0", "2", "400.0", "200.0", "USD"],
        ["Bob", "hibernating", "B", "100.0", "1", "50.0", "50.0", "USD"],
    ]


def test_the_api_says_the_same(cast: Cast) -> None:
    buy(cast)
    with tenancy.scope(cast.acme.id):
        _, text = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
    api = Client(headers={"authorization": f"Bearer {text}"})
    with clock.pretend(NOON):
        body = api.get("/api/v1/reports/rfm?recent=7").json()
        assert (body["customers"], body["currency"], body["ask"]) == (2, "USD", {"recent": "7"})
        assert {kind["octant"]: kind["money"] for kind in body["kinds"] if kind["customers"]} == {
            "champions": 40_000.0,
            "hibernating": 5_000.0,
        }
        wrong = api.get("/api/v1/reports/rfm?often=no")
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/often")
