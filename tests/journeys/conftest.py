"""Leads, journeys from a graph, and kinds of step that keep a record of what they were asked."""

from collections.abc import Iterator

import pytest

from journeys.domain.builtin import KINDS
from journeys.domain.steps import StepKind
from tests.cast import Cast
from tests.journeys.world import Recorder, World


@pytest.fixture
def sent() -> Iterator[Recorder]:
    """send_message, sdr_task and tag as recorders, for the length of a test: the engine is tried without the apps above it."""
    before, recorder = dict(KINDS), Recorder()
    for name in ("send_message", "sdr_task", "tag"):
        KINDS[name] = StepKind(name, name, perform=recorder.perform)
    yield recorder
    KINDS.clear()
    KINDS.update(before)


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast.acme.id)
