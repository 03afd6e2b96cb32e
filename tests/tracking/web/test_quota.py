"""Page Quota, and what the list of sites tells."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kernel import clock, tenancy
from kernel.problems import Refused
from tests.cast import Cast, as_actor
from tracking.actions.accept import accept_messages
from tracking.actions.digest import digest
from tracking.actions.limits import change_limits
from tracking.actions.sites import add_site
from tracking.domain.quota import DEFAULT, Limits
from tracking.models import IngestLimit, Site, Volume
from tracking.queries import volumes

SignIn = Callable[[str], Client]


def sent(number: int, **more: object) -> dict[str, object]:
    return {"type": "track", "event": "seen", "anonymousId": "a", "messageId": f"m-{number}", **more}


@pytest.fixture
def site(cast: Cast) -> Site:
    """Three events and one that was refused."""
    with tenancy.scope(cast.acme.id):
        made, _ = add_site(name="Web", url="https://www.acme.example", actor=as_actor(cast.mara))
        accept_messages([sent(1), sent(2), sent(3), sent(4, timestamp="1999-01-01")], site_id=made.pk)
        digest()
        return made


def test_usage_by_site_and_hour(cast: Cast, site: Site) -> None:
    with tenancy.scope(cast.acme.id):
        before = volumes.hour_of(clock.now()) - timedelta(days=40)
        Volume.objects.create(site_id=site.pk, hour=before, accepted=100, limited=7, limited_at=before)
        [usage] = volumes.usage().values()
        hours, late = volumes.by_hour(site.pk), volumes.lately()[site.pk]
        assert (usage.today, usage.month, usage.limited, usage.limited_at) == (3, 3, 0, None)
        assert (len(hours), hours[-1].accepted, hours[-1].rejected, sum(row.accepted for row in hours)) == (48, 3, 1, 3)
        assert (late.accepted, late.refused, late.share, late.last_seen_at is not None) == (3, 1, 0.25, True)
        assert [row.accepted for row in volumes.by_hour(tenancy.current())] == [0] * 48


def test_limits_are_kept_once_and_checked(cast: Cast) -> None:
    actor = as_actor(cast.olga)
    with tenancy.scope(cast.acme.id):
        assert volumes.limits() == (DEFAULT, None, False)
        change_limits(per_second_of_key=50, per_second=None, per_month=1_000, actor=actor)
        change_limits(per_second_of_key=60, per_second=80, per_month=None, actor=actor)
        assert (volumes.limits(), IngestLimit.objects.count()) == ((Limits(60, 80), None, True), 1)
        for field, value in (("per_second_of_key", 0), ("per_second", 10**7), ("per_month", 0)):
            given = {"per_second_of_key": None, "per_second": None, "per_month": None, field: value}
            with pytest.raises(Refused) as refused:
                change_limits(**given, actor=actor)
            assert refused.value.field == field
    with tenancy.scope(cast.globex.id):
        assert volumes.limits() == (DEFAULT, None, False)


def test_the_page_and_who_may_change_it(cast: Cast, signed_in: SignIn, site: Site) -> None:
    olga = signed_in("olga")
    assert olga.post("/w/acme/quota/limits", {"per_second_of_key": "1,500", "per_second": "", "per_month": "2"}).status_code == 302
    page = olga.get("/w/acme/quota").content.decode()
    assert ["More events came this month" in page, 'value="1500"' in page, f'value="{site.pk}"' in page] == [True] * 3
    mara = signed_in("mara")
    assert (mara.post("/w/acme/quota/limits", {}).status_code, 'name="per_month"' in mara.get("/w/acme/quota").content.decode()) == (
        403,
        False,
    )
    assert mara.get("/w/acme/quota?site=nonsense").status_code == 200
    assert olga.post("/w/acme/quota/limits", {"per_second": "fast"}).status_code == 400
    with tenancy.scope(cast.acme.id):
        assert volumes.limits()[0] == Limits(1_500, DEFAULT.of_workspace)


def test_the_list_of_sites_tells_of_the_last_day(cast: Cast, signed_in: SignIn, site: Site) -> None:
    page = signed_in("vera").get("/w/acme/sites").content.decode()
    assert ("25" in page.split('data-label="Refused"')[1][:200], f"/w/acme/refusals?site={site.pk}" in page) == (True, True)
