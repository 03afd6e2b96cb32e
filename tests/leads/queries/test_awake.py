"""Accounts that are awake: at least two people of one business address were active in the last 30 days (F087)."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from kernel import clock, tenancy
from leads.queries import companies, leads
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.leads.conftest import Happen, message

DAY = timedelta(days=1)
SHOP = {"context": {"page": {"url": "https://www.acme.example/pricing"}}}


@pytest.fixture
def firms(cast: Cast, happen: Happen) -> None:
    """Alpha: two active and one who is only known; beta: one active on two devices; gamma: two, one of them 30 days ago to the second;
    free mail: two."""
    now = clock.now()
    people = {
        "ann@alpha.example": (["d1"], now - DAY), "bob@alpha.example": (["d2"], now - 29 * DAY),
        "old@alpha.example": (["d3"], now - 31 * DAY), "eve@beta.example": (["d4", "d5"], now - DAY),
        "joe@gamma.example": (["d6"], now - DAY), "jim@gamma.example": (["d7"], now - 30 * DAY),
        "ann@gmail.com": (["d8"], now - DAY), "bob@gmail.com": (["d9"], now - DAY),
    }  # fmt: skip
    sent = [
        each
        for mail, (devices, at) in people.items()
        for device in devices
        for each in (message("identify", device, at, traits={"email": mail}), message("page", device, at, **SHOP))
    ]
    with clock.pretend(now):
        happen(*sent, door="import")


def asked(now: datetime, **given: str) -> list[tuple[str, int, int]]:
    with clock.pretend(now):
        found = companies.with_people(companies.search(companies.asked(given))).order_by("domain")
        return [(one.domain, one.people, one.active or 0) for one in found]  # type: ignore[attr-defined]


def test_people_count_once_and_only_while_it_is_recent(cast: Cast, firms: None) -> None:
    now = clock.now()
    with tenancy.scope(cast.acme.id):
        assert asked(now) == [("alpha.example", 3, 2), ("beta.example", 1, 1), ("gamma.example", 2, 1)]
        assert asked(now, awake="yes") == [("alpha.example", 3, 2)]
        assert asked(now, awake="no") == [("beta.example", 1, 1), ("gamma.example", 2, 1)]
        assert asked(now + DAY, awake="yes") == []


def test_leads_of_an_awake_account_are_found_active_or_not(cast: Cast, firms: None) -> None:
    with tenancy.scope(cast.acme.id):
        mails = {answer: sorted(lead.person.email for lead in leads.search({"awake": [answer]})) for answer in ("yes", "no")}
    assert mails["yes"] == ["ann@alpha.example", "bob@alpha.example", "old@alpha.example"]
    assert mails["no"] == ["ann@gmail.com", "bob@gmail.com", "eve@beta.example", "jim@gamma.example", "joe@gamma.example"]


def test_pages_export_and_rest_tell_it(cast: Cast, firms: None, signed_in: Callable[[str], Client]) -> None:
    mara = signed_in("mara")
    page = mara.get("/w/acme/accounts?awake=yes")
    assert [row["company"].domain for row in page.context["rows"]] == ["alpha.example"]
    one = mara.get(f"/w/acme/accounts/{page.context['rows'][0]['company'].pk}").content.decode()
    assert "2 active" in one
    assert mara.get("/w/acme/accounts?awake=perhaps").status_code == 400
    rows = list(csv.DictReader(io.StringIO(mara.get("/w/acme/accounts/export.csv?awake=yes").content.decode("utf-8-sig"))))
    assert [(row["Domain"], row["People"], row["Active in 30 days"]) for row in rows] == [("alpha.example", "3", "2")]
    with tenancy.scope(cast.acme.id):
        _, key = issue_key(kind="secret", name="Key", actor=as_actor(cast.mara))
    client = Client(headers={"Authorization": f"Bearer {key}"})
    told = client.get("/api/v1/companies?awake=no&sort=name").json()["results"]
    assert [(row["domain"], row["active_people"]) for row in told] == [("beta.example", 1), ("gamma.example", 1)]
    assert client.get("/api/v1/companies?awake=perhaps").json()["errors"][0]["pointer"] == "/awake"
    assert client.get("/api/v1/leads?awake=perhaps").status_code == 400
