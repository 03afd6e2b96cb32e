"""A lead's place among the open ones: counted, or read from what is kept (F083)."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from leads.actions.lists import make_list
from leads.actions.segments import build_segment
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


def test_its_place_among_the_members_of_its_segments(office: Office, four: list[Lead], cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """F083: of three of the four, and of all that are open; nothing of a segment it is not in, and of one with too many nothing is said."""
    weakest, _second, third, best, closed = four
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        some = make_list(name="Some", lead_ids=[weakest.pk, third.pk, best.pk, closed.pk], actor=SYSTEM)
        everybody = build_segment(name="All", tree={"all": []}, actor=SYSTEM)
        make_list(name="One", lead_ids=[weakest.pk], actor=SYSTEM)
    office.run(NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        told = [{one.name: one.above for one in percentile.within(lead)} for lead in four]
        assert told == [
            {"All": 0, "One": None, "Some": 0}, {"All": 25}, {"All": 50, "Some": 33}, {"All": 75, "Some": 66}, {},
        ]  # fmt: skip
        _, key = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
        api = Client(headers={"authorization": f"Bearer {key}"})
        assert [api.get(f"/api/v1/leads/{third.pk}/score{more}").json()["within"] for more in ("", "?at=2026-11-02T13:00:00Z")] == [
            [
                {"segment": str(everybody.line_id), "name": "All", "above": 50},
                {"segment": str(some.line_id), "name": "Some", "above": 33},
            ],
            [],
        ]
        monkeypatch.setattr(percentile, "MANY", 3)
        assert {one.name: one.above for one in percentile.within(best)} == {"All": None, "Some": 66}
    mara = Client()
    mara.force_login(cast.mara)
    assert "above 66 %" in mara.get(f"/w/acme/leads/{best.pk}/score").content.decode()
