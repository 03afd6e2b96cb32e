"""Places that become free: who waits longest gets one and is written to once, in their language, unless it is undone in time (F162)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from capture.actions.notices import GIVE_UP, send_notices
from capture.actions.occasions import Plan, archive_occasion, change_occasion
from capture.actions.waiting_list import GRACE, give_back, take_back
from capture.models import Notice, Occasion, Seat
from kernel import clock, tenancy
from kernel.problems import Refused
from tests.capture.api.test_rest import api  # noqa: F401
from tests.capture.conftest import ANSWERS, Publish
from tests.capture.interrupting import Backend
from tests.capture.web.test_public_forms import sent
from tests.capture.web.test_public_things import occasion_of
from tests.cast import Cast, as_actor


@pytest.fixture
def full(cast: Cast, published: Publish) -> Occasion:
    """One seat; ann has it, ben waits since yesterday, and cai (who reads Chinese) since then."""
    occasion = occasion_of(cast, published("registration"), capacity=1, place="https://meet.example/x")
    for number, (name, language) in enumerate((("ann", "en"), ("ben", "en"), ("cai", "zh-hans"))):
        with clock.pretend(clock.now() - timedelta(hours=30 - number)):
            browser = Client(headers={"Accept-Language": language})
            answers = {**ANSWERS, "f_email": f"{name}@x.example", "f_name": name}
            assert sent(browser, f"/e/{occasion.public_id}", answers).status_code == 200
    return occasion


def seats(cast: Cast) -> dict[str, str]:
    with tenancy.scope(cast.acme.id):
        return {seat.name: str(seat.state) for seat in Seat.objects.order_by("id")}


def of(cast: Cast, name: str) -> Any:
    with tenancy.scope(cast.acme.id):
        return Seat.objects.get(name=name).pk


def gives_back(cast: Cast, name: str) -> list[str]:
    seat = of(cast, name)
    with tenancy.scope(cast.acme.id):
        return [moved.name for moved in give_back(seat_id=seat, actor=as_actor(cast.mara))]


def takes_back(cast: Cast, name: str) -> None:
    seat = of(cast, name)
    with tenancy.scope(cast.acme.id):
        take_back(seat_id=seat, actor=as_actor(cast.mara))


def mailed(cast: Cast, post: Any, after: timedelta = GRACE) -> list[tuple[str, str]]:
    """(address, subject) of every mail so far, once so much time has passed."""
    with clock.pretend(clock.now() + after + timedelta(seconds=1)):
        send_notices(cast.acme.id)
    return sorted((str(mail["To"]), str(mail["Subject"])) for mail in post.kept())


def test_the_first_who_waits_gets_the_place_and_one_mail(cast: Cast, full: Occasion, post: Any) -> None:
    assert seats(cast) == {"ann": "registered", "ben": "waitlisted", "cai": "waitlisted"}
    assert gives_back(cast, "ann") == ["ben"]
    assert seats(cast) == {"ann": "given_back", "ben": "registered", "cai": "waitlisted"}
    assert mailed(cast, post, timedelta()) == []
    assert mailed(cast, post) == [("ben@x.example", "A place became free: Webinar")]
    assert mailed(cast, post) == [("ben@x.example", "A place became free: Webinar")]
    text = post.kept()[0].get_body(("plain",)).get_content()
    assert ("https://meet.example/x" in text, f"/e/{full.public_id}" in text.replace("=\n", "")) == (True, True)
    assert gives_back(cast, "ben") == ["cai"]
    assert mailed(cast, post)[1] == ("cai@x.example", "已有空位：Webinar")


def test_more_seats_are_for_who_waits(cast: Cast, full: Occasion, post: Any) -> None:
    plan = Plan(full.name, full.kind, full.starts_at, full.ends_at, full.form_id, capacity=2)
    with tenancy.scope(cast.acme.id):
        change_occasion(occasion=full, plan=plan, actor=as_actor(cast.mara))
    assert seats(cast) == {"ann": "registered", "ben": "registered", "cai": "waitlisted"}
    assert mailed(cast, post) == [("ben@x.example", "A place became free: Webinar")]


def test_undone_in_time_nobody_has_heard_of_it(cast: Cast, full: Occasion, post: Any) -> None:
    gives_back(cast, "ann")
    takes_back(cast, "ann")
    assert seats(cast) == {"ann": "registered", "ben": "waitlisted", "cai": "waitlisted"}
    assert mailed(cast, post) == []
    with tenancy.scope(cast.acme.id):
        assert Notice.objects.count() == 0
    assert gives_back(cast, "ann") == ["ben"]
    assert mailed(cast, post) == [("ben@x.example", "A place became free: Webinar")]


def test_undone_too_late_it_is_refused_with_the_mend(cast: Cast, full: Occasion, post: Any) -> None:
    gives_back(cast, "ann")
    mailed(cast, post)
    with pytest.raises(Refused) as refused:
        takes_back(cast, "ann")
    assert (refused.value.code, refused.value.status) == ("full", 409)
    assert seats(cast)["ann"] == "given_back"


def test_refusals_are_said_in_the_language_of_who_asked(cast: Cast, full: Occasion, post: Any, signed_in: Any) -> None:
    mara, there = signed_in("mara"), f"/w/acme/occasions/{full.pk}/seats"
    ann, back = of(cast, "ann"), {"referer": f"http://testserver/w/acme/occasions/{full.pk}", "accept-language": "zh-hans"}

    def told(verb: str) -> str:
        return str(mara.post(f"{there}/{ann}/{verb}", headers=back, follow=True).content.decode())

    assert "这个名额没有被退回。" in told("take-back")
    told("give-back")
    assert "这个名额已不再保留。" in told("give-back")
    mailed(cast, post)
    assert "名额已转给他人，对方也已收到通知" in told("take-back")


def test_a_place_on_the_list_is_given_back_and_taken_back_too(cast: Cast, full: Occasion) -> None:
    assert gives_back(cast, "ben") == []
    takes_back(cast, "ben")
    assert seats(cast) == {"ann": "registered", "ben": "waitlisted", "cai": "waitlisted"}
    with pytest.raises(Refused):
        takes_back(cast, "ben")
    gives_back(cast, "ben")
    with pytest.raises(Refused):
        gives_back(cast, "ben")


def test_who_is_back_on_the_list_gets_the_place_that_is_free_meanwhile(cast: Cast, full: Occasion, post: Any) -> None:
    gives_back(cast, "cai")
    gives_back(cast, "ben")
    assert gives_back(cast, "ann") == []
    with tenancy.scope(cast.acme.id):
        assert str(take_back(seat_id=Seat.objects.get(name="cai").pk, actor=as_actor(cast.mara)).state) == "registered"
    takes_back(cast, "ben")
    assert seats(cast) == {"ann": "given_back", "ben": "waitlisted", "cai": "registered"}
    assert mailed(cast, post) == [("cai@x.example", "已有空位：Webinar")]


def test_who_moved_up_and_has_the_place_again_after_a_mistake_is_written_to(cast: Cast, full: Occasion, post: Any) -> None:
    gives_back(cast, "cai")
    assert gives_back(cast, "ann") == ["ben"]
    assert gives_back(cast, "ben") == []
    assert mailed(cast, post) == []
    with clock.pretend(clock.now() + GRACE + timedelta(minutes=1)):
        takes_back(cast, "ben")
        assert mailed(cast, post) == [("ben@x.example", "A place became free: Webinar")]
        gives_back(cast, "ben")
        takes_back(cast, "ben")
        assert len(mailed(cast, post, timedelta(hours=1))) == 1
    assert seats(cast)["ben"] == "registered"


def test_who_gave_back_and_registers_again_stands_at_the_end(cast: Cast, full: Occasion) -> None:
    gives_back(cast, "ann")
    sent(Client(), f"/e/{full.public_id}", {**ANSWERS, "f_email": "ann@x.example", "f_name": "ann"})
    assert seats(cast) == {"ann": "waitlisted", "ben": "registered", "cai": "waitlisted"}
    assert gives_back(cast, "ben") == ["cai"]


def test_nobody_moves_up_once_it_is_over_or_archived(cast: Cast, full: Occasion) -> None:
    with tenancy.scope(cast.acme.id):
        archive_occasion(occasion=full, actor=as_actor(cast.mara))
    assert gives_back(cast, "ann") == []


def test_the_page_and_the_api_give_back_and_take_back(cast: Cast, full: Occasion, signed_in: Any, api: Any) -> None:  # noqa: F811
    mara, home = signed_in("mara"), f"/w/acme/occasions/{full.pk}"
    ann = of(cast, "ann")
    told = mara.post(f"{home}/seats/{ann}/give-back", follow=True).content.decode()
    assert ("1 person has moved up" in told, "From the waiting list" in told) == (True, True)
    waiting = mara.get(f"{home}?state=waitlisted").content.decode()
    assert ("cai@x.example" in waiting, "ben@x.example" in waiting) == (True, False)
    mara.post(f"{home}/seats/{ann}/take-back")
    assert seats(cast) == {"ann": "registered", "ben": "waitlisted", "cai": "waitlisted"}
    there = f"occasions/{full.pk}/attendance/{ann}"
    assert [api("PATCH", there, {"state": state})["state"] for state in ("given_back", "held")] == ["given_back", "registered"]
    assert api("PATCH", there, {"state": "held"}, 409)["code"] == "conflict"
    assert signed_in("vera").post(f"{home}/seats/{ann}/give-back").status_code == 403


def registers(full: Occasion, name: str) -> None:
    assert sent(Client(), f"/e/{full.public_id}", {**ANSWERS, "f_email": f"{name}@x.example", "f_name": name}).status_code == 200


def change(cast: Cast, full: Occasion, capacity: int = 1, later: timedelta = timedelta(0)) -> None:
    with tenancy.scope(cast.acme.id):
        plan = Plan(full.name, full.kind, full.starts_at + later, full.ends_at + later, full.form_id, capacity=capacity)
        change_occasion(occasion=full, plan=plan, actor=as_actor(cast.mara))


def came_to_nothing(cast: Cast) -> None:
    """ben moves up to the place of ann and gives it back before he is written to; nobody waits any more."""
    gives_back(cast, "cai")
    assert (gives_back(cast, "ann"), gives_back(cast, "ben")) == (["ben"], [])


def test_who_registers_anew_and_gets_a_place_at_once_hears_of_none_that_became_free(cast: Cast, full: Occasion, post: Any) -> None:
    came_to_nothing(cast)
    registers(full, "ben")
    assert (seats(cast)["ben"], mailed(cast, post)) == ("registered", [])


def test_an_undo_does_not_write_of_a_move_before_they_registered_anew(cast: Cast, full: Occasion, post: Any) -> None:
    came_to_nothing(cast)
    assert mailed(cast, post) == []
    registers(full, "ben")
    gives_back(cast, "ben")
    takes_back(cast, "ben")
    assert (seats(cast)["ben"], mailed(cast, post, timedelta(hours=1))) == ("registered", [])


def test_who_moved_up_again_and_was_written_to_is_not_written_to_of_the_first_time(cast: Cast, full: Occasion, post: Any) -> None:
    came_to_nothing(cast)
    assert mailed(cast, post) == []
    takes_back(cast, "ann")
    with clock.pretend(clock.now() + timedelta(minutes=10)):
        registers(full, "ben")
        assert gives_back(cast, "ann") == ["ben"]
        assert mailed(cast, post) == [("ben@x.example", "A place became free: Webinar")]
        gives_back(cast, "ben")
        takes_back(cast, "ben")
        assert len(mailed(cast, post, timedelta(hours=1))) == 1


def test_a_place_taken_back_while_other_mails_go_out_is_heard_of(cast: Cast, full: Occasion, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.capture.interrupting.Backend"
    change(cast, full, capacity=3)
    gives_back(cast, "ben")
    Backend.meanwhile.append(lambda: takes_back(cast, "ben"))
    with clock.pretend(clock.now() + GRACE + timedelta(seconds=1)):
        send_notices(cast.acme.id)
        assert (Backend.meanwhile, seats(cast)["ben"], [one.to for one in mail.outbox]) == ([], "registered", [["cai@x.example"]])
        with clock.pretend(clock.now() + GRACE):
            send_notices(cast.acme.id)
    assert [one.to for one in mail.outbox] == [["cai@x.example"], ["ben@x.example"]]


def test_an_undo_finds_who_was_promised_a_mail_anew_and_has_not_got_it(cast: Cast, full: Occasion, post: Any) -> None:
    came_to_nothing(cast)
    assert mailed(cast, post) == []
    with clock.pretend(clock.now() + GRACE + timedelta(minutes=1)):
        takes_back(cast, "ben")
        takes_back(cast, "ann")
        assert mailed(cast, post, timedelta(hours=1)) == []
    assert seats(cast) == {"ann": "registered", "ben": "waitlisted", "cai": "given_back"}


def test_what_is_promised_anew_is_tried_as_long_as_what_was_promised_first(cast: Cast, full: Occasion, post: Any) -> None:
    change(cast, full, later=timedelta(days=10))
    came_to_nothing(cast)
    assert mailed(cast, post) == []
    post.behave("4xx")
    with clock.pretend(clock.now() + GIVE_UP + timedelta(days=1)):
        takes_back(cast, "ben")
        assert mailed(cast, post) == []
        post.behave("accept")
        assert mailed(cast, post, timedelta(hours=1)) == [("ben@x.example", "A place became free: Webinar")]
