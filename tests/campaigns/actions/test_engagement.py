"""Opens and clicks travel the way as events; only people's change the message."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from campaigns.actions.deliver import deliver
from campaigns.actions.engagement import judge_clicks, record_click, record_open
from campaigns.actions.unsubscribe import unsubscribe
from campaigns.models import Click, Message, Suppression
from kernel import clock, ids, sql, tenancy
from leads.models import Lead
from tests.campaigns.conftest import Post, Queue, told
from tests.campaigns.domain.test_bots import CHROME, GMAIL
from tests.cast import Cast
from tests.conftest import NOON
from tests.leads.touches import listen, touched

LINKS = ("https://www.example.com/demo", "https://www.example.com/pricing")
Sent = Callable[[], Any]


@pytest.fixture
def sent(cast: Cast, post: Post, lena: Lead, queue: Queue) -> Any:
    """The id of a message that went out at noon, with two links."""
    with clock.pretend(NOON):
        answer = queue(lena)
        deliver(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        Message.objects.update(html="".join(f'<a href="{url}">x</a>' for url in LINKS))
    return answer.message_id


def events(cast: Cast) -> list[tuple[Any, ...]]:
    """(name, is_bot, url) of our own events about messages, in their order."""
    with tenancy.scope(cast.acme.id):
        return sql.tuples(
            "SELECT name, is_bot, properties->>'url' FROM tracking_event WHERE workspace_id = %(workspace_id)s "
            "AND (name LIKE 'email%%' OR name = 'unsubscribed') ORDER BY id"
        )


def at(seconds: float, cast: Cast, what: Callable[[], Any]) -> None:
    with clock.pretend(NOON + timedelta(seconds=seconds)), tenancy.scope(cast.acme.id):
        what()


def judge(seconds: float, cast: Cast) -> None:
    at(seconds, cast, judge_clicks)


@pytest.mark.parametrize("user_agent", [CHROME, GMAIL])
def test_a_person_opens_once(cast: Cast, sent: Any, user_agent: str) -> None:
    at(60, cast, lambda: record_open(sent, user_agent))
    judge(61, cast)
    assert events(cast) == []
    judge(65, cast)
    at(90, cast, lambda: record_open(sent, user_agent))
    judge(100, cast)
    assert events(cast) == [("email_opened", False, None)]
    assert told(cast, "opened_at", "clicked_at") == [(NOON + timedelta(seconds=60), None)]


def test_a_persons_click_proves_the_address_and_an_open_or_a_machine_does_not(cast: Cast, sent: Any, lena: Lead) -> None:
    def reach() -> str:
        with tenancy.scope(cast.acme.id):
            return Lead.objects.get(pk=lena.pk).person.email_reach

    at(20, cast, lambda: record_open(sent, CHROME))
    at(30, cast, lambda: record_click(sent, LINKS[0], ""))
    judge(40, cast)
    assert reach() == "valid"
    at(120, cast, lambda: record_click(sent, LINKS[0], CHROME))
    judge(130, cast)
    assert reach() == "confirmed"


@pytest.mark.parametrize(("user_agent", "seconds"), [("Mozilla/5.0", 60), ("Barracuda", 60), (CHROME, 1), ("", 60)])
def test_a_machine_opens_and_moves_nothing(cast: Cast, sent: Any, user_agent: str, seconds: float) -> None:
    at(seconds, cast, lambda: record_open(sent, user_agent))
    judge(100, cast)
    assert events(cast) == [("email_opened", True, None)]
    assert told(cast, "opened_at") == [(None,)]
    at(120, cast, lambda: record_open(sent, CHROME))
    judge(130, cast)
    assert told(cast, "opened_at") == [(NOON + timedelta(seconds=120),)]


def test_a_persons_click_is_judged_and_is_an_open_too(cast: Cast, sent: Any) -> None:
    at(60, cast, lambda: record_click(sent, LINKS[0], CHROME))
    judge(61, cast)
    assert events(cast) == []
    judge(65, cast)
    assert events(cast) == [("email_clicked", False, LINKS[0])]
    assert told(cast, "opened_at", "clicked_at") == [(NOON + timedelta(seconds=60), NOON + timedelta(seconds=60))]


def test_a_scanner_storm_is_flagged_and_a_later_click_counts(cast: Cast, sent: Any) -> None:
    for number in range(3):
        for url in LINKS:
            at(60 + number * 0.3, cast, partial(record_click, sent, url, CHROME))
    judge(70, cast)
    assert events(cast) == [("email_clicked", True, LINKS[0]), ("email_clicked", True, LINKS[1])]
    assert told(cast, "clicked_at") == [(None,)]
    at(600, cast, lambda: record_click(sent, LINKS[1], CHROME))
    judge(610, cast)
    assert events(cast)[2:] == [("email_clicked", False, LINKS[1])]
    assert told(cast, "clicked_at") == [(NOON + timedelta(seconds=600),)]


def test_a_click_from_a_hosts_network_right_after_sending_is_a_machines_and_a_later_one_counts(cast: Cast, sent: Any) -> None:
    at(20, cast, lambda: record_click(sent, LINKS[0], CHROME, hosted=True))
    judge(30, cast)
    assert told(cast, "clicked_at") == [(None,)]
    at(600, cast, lambda: record_click(sent, LINKS[1], CHROME, hosted=True))
    judge(610, cast)
    assert events(cast) == [("email_clicked", True, LINKS[0]), ("email_clicked", False, LINKS[1])]
    assert told(cast, "clicked_at") == [(NOON + timedelta(seconds=600),)]


def test_the_picture_that_a_scanner_loads_before_the_links_is_no_open_and_the_readers_is(cast: Cast, sent: Any) -> None:
    """M11: a gateway under a browser's name; the reader comes later, or at once under another name."""
    at(60, cast, lambda: record_open(sent, CHROME))
    at(61, cast, lambda: record_open(sent, GMAIL))
    for url in LINKS:
        at(62, cast, partial(record_click, sent, url, CHROME))
    judge(70, cast)
    assert sorted(events(cast), key=str) == [
        ("email_clicked", True, LINKS[0]), ("email_clicked", True, LINKS[1]), ("email_opened", False, None), ("email_opened", True, None),
    ]  # fmt: skip
    assert told(cast, "opened_at", "clicked_at") == [(NOON + timedelta(seconds=61), None)]


