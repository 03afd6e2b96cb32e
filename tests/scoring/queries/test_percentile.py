"""A lead's place among the open ones: counted, or read from what is kept (F083)."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from kernel import clock, tenancy
from leads.models import Lead
from scoring.queries import percentile
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.scoring.people import Office

NAMES = ("email_clicked", "asset_downloaded", "live_broadcast_watched", "offline_meeting_attended")


@pytest.fixture
def four(office: Office) -> list[Lead]:
    """The weakest first; the last of all is closed, and one was never scored."""
    cache.clear()
    found = [office.lead(NOON) for _ in (*NAMES, "closed")]
    for lead, name in zip(found, (*NAMES, NAMES[0]), strict=True):
        office.did(lead, name, NOON)
    with tenancy.scope(office.workspace.id):
        Lead.objects.filter(pk=found[-1]).update(closed_at=NOON)
    return [office.get(lead) for lead in found]


def places(office: Office, found: list[Lead]) -> list[int | None]:
    with tenancy.scope(office.workspace.id):
        return [percentile.above(lead) for lead in found]


def test_few_are_counted(office: Office, four: list[Lead]) -> None:
    assert places(office, four) == [0, 25, 50, 75, None]


def test_of_many_it_is_kept_until_it_is_worked_out_anew(office: Office, four: list[Lead], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(percentile, "MANY", 2)
    kept = places(office, four)
    assert kept[0] == 0
    assert all(place is not None and abs(place - wanted) <= 1 for place, wanted in zip(kept[:4], (0, 25, 50, 75), strict=True))
    office.did(office.lead(NOON), NAMES[3], NOON)
    assert places(office, four) == kept


def test_the_api_tells_it_of_now(office: Office, four: list[Lead], cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        _, key = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
    with clock.pretend(NOON + timedelta(days=1)):
        api = Client(headers={"authorization": f"Bearer {key}"})
        path = f"/api/v1/leads/{four[2].pk}/score"
        assert [api.get(path + more).json()["above"] for more in ("", "?at=2026-11-02T13:00:00Z")] == [50, None]
