"""An entry keeps how likely a person did it, as it was known when it was written."""

import pytest
from django.test import Client

from kernel import clock, tenancy
from scoring.actions.rescore import score_activity
from scoring.models import LedgerEntry
from scoring.queries import activity
from scoring.queries.explain import ledger
from tenants.actions.api_keys import issue_key
from tests.cast import Cast
from tests.leads.stage import Stage
from tests.scoring.actions.test_doubts import Doubts
from tracking.models import Visitor


@pytest.fixture
def world(cast: Cast) -> Doubts:
    found = Doubts(Stage(cast).cast)
    found.open()
    return found


def entries(world: Doubts, number: int) -> list[tuple[str, int | None]]:
    with tenancy.scope(world.cast.acme.id):
        found = LedgerEntry.objects.filter(lead_id=world.lead(number)).exclude(dimension="match").order_by("occurred_at", "rule")
        return [(entry.rule, entry.human) for entry in found]


def test_what_is_decided_later_changes_no_entry(world: Doubts) -> None:
    world.say(0, "track", world.now, event="asset_downloaded")
    world.did(0, "offline_meeting_attended")
    with tenancy.scope(world.cast.acme.id):
        Visitor.objects.filter(anonymous_id=world.device(0)).update(human=0.42)
        event = LedgerEntry.objects.get(rule="event:asset_downloaded", lead_id=world.lead(0)).event_id
        assert event is not None
        assert [each.human for each in activity.of_events([event], [world.lead(0)])] == [42]
    world.settle(lambda: score_activity([event], [world.lead(0)]))
    assert entries(world, 0) == [("event:asset_downloaded", 100), ("event:offline_meeting_attended", None)]


def test_a_merge_takes_it_along_and_its_undoing_gives_it_back(world: Doubts) -> None:
    merge = world.merge(0, 1)
    world.say(1, "track", world.now, event="asset_downloaded")
    world.undo(merge)
    assert ("event:asset_downloaded", 100) in entries(world, 1)
    world.merge(0, 1)
    assert ("event:asset_downloaded", 100) in entries(world, 0)


def test_the_explanation_and_the_api_tell_it(world: Doubts) -> None:
    world.say(0, "track", world.now, event="asset_downloaded")
    lead = world.lead(0)
    with clock.pretend(world.now), tenancy.scope(world.cast.acme.id):
        assert [line.human for line in ledger(lead) if line.rule == "event:asset_downloaded"] == [100]
        _, key = issue_key(kind="secret", name="tests", actor=world.actor)
    with clock.pretend(world.now):
        rows = Client(headers={"authorization": f"Bearer {key}"}).get(f"/api/v1/leads/{lead}/ledger").json()["results"]
    assert {row["rule"]: row["human"] for row in rows if row["event_id"]} == {"event:asset_downloaded": 100}