def test_a_picture_that_is_loaded_again_and_again_is_kept_once_and_hides_no_click(cast: Cast, sent: Any) -> None:
    for number in range(3):
        at(60 + number, cast, lambda: record_open(sent, CHROME))
    for number in range(205):
        at(70 + number, cast, partial(record_open, sent, f"{CHROME} {number}"))
        at(70 + number, cast, lambda: record_click(sent, LINKS[0], CHROME))
    with tenancy.scope(cast.acme.id):
        assert (Click.objects.filter(url="").count(), Click.objects.exclude(url="").count()) == (200, 200)


def test_a_flood_of_clicks_is_cut(cast: Cast, sent: Any) -> None:
    for number in range(205):
        at(60 + number, cast, lambda: record_click(sent, LINKS[0], CHROME))
    with tenancy.scope(cast.acme.id):
        assert Click.objects.count() == 200


def test_an_open_proves_that_an_unknown_message_arrived(cast: Cast, sent: Any) -> None:
    with tenancy.scope(cast.acme.id):
        Message.objects.update(state="unknown", sent_at=None)
    at(60, cast, lambda: record_open(sent, CHROME))
    assert told(cast, "state") == [("sent",)]


@pytest.mark.parametrize("user_agent", [CHROME, GMAIL])
def test_the_segments_of_who_was_sent_opened_or_clicked_are_asked_again(cast: Cast, sent: Any, lena: Lead, user_agent: str) -> None:
    def alone(seconds: float, what: Callable[[], Any]) -> set[Any]:
        at(seconds, cast, lambda: (listen(), what()))
        with tenancy.scope(cast.acme.id):
            return touched()

    at(60, cast, lambda: record_open(sent, user_agent))
    assert alone(65, judge_clicks) == {lena.pk}
    at(70, cast, lambda: record_open(sent, user_agent))
    assert alone(75, judge_clicks) == set()
    at(80, cast, lambda: record_click(sent, LINKS[0], CHROME))
    assert alone(90, judge_clicks) == {lena.pk}
    with tenancy.scope(cast.acme.id):
        Message.objects.update(state="unknown", sent_at=None)
    assert alone(100, lambda: record_open(sent, "Mozilla/5.0")) == {lena.pk}


def test_what_is_not_there_changes_nothing(cast: Cast, sent: Any) -> None:
    at(60, cast, lambda: record_open(ids.new(), CHROME))
    at(60, cast, lambda: record_click(ids.new(), LINKS[0], CHROME))
    with tenancy.scope(cast.globex.id):
        record_open(sent, CHROME)
        assert not unsubscribe(sent)
    assert events(cast) == []


def test_unsubscribing_stops_what_waits_and_is_told_once(cast: Cast, sent: Any, lena: Lead, queue: Queue) -> None:
    queue(lena, key="step:1:mail:2")
    for _ in range(3):
        at(60, cast, lambda: unsubscribe(sent))
    assert told(cast, "state", "reason") == [("sent", ""), ("suppressed", "unsubscribed")]
    assert events(cast) == [("unsubscribed", False, None)]
    with tenancy.scope(cast.acme.id):
        assert list(Suppression.objects.values_list("address", "reason")) == [("lena@fischer.example", "unsubscribed")]
