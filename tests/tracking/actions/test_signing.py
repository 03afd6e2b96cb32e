"""A site whose server signs its users: who says it without a signature joins nobody."""

from datetime import datetime

import pytest

from kernel import clock, tenancy
from kernel.models import AuditEntry
from kernel.problems import Refused
from tests.cast import Cast, as_actor
from tests.tracking.conftest import Shop
from tracking.actions.signing import renew_secret, sign_users
from tracking.actions.sites import OVERLAP, add_site, end_overlaps
from tracking.domain.signed import SIGNATURE, sign
from tracking.models import Site
from tracking.queries.sites import signing


def test_a_secret_is_made_once_and_renewed_with_an_overlap(acme: Cast, noon: datetime) -> None:
    actor = as_actor(acme.mara)
    site, _ = add_site(name="Web", url="https://www.shop.example", actor=actor)
    with pytest.raises(Refused):
        renew_secret(site_id=site.id, actor=actor)
    with pytest.raises(Refused):
        sign_users(site_id=site.id, mode="always", actor=actor)
    first = sign_users(site_id=site.id, mode="required", actor=actor).signing_secret
    assert (len(first), sign_users(site_id=site.id, mode="shown", actor=actor).signing_secret) == (64, first)
    assert (signing(noon)[site.id].secrets, signing(noon)[site.id].required) == ((first,), False)
    second = renew_secret(site_id=site.id, actor=actor).signing_secret
    assert (second != first, signing(noon)[site.id].secrets) == (True, (second, first))
    assert signing(noon + OVERLAP)[site.id].secrets == (second,)
    with clock.pretend(noon + OVERLAP):
        end_overlaps()
    assert Site.objects.get(pk=site.pk).old_signing_secret == ""
    sign_users(site_id=site.id, mode="off", actor=actor)
    assert signing(noon) == {}
    told = AuditEntry.objects.filter(target_id=str(site.pk), verb__in=("site.changed", "site.secret_renewed")).order_by("id")
    assert [entry.verb for entry in told] == ["site.changed", "site.changed", "site.secret_renewed", "site.changed"]
    assert all(second not in str(entry.changes) and first not in str(entry.changes) for entry in told)


def test_who_does_not_sign_is_a_device_and_no_user(shop: Shop) -> None:
    with tenancy.scope(shop.workspace.id):
        secret = sign_users(site_id=shop.site.pk, mode="required", actor=shop.actor).signing_secret
    told = [
        {"type": "identify", "messageId": "thief", "anonymousId": "a-1", "userId": "u-1", "traits": {"email": "lena@firm.example"}},
        {
            "type": "identify", "messageId": "lena", "anonymousId": "a-2", "userId": "u-1",
            "traits": {"email": "lena@firm.example", SIGNATURE: sign(secret, "u-1")},
        },
        {"type": "track", "messageId": "server", "userId": "u-1", "event": "order_placed"},
    ]  # fmt: skip
    assert shop.send("/v1/batch", {"batch": told}).verdicts == ["accepted"] * 3
    shop.digest()
    found = {event.message_id: (event.identity, event.context.get("unsigned")) for event in shop.events()}
    assert found == {
        "thief": ({}, True),
        "lena": ({"user_id": "u-1", "email": "lena@firm.example", "traits": {"email": "lena@firm.example"}}, None),
    }
    assert [(refusal.message_id, refusal.reason) for refusal in shop.refusals()] == [("server", "not_signed")]
