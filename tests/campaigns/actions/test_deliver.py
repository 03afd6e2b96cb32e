"""Messages go out at most once, and what the server says is written down."""

import threading
from datetime import timedelta
from typing import Any
from unittest.mock import ANY

import pytest
from django.db import connections

from campaigns.actions.deliver import deliver
from campaigns.actions.messages import cancel, resend
from campaigns.actions.suppress import suppress
from campaigns.enums import SuppressionReason
from campaigns.models import Message, Suppression
from kernel import clock, tenancy
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.models import Lead
from tests.campaigns.conftest import Post, Queue, a_lead, told
from tests.cast import Cast
from tests.conftest import NOON


def test_a_queued_message_is_sent_once(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    queue(lena)
    queue(lena)
    assert deliver(cast.acme.id) == 1
    assert deliver(cast.acme.id) == 0
    assert [mail["To"] for mail in post.kept()] == ["lena@fischer.example"]
    ((state, attempt, mail_id, sent_at),) = told(cast, "state", "attempt", "mail_id", "sent_at")
    assert (state, attempt, mail_id) == ("sent", 1, post.kept()[0]["Message-ID"])
    assert sent_at is not None


def test_suppression_between_queue_and_sending_stops_it(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    queue(lena)
    with tenancy.scope(cast.acme.id):
        suppress(address="LENA@fischer.example ", reason=SuppressionReason.COMPLAINT, actor=SYSTEM)
    assert deliver(cast.acme.id) == 1
    assert post.kept() == []
    assert told(cast, "state", "reason") == [("suppressed", "complaint")]


def test_an_unknown_mailbox_is_a_hard_bounce_and_suppressed(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    post.behave("5xx rcpt")
    queue(lena)
    deliver(cast.acme.id)
    assert told(cast, "state", "reason") == [("bounced", "550 5.1.1 No such mailbox")]
    assert [(bounced is None, sent) for bounced, sent in told(cast, "bounced_at", "sent_at")] == [(False, None)]
    with tenancy.scope(cast.acme.id):
        assert list(Suppression.objects.values_list("address", "reason")) == [("lena@fischer.example", "hard_bounce")]
    assert queue(lena, key="step:1:mail:2").state == "suppressed"


def test_one_refused_mailbox_does_not_hold_up_its_neighbours(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    with tenancy.scope(cast.acme.id):
        Message.objects.filter(id=queue(lena).message_id).update(to_address="broken\r\nBcc: x@y.example")
    queue(a_lead(cast, "Sven", "sven@fischer.example"), key="step:2:mail:1")
    deliver(cast.acme.id)
    assert told(cast, "state", "reason") == [("suppressed", "bad_address"), ("sent", "")]
    assert [mail["To"] for mail in post.kept()] == ["sven@fischer.example"]


def test_a_server_that_says_later_is_asked_again_for_three_days(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    post.behave("4xx")
    with clock.pretend(NOON):
        queue(lena)
        deliver(cast.acme.id)
        assert told(cast, "state", "attempt", "due_at", "last_error") == [
            ("queued", 1, NOON + timedelta(seconds=5), "451 4.7.1 Try again later")
        ]
        assert deliver(cast.acme.id) == 0
    with clock.pretend(NOON + timedelta(days=2)):
        deliver(cast.acme.id)
        assert told(cast, "state", "attempt", "due_at") == [("queued", 2, NOON + timedelta(days=2, seconds=10))]
    with clock.pretend(NOON + timedelta(days=3, minutes=1)):
        deliver(cast.acme.id)
    assert told(cast, "state", "reason") == [("failed", "Gave up after three days: 451 4.7.1 Try again later")]
    assert post.kept() == []


def test_a_line_that_breaks_after_the_message_leaves_it_unknown(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    post.behave("accept-then-drop")
    queue(lena)
    queue(a_lead(cast, "Sven", "sven@fischer.example"), key="step:2:mail:1")
    deliver(cast.acme.id)
    post.behave("accept")
    assert told(cast, "state") == [("unknown",), ("queued",)]
    for _ in range(3):
        deliver(cast.acme.id)
    assert [mail["To"] for mail in post.kept()] == ["lena@fischer.example"]
    with clock.pretend(clock.now() + timedelta(minutes=2)):
        deliver(cast.acme.id)
    assert told(cast, "state") == [("unknown",), ("sent",)]
    assert [mail["To"] for mail in post.kept()] == ["lena@fischer.example", "sven@fischer.example"]


def test_a_server_that_is_away_costs_only_time(cast: Cast, post: Post, lena: Lead, queue: Queue, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    queue(lena)
    deliver(cast.acme.id)
    ((state, reason),) = told(cast, "state", "reason")
    assert state == "queued"
    assert reason.startswith("The mail server cannot be reached:")
    settings.EMAIL_PORT = post.port
    with clock.pretend(clock.now() + timedelta(seconds=6)):
        deliver(cast.acme.id)
    assert told(cast, "state", "attempt") == [("sent", 2)]


def test_who_died_in_the_hand_over_leaves_an_unknown_message_that_only_a_person_resends(
    cast: Cast, post: Post, lena: Lead, queue: Queue
) -> None:
    answer = queue(lena)
    with tenancy.scope(cast.acme.id):
        Message.objects.update(state="sending", attempt=1, lease_until=clock.now() + timedelta(seconds=60))
    assert deliver(cast.acme.id) == 0
    with clock.pretend(clock.now() + timedelta(seconds=61)):
        assert deliver(cast.acme.id) == 1
        assert deliver(cast.acme.id) == 0
    assert told(cast, "state", "reason") == [("unknown", "The worker died while it was being handed over.")]
    assert post.kept() == []
    with tenancy.scope(cast.acme.id):
        resend(message=Message.objects.get(id=answer.message_id), actor=SYSTEM)
    deliver(cast.acme.id)
    assert told(cast, "state", "attempt") == [("sent", 2)]
    assert len(post.kept()) == 1
    with tenancy.scope(cast.acme.id), pytest.raises(Refused):
        resend(message=Message.objects.get(id=answer.message_id), actor=SYSTEM)


def test_a_queued_message_can_be_cancelled(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    answer = queue(lena)
    with tenancy.scope(cast.acme.id):
        cancel(message=Message.objects.get(id=answer.message_id), actor=SYSTEM)
    assert deliver(cast.acme.id) == 0
    assert told(cast, "state", "reason") == [("cancelled", "by Leadway")]


def test_a_template_that_cannot_be_filled_for_one_lead_stops_only_that_message(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    first, second = queue(lena), queue(a_lead(cast, "Sven", "sven@fischer.example"), key="step:2:mail:1", template="drip-1")
    with tenancy.scope(cast.acme.id):
        version = Message.objects.get(id=first.message_id).version
        version.mjml = version.mjml.replace("{{ workspace.name }}", "{{ 1 | divided_by: 0 }}")
        version.save()
    deliver(cast.acme.id)
    assert told(cast, "id", "state", "reason") == [
        (first.message_id, "failed", "The template could not be filled: divided_by: can't divide by 0"),
        (second.message_id, "sent", ""),
    ]


def test_a_resend_is_cancelled_when_the_first_was_opened_meanwhile(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    first = queue(lena)
    deliver(cast.acme.id)
    queue(lena, key="step:1:again:1", resend_of=first.message_id)
    with tenancy.scope(cast.acme.id):
        Message.objects.filter(id=first.message_id).update(opened_at=clock.now())
    deliver(cast.acme.id)
    assert told(cast, "state", "reason") == [("sent", ""), ("cancelled", "opened_meanwhile")]
    assert len(post.kept()) == 1


def test_two_dispatchers_send_each_message_once(transactional_db: None, cast: Cast, post: Post) -> None:
    jobs = [a_lead(cast, f"Lead {number}", f"lead{number}@many.example") for number in range(60)]
    with tenancy.scope(cast.acme.id):
        from_keys = [(lead.id, f"step:{number}:mail:1") for number, lead in enumerate(jobs)]
    queue_all(cast, from_keys)

    def dispatch() -> None:
        while deliver(cast.acme.id):
            pass
        connections.close_all()

    threads = [threading.Thread(target=dispatch) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(mail["To"]) for mail in post.kept()) == sorted(f"lead{number}@many.example" for number in range(60))
    assert told(cast, "state", "attempt") == [("sent", ANY)] * 60


def queue_all(cast: Cast, keys: list[Any]) -> None:
    from campaigns.actions.compose import MessageJob, queue_messages  # noqa: PLC0415

    with tenancy.scope(cast.acme.id):
        queue_messages([MessageJob(lead_id, "welcome", key) for lead_id, key in keys])
