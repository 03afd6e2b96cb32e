"""Sites and their keys."""

from datetime import datetime, timedelta

import pytest

from kernel import clock
from kernel.models import AuditEntry
from kernel.problems import Refused
from tests.cast import Cast, as_actor
from tracking.actions.sites import OVERLAP, add_site, change_site, end_old_key, end_overlaps, listed, revoke_key, rotate_key
from tracking.models import Site


def made(acme: Cast) -> Site:
    site, _ = add_site(name=" Web ", url="https://www.shop.example/start", actor=as_actor(acme.mara))
    return site


def keys(site: Site) -> tuple[bool, bool | None]:
    """Whether the key, and the old key, is revoked."""
    fresh = Site.objects.select_related("key", "old_key").get(pk=site.pk)
    return fresh.key.revoked_at is not None, fresh.old_key.revoked_at is not None if fresh.old_key else None


def test_add_and_change(acme: Cast) -> None:
    actor = as_actor(acme.mara)
    site, key = add_site(name=" Web ", url="https://www.shop.example/start", actor=actor)
    assert (site.name, key.startswith("wk_"), site.allowed_origins, site.per_second) == ("Web", True, [], None)
    origins = ["www.shop.example", "http://localhost:3000/x"]
    changed = change_site(site_id=site.id, actor=actor, name="Shop", allowed_origins=origins, per_second=50)
    assert (changed.name, changed.allowed_origins, changed.per_second) == (
        "Shop",
        ["https://www.shop.example", "http://localhost:3000"],
        50,
    )


def test_a_rotated_key_works_on_for_a_week(acme: Cast, noon: datetime) -> None:
    site = made(acme)
    before = site.key_id
    rotated, _ = rotate_key(site_id=site.id, actor=as_actor(acme.mara))
    assert (rotated.key_id != before, rotated.old_key_id, rotated.old_key_until) == (True, before, noon + OVERLAP)
    assert keys(site) == (False, False)
    again, _ = rotate_key(site_id=site.id, actor=as_actor(acme.mara))
    assert (again.old_key_id == rotated.key_id, keys(site)) == (True, (False, False))
    assert sorted(AuditEntry.objects.filter(verb="key.revoked").values_list("target_id", flat=True)) == [str(before)]


def test_an_overlap_ends_at_once_or_after_its_week(acme: Cast, noon: datetime) -> None:
    actor, site = as_actor(acme.mara), made(acme)
    rotate_key(site_id=site.id, actor=actor)
    ended = end_old_key(site_id=site.id, actor=actor)
    assert (ended.old_key_id, ended.old_key_until, keys(site)) == (None, None, (False, None))
    with pytest.raises(Refused):
        end_old_key(site_id=site.id, actor=actor)
    rotate_key(site_id=site.id, actor=actor)
    assert end_overlaps() == 0
    with clock.pretend(noon + OVERLAP):
        assert (end_overlaps(), end_overlaps(), keys(site)) == (1, 0, (False, None))


def test_revoking_ends_both_and_leaves_no_overlap(acme: Cast) -> None:
    actor, site = as_actor(acme.mara), made(acme)
    rotate_key(site_id=site.id, actor=actor)
    assert revoke_key(site_id=site.id, actor=actor).id == site.id
    assert keys(site) == (True, None)
    rotated, _ = rotate_key(site_id=site.id, actor=actor)
    assert (rotated.old_key_id, keys(site)) == (None, (False, None))


@pytest.mark.parametrize(
    ("name", "url", "field"),
    [
        ("", "https://x.example", "name"),
        ("X", "x.example", "url"),
        ("X", "javascript:1", "url"),
        ("X", "https://[::1", "url"),
        ("X", "https://x.example:port", "url"),
    ],
)
def test_bad_input_names_the_field(acme: Cast, name: str, url: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        add_site(name=name, url=url, actor=as_actor(acme.mara))
    assert refused.value.field == field


@pytest.mark.parametrize("rate", [0, -1, 1_000_001])
def test_a_rate_is_a_positive_number(acme: Cast, rate: int) -> None:
    with pytest.raises(Refused) as refused:
        change_site(site_id=made(acme).id, actor=as_actor(acme.mara), name="X", allowed_origins=[], per_second=rate)
    assert refused.value.field == "per_second"


def test_a_week_is_seven_days() -> None:
    assert timedelta(days=7) == OVERLAP


@pytest.mark.parametrize(
    "text", ["shop.example:segments", "https://shop.example:99999", "https://[::1", "https://[x]/", "http://a:b:c", "null", "*.com"]
)
def test_what_is_no_origin_is_refused_by_its_field(text: str) -> None:
    with pytest.raises(Refused) as refused:
        listed([text])
    assert refused.value.field == "allowed_origins"


def test_origins_are_kept_once_as_browsers_send_them(acme: Cast) -> None:
    typed = ["https://a.example, https://b.example:443", "a.example", "*.shop.example", "", "http://例子.公司"]
    changed = change_site(site_id=made(acme).id, actor=as_actor(acme.mara), name="X", allowed_origins=typed)
    assert changed.allowed_origins == ["https://a.example", "https://b.example", "https://*.shop.example", "http://xn--fsqu00a.xn--55qx5d"]
