"""Who comes after a model passed its gate is judged by it within a minute, without anybody asking for a look (F046)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel import audit, clock, tenancy
from scoring.actions import newcomers
from scoring.actions.predictive_tags import undo_predictor
from scoring.models import Predictor
from tests.scoring.crowd import END, crowd, tagged, trained
from tests.scoring.people import Office

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LATER = END + 5 * DAY


def newcomer(office: Office, source: str, minutes: float = 0) -> UUID:
    return office.lead(LATER + minutes * MINUTE, source=source, landing_page="https://a.example/3")


def model(office: Office) -> Predictor:
    with tenancy.scope(office.workspace.id):
        return Predictor.objects.get()


def put(office: Office, then: dict[UUID, Any]) -> set[UUID]:
    return {lead for lead in tagged(office) if lead not in then}


def test_newcomers_of_a_minute_are_tagged_by_their_probability(office: Office) -> None:
    crowd(office)
    before, then = trained(office), tagged(office)
    fair, search = newcomer(office, "fair"), newcomer(office, "search")
    assert put(office, then) == set()
    office.run(LATER + MINUTE)
    after = model(office)
    assert put(office, then) == {fair} != {search}
    assert (after.state, after.tagged, after.seen_until) == ("done", before.tagged + 1, LATER + MINUTE)
    assert (after.card, after.model, after.steps) == (before.card, before.model, before.steps)
    third = newcomer(office, "fair", 5)
    office.run(LATER + 7 * MINUTE)
    assert put(office, then) == {fair, third}
    assert tagged(office)[third] == tagged(office)[fair]


def test_many_at_once_are_looked_at_with_progress(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newcomers, "BATCH", 2)
    crowd(office)
    before, then = trained(office), tagged(office)
    came = {newcomer(office, "fair") for _ in range(3)}
    office.run(LATER + MINUTE)
    assert put(office, then) == came
    assert len(model(office).steps) > len(before.steps)


def test_a_model_that_was_undone_tags_nobody(office: Office) -> None:
    crowd(office)
    found = trained(office)
    with clock.pretend(LATER), tenancy.scope(office.workspace.id):
        undo_predictor(found.pk, audit.SYSTEM)
    newcomer(office, "fair")
    office.run(LATER + MINUTE)
    assert tagged(office) == {}
    assert model(office).look_at is None
