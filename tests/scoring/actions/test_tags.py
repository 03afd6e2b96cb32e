"""Tags: earned by events, put by hand, taken off."""

from datetime import timedelta

import pytest

from kernel import audit, clock, tenancy
from kernel.problems import Refused
from scoring.actions.tags import TagPut, add_tags, define_tag, remove_tag, tag_lead
from scoring.queries.tags import of_lead
from tests.conftest import NOON
from tests.scoring.people import Office

WEEK = timedelta(days=7)


def test_an_event_earns_its_tags_with_their_factors(office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "live_broadcast_watched", NOON)
    with tenancy.scope(office.workspace.id):
        [tag] = of_lead(lead, NOON + WEEK)
    assert (tag.name, round(tag.weight, 6)) == ("Live broadcast", 0.63)
    assert (round(tag.best.time_decay, 6), tag.best.url_weight, tag.best.behaviour_weight) == (0.7, 1.0, 0.9)


def test_put_by_hand_once_and_taken_off(office: Office) -> None:
    lead = office.lead(NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        with pytest.raises(Refused, match="There is no tag"):
            tag_lead(lead, "Nobody defined this", audit.SYSTEM)
        define_tag("Key account", "factual", "", audit.SYSTEM)
        tag_lead(lead, "key account", audit.SYSTEM)
        puts = [TagPut(lead, "Key account", "journey:1", NOON, "journey")]
        assert (add_tags(puts), add_tags(puts)) == (1, 0)
        assert [(tag.name, tag.weight) for tag in of_lead(lead, NOON + 50 * WEEK)] == [("Key account", 1.0)]
        assert remove_tag(lead, "Key account", audit.SYSTEM) == 2
        assert of_lead(lead, NOON) == []
