"""What is older than the policy lets it be is deleted, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest

from kernel import clock, ids, tenancy
from onsite.actions.forget import forget_hesitations, forget_reactions
from onsite.models import Hesitation, Reaction
from tests.cast import Cast
from tests.onsite.conftest import Shop
from tracking.actions.policy import change_policy
from tracking.queries import policy, retention

HOUR = timedelta(hours=1)


def keep(model: Any, days: int, **more: Any) -> None:
    """Two rows, an hour younger and an hour older than `days`."""
    for age in (timedelta(days=days) - HOUR, timedelta(days=days) + HOUR):
        at = clock.now() - age
        model.objects.create(id=ids.new(at), visitor_id=ids.new(), at=at, **more)


CASES = [
    ("reactions", 730, Reaction, forget_reactions, {"kind": "message_viewed", "item_id": ids.new(), "version": 1}),
    ("hesitations", 400, Hesitation, forget_hesitations, {"form": "contact"}),
]


@pytest.mark.parametrize(("kind", "days", "model", "chore", "more"), CASES)
def test_what_is_old_is_forgotten(shop: Shop, cast: Cast, kind: str, days: int, model: Any, chore: Any, more: dict[str, Any]) -> None:
    for workspace in (cast.globex, cast.acme):
        with tenancy.scope(workspace.id):
            keep(model, days, **more)
            keep(model, 100, **more)
    with tenancy.scope(cast.acme.id):
        assert retention.due(policy.current())[kind] == 1
        assert (chore(), chore(), model.objects.count()) == (1, 0, 3)
        change_policy(actor=shop.actor, off=[], addresses="truncate", cookieless=True, days={kind: 100})
        assert (retention.due(policy.current())[kind], chore(), model.objects.count()) == (2, 2, 1)
        change_policy(actor=shop.actor, off=[], addresses="truncate", cookieless=True, days={kind: None})
        assert (kind in retention.due(policy.current()), chore(), model.objects.count()) == (False, 0, 1)
    with tenancy.scope(cast.globex.id):
        assert model.objects.count() == 4


def test_the_privacy_page_shows_and_changes_how_long(shop: Shop, signed_in: Any) -> None:
    client = signed_in("olga")
    page = client.get("/w/acme/privacy").content.decode()
    asked = ("On-site reactions", 'name="reactions" inputmode="numeric" maxlength="5" value="730"', 'name="hesitations"')
    assert [text in page for text in asked] == [True] * 3
    assert client.post("/w/acme/privacy/change", {"addresses": "truncate", "reactions": "90", "events": ""}).status_code == 302
    with tenancy.scope(shop.cast.acme.id):
        found = policy.current()
        assert (found.kept("reactions"), found.kept("hesitations")) == (90, 400)
