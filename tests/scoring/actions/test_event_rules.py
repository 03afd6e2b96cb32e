"""Rules that ask what an event says: live, in a test on history, in the explanation and after a switch alike."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel import audit, clock, sql, tenancy
from scoring.actions import rulebooks as actions
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.domain.past import tell
from scoring.domain.replay import replay
from scoring.queries import activity, history
from scoring.queries import rulebooks as books
from scoring.queries.explain import explain
from tests.conftest import NOON
from tests.scoring.people import Office

DAY = timedelta(days=1)
STAYED = {
    "event": "webinar_attended", "name": "whole", "label": "Stayed", "points": 15, "cap": 20.0,
    "where": [{"property": "minutes", "at_least": 30}],
}  # fmt: skip
CAME = {"event": "webinar_attended", "label": "Came", "points": 5}
READ = {"event": "page_engaged", "label": "Read on", "points": 3, "where": [{"property": "engaged_ms", "at_least": 60_000}]}


def publish(office: Office, at: Any, *events: dict[str, Any], **changes: Any) -> None:
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        data = {**rulebook.plain(DEFAULT), "events": list(events), **changes}
        actions.publish(actions.begin_draft(audit.SYSTEM, data).version, audit.SYSTEM)
    office.run(at)


@pytest.fixture
def asking(office: Office) -> Office:
    publish(office, NOON, STAYED, CAME, READ)
    return office


def lived(office: Office) -> UUID:
    """Stayed twice (30, capped at 20), came once, read for a minute, and looked in for a second."""
    lead = office.lead(NOON)
    for properties in ({"minutes": 45}, {"minutes": "31"}, {"minutes": 5}):
        office.did(lead, "webinar_attended", NOON, properties=properties)
    for milliseconds in (60_000, 1_000):
        office.did(lead, "page_engaged", NOON, properties={"engaged_ms": milliseconds})
    return lead


def test_live_and_by_rule(asking: Office) -> None:
    lead = lived(asking)
    assert asking.score(lead, NOON) == 28
    assert asking.entries(lead) == [
        ("event:webinar_attended.whole", 15), ("event:webinar_attended.whole", 15), ("cap:event:webinar_attended.whole", -10),
        ("event:webinar_attended", 5), ("event:page_engaged", 3),
    ]  # fmt: skip
    with tenancy.scope(asking.workspace.id):
        why = explain(lead, NOON)
        assert why is not None
        assert {(part.label, part.points) for part in why.parts if part.points > 0} == {
            ("Stayed (minutes ≥ 30)", 30), ("Came", 5), ("Read on (engaged_ms ≥ 60000)", 3),
        }  # fmt: skip


def test_played_again_it_is_the_same(asking: Office) -> None:
    lead = lived(asking)
    with tenancy.scope(asking.workspace.id):
        (found,) = history.of_leads([lead], [], NOON + DAY, True)
        assert replay(found.past, tell(found.past), books.live().book).peak == pytest.approx(28, abs=1e-6)


def test_another_version_values_the_past_by_it(office: Office) -> None:
    publish(office, NOON, CAME, READ)
    lead = lived(office)
    assert office.score(lead, NOON) == 18
    publish(office, NOON, STAYED, CAME, READ)
    assert office.score(lead, NOON) == 28
    publish(office, NOON, CAME, READ)
    assert office.score(lead, NOON) == 18


def test_taking_part_by_any_rule_of_the_event_is_engagement(office: Office) -> None:
    publish(office, NOON, STAYED, CAME, engaged_events=["webinar_attended"])
    lead = office.lead(NOON)
    office.did(lead, "webinar_attended", NOON, properties={"minutes": 45})
    assert office.get(lead).stage == "engaged"


def test_events_are_read_with_what_they_say_only_where_it_is_asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    tuples = sql.tuples

    def seen(statement: str, **given: Any) -> Any:
        asked.append(statement)
        return tuples(statement, **given)

    monkeypatch.setattr(activity.sql, "tuples", seen)
    lead = office.lead(NOON)
    counts = []
    for events in ((CAME,), (STAYED, CAME)):
        publish(office, NOON, *events)
        asked.clear()
        office.did(lead, "webinar_attended", NOON, properties={"minutes": 45})
        counts.append(sum("jsonb_each_text(e.properties)" in each and "tracking_event" in each for each in asked))
    assert counts == [0, 1]
