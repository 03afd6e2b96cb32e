"""A device in several hands: what each person did is found with that person, wherever the digest's batches end."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import ids, tenancy, work
from leads.actions.identify import identify
from leads.models import Identifier, Person
from tests.cast import Cast
from tests.leads.conftest import Happen, message, put_messages
from tracking.actions.digest import digest
from tracking.models import Event, Session, Visitor
from tracking.queries import timeline

DAY = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
PRICING = {"page": {"url": "https://acme.example/pricing"}}


def minutes(number: int) -> datetime:
    return DAY + timedelta(minutes=number)


def who(email: str, number: int) -> dict[str, Any]:
    return message("identify", "desk", minutes(number), traits={"email": email})


def page(path: str, number: int) -> dict[str, Any]:
    return message("page", "desk", minutes(number), context={"page": {"url": f"https://acme.example/{path}"}})


def did(email: str) -> list[str]:
    """Oldest first, with minutes after the start."""
    found = timeline.of_person(Person.objects.get(email=email, merged_into=None).pk)
    return [f"{(event.occurred_at - DAY).seconds // 60} {event.path or event.name or event.kind}" for event in reversed(found)]


def visits() -> list[tuple[int, int, int, int, str, str]]:
    """episode, number, pages, events, first and last page of every visit."""
    found = Session.objects.order_by("visitor__episode", "number")
    return list(found.values_list("visitor__episode", "number", "pages", "events", "entry_url", "exit_url"))


def test_what_the_second_person_does_is_on_the_second_persons_record(cast: Cast, happen: Happen) -> None:
    happen(page("home", 0), who("one@acme.example", 1), door="import")
    asked = message("track", "desk", minutes(4), event="demo_requested")
    happen(page("blog", 2), who("two@globex.example", 3), page("pricing", 3), asked, door="import")
    with tenancy.scope(cast.acme.id):
        assert did("one@acme.example") == ["0 /home", "1 identify", "2 /blog"]
        assert did("two@globex.example") == ["3 identify", "3 /pricing", "4 demo_requested"]
        home, blog, pricing = (f"https://acme.example/{path}" for path in ("home", "blog", "pricing"))
        assert visits() == [(1, 1, 2, 3, home, blog), (2, 1, 1, 3, pricing, pricing)]
        assert list(Visitor.objects.order_by("episode").values_list("sessions", "last_seen_at")) == [(1, minutes(2)), (1, minutes(4))]
        two = Identifier.objects.get(value="two@globex.example")
        assert two.visitor_id == Visitor.objects.get(episode=2).pk


def test_a_visit_that_was_all_the_second_persons_goes_whole(cast: Cast, happen: Happen) -> None:
    happen(page("home", 0), who("one@acme.example", 1), door="import")
    happen(who("two@globex.example", 120), page("pricing", 121), door="import")
    happen(page("docs", 122), door="import")
    with tenancy.scope(cast.acme.id):
        assert [visit[:4] for visit in visits()] == [(1, 1, 1, 2), (2, 1, 2, 3)]
        assert list(Visitor.objects.order_by("episode").values_list("sessions", flat=True)) == [1, 1]


def test_hearing_the_same_events_again_moves_nothing(cast: Cast, happen: Happen) -> None:
    happen(who("one@acme.example", 0), who("two@globex.example", 1), page("pricing", 2), who("one@acme.example", 3), door="import")
    with tenancy.scope(cast.acme.id):
        before = list(Event.objects.order_by("id").values()), list(Visitor.objects.order_by("id").values())
        identify([event["id"] for event in before[0]])
        assert (list(Event.objects.order_by("id").values()), list(Visitor.objects.order_by("id").values())) == before
        assert did("one@acme.example") == ["0 identify", "3 identify"]


@pytest.mark.parametrize("together", [True, False])
def test_what_was_stored_before_the_split_was_known_moves_too(cast: Cast, together: bool) -> None:
    """The digest is ahead of identify: both batches stand at the first episode when the split is decided."""
    with tenancy.scope(cast.acme.id):
        put_messages([who("one@acme.example", 0), who("two@globex.example", 2)], "import")
        if together:
            digest()
        put_messages([page("home", 1), page("pricing", 3)], "import")
        digest()
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert did("one@acme.example") == ["0 identify", "1 /home"]
        assert did("two@globex.example") == ["2 identify", "3 /pricing"]
        assert [visit[:4] for visit in visits()] == [(1, 1, 1, 2), (2, 1, 1, 2)]


STEP = st.sampled_from(["one@acme.example", "two@globex.example", "page"])


@given(steps=st.lists(st.tuples(STEP, st.booleans()), min_size=1, max_size=6))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wherever_batches_end_everybody_has_their_own(cast: Cast, steps: list[tuple[str, bool]]) -> None:
    """Each device of each example is a new one; who identified last is who acts, and nobody's events are with anybody else."""
    device, hands, expected = str(ids.new()), "", {}
    for number, (step, ends) in enumerate([("one@acme.example", False), *steps]):
        sent = page(f"p{number}", number) if step == "page" else who(step, number)
        hands = hands if step == "page" else step
        key = str(ids.new())
        expected[key] = hands
        with tenancy.scope(cast.acme.id):
            put_messages([{**sent, "anonymousId": device, "messageId": key}], "import")
        if ends:
            work.run_until_quiet(cast.acme.id)
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        person_of = dict(Visitor.objects.filter(anonymous_id=device).values_list("id", "person_id"))
        email_of = dict(Person.objects.values_list("id", "email"))
        mine = Event.objects.filter(visitor_id__in=person_of)
        assert {event.message_id: email_of[person_of[event.visitor_id]] for event in mine} == expected
        counted = dict(Session.objects.filter(visitor_id__in=person_of).values_list("id", "events"))
        told = [event.session_id for event in mine]
        assert counted == {visit: told.count(visit) for visit in set(told)}
