"""The whole of reliability: 10,000 events under kills of everything (`make soak` sends 100,000)."""

import json
import os

import pytest

from tests.faults.killing import KINDS, endure
from tests.faults.people import LIFE
from tests.faults.world import World

EVENTS = int(os.environ.get("SOAK_EVENTS", "10000"))


@pytest.mark.timeout(3_000)
def test_nothing_taken_is_lost_or_stored_twice_and_everybody_is_who_they_are(world: World) -> None:
    rounds = max(1, EVENTS // 20_000)
    endured = endure(world, EVENTS, pause=1.0, between=(0.2, 1.5) if rounds == 1 else (1, 4), rounds=rounds)
    print(json.dumps(endured.as_dict()), flush=True)
    assert endured.kills == dict.fromkeys(KINDS, rounds)
    assert (endured.events, endured.lost, endured.duplicates, endured.unasked) == (EVENTS, 0, 0, 0)
    assert (endured.people, endured.wrong_people) == (EVENTS // LIFE, 0)
