"""The score of an account, by hand and by statement, in every place that tells it."""

import csv
import io
import math
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from django.test import Client

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from leads.actions import snapshot
from leads.actions.merge import merge_people
from leads.actions.people import create_lead
from leads.domain.account_score import account_score
from leads.domain.filters import BadFilter
from leads.domain.snapshot import RATE, days
from leads.models import Company, Lead, Snapshot
from leads.queries import account_scores, leads
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor

DAY = timedelta(days=1)


def person(firm: str, name: str, fit: float, at: datetime, interest: float = 0.0, active: datetime | None = None) -> Lead:
    """Somebody with that much fit, and interest as of `at`."""
    lead: Lead = create_lead({"email": f"{name}@{firm}.example"}, SYSTEM)
    log = None if not interest else math.log(interest) + RATE * days(at)
    snapshot.put([snapshot.SnapshotRow(lead.pk, fit, 1 if interest else 0, log, None, at)])
    Lead.objects.filter(pk=lead.pk).update(last_active_at=active)
    return lead


@pytest.fixture
def firms(acme: Cast, noon: datetime) -> dict[str, UUID]:
    """Alpha: three, two of them active. Beta: one active. Gamma: two, one of them active 30 days ago to the second."""
    person("alpha", "ann", 40, noon, active=noon - DAY)
    person("alpha", "bob", 20, noon, interest=14, active=noon - 29 * DAY)
    person("alpha", "old", 30, noon, active=noon - 31 * DAY)
    person("beta", "eve", 55, noon, active=noon - DAY)
    person("gamma", "joe", 10, noon, active=noon - DAY)
    person("gamma", "jim", 12, noon, active=noon - 30 * DAY)
    return {one.domain.split(".")[0]: one.pk for one in Company.objects.all()}


def told(firms: dict[str, UUID]) -> dict[str, tuple[float, float, float, float]]:
    found = account_scores.scores(firms.values())
    return {name: (found[key].best, found[key].others, found[key].together, found[key].total) for name, key in firms.items()}


def test_the_best_whole_others_a_quarter_and_twenty_together(firms: dict[str, UUID], noon: datetime) -> None:
    assert told(firms) == {"alpha": (40, 8.5, 20, 68.5), "beta": (55, 0, 0, 55), "gamma": (12, 2.5, 0, 14.5)}
    with clock.pretend(noon + 7 * DAY):  # bob's interest is 9.8 by then, and he was active 36 days ago
        assert told(firms)["alpha"] == (40, 0, 0, 40)


def test_a_merge_doubles_nothing(firms: dict[str, UUID]) -> None:
    ann, bob = (Lead.objects.get(person__email=f"{name}@alpha.example") for name in ("ann", "bob"))
    before = account_scores.scores([firms["alpha"]])[firms["alpha"]]
    merge_people(ann.person_id, bob.person_id, SYSTEM)
    after = account_scores.scores([firms["alpha"]])[firms["alpha"]]
    assert (after.together, after.total < before.total) == (0.0, True)


def test_a_hundred_people_by_hand(acme: Cast, noon: datetime) -> None:
    random, people = Random(4), []
    for number in range(100):
        firm, active = f"firm{random.randrange(12)}", random.choice((None, noon - DAY, noon - 40 * DAY))
        lead = person(firm, f"p{number}", random.randrange(-20, 60), noon, random.choice((0, 0, 35.5)), active)
        people.append((f"{firm}.example", lead.pk, active == noon - DAY))
    later = noon + 3 * DAY
    by_firm: dict[str, list[tuple[float, bool]]] = {}
    for domain, lead_id, active_now in people:
        score = Snapshot.objects.get(pk=lead_id).score(later)
        by_firm.setdefault(domain, []).append((score, active_now))
    wanted = {}
    for domain, rows in by_firm.items():
        best = max(score for score, _ in rows)
        place = [score for score, _ in rows].index(best)
        others = sum(score for number, (score, active_now) in enumerate(rows) if active_now and number != place)
        wanted[domain] = account_score(best, others, sum(active_now for _, active_now in rows), 2).total
    with clock.pretend(later):
        keys = dict(Company.objects.values_list("domain", "pk"))
        found = {domain: account_scores.scores([key])[key].total for domain, key in keys.items()}
        assert found == pytest.approx(wanted, abs=0.11)
        for least in (0, 20, 60, 90):
            names = {domain for domain, key in keys.items() if key in account_scores.between(f"{least}..")}
            assert names == {domain for domain, total in found.items() if total >= least}


@pytest.mark.parametrize("value", ["", "..", "high", "1..x"])
def test_what_is_no_range_is_refused(acme: Cast, value: str) -> None:
    with pytest.raises(BadFilter):
        account_scores.between(value)


def test_pages_export_and_rest_tell_it(cast: Cast, firms: dict[str, UUID], noon: datetime, signed_in: Callable[[str], Client]) -> None:
    mara = signed_in("mara")
    with clock.pretend(noon):
        page = mara.get("/w/acme/accounts?score=50..")
        assert sorted(row["company"].score.total for row in page.context["rows"]) == [55, 68.5]
        assert "68.5" in mara.get(f"/w/acme/accounts/{firms['alpha']}").content.decode()
        assert mara.get("/w/acme/accounts?score=high").status_code == 400
        rows = list(csv.DictReader(io.StringIO(mara.get("/w/acme/accounts/export.csv").content.decode("utf-8-sig"))))
        assert {row["Domain"]: row["Score"] for row in rows} == {
            "alpha.example": "68.5", "beta.example": "55.0", "gamma.example": "14.5",
        }  # fmt: skip
        with tenancy.scope(cast.acme.id):
            mails = sorted(lead.person.email for lead in leads.search({"account_score": ["60.."]}))
            _, key = issue_key(kind="secret", name="Key", actor=as_actor(cast.mara))
        assert mails == ["ann@alpha.example", "bob@alpha.example", "old@alpha.example"]
        client = Client(headers={"Authorization": f"Bearer {key}"})
        one = client.get(f"/api/v1/companies/{firms['alpha']}").json()
        assert one["score"] == {"total": 68.5, "best": 40.0, "others": 8.5, "together": 20.0}
        assert [row["score"]["total"] for row in client.get("/api/v1/companies?score=..20").json()["results"]] == [14.5]
        assert client.get("/api/v1/companies?score=high").json()["errors"][0]["pointer"] == "/score"
