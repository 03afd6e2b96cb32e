"""Sites and their keys."""

import pytest

from kernel.problems import Refused
from tests.cast import Cast, as_actor
from tracking.actions.sites import add_site, change_site, revoke_key, rotate_key


def test_add_change_rotate_revoke(acme: Cast) -> None:
    actor = as_actor(acme.mara)
    site, key = add_site(name=" Web ", url="https://www.shop.example/start", actor=actor)
    assert (site.name, key.startswith("wk_"), site.allowed_origins) == ("Web", True, [])
    changed = change_site(site_id=site.id, actor=actor, name="Shop", allowed_origins=["www.shop.example", "http://localhost:3000/x"])
    assert (changed.name, changed.allowed_origins) == ("Shop", ["https://www.shop.example", "http://localhost:3000"])
    rotated, new = rotate_key(site_id=site.id, actor=actor)
    assert (new != key, rotated.key_id != site.key_id) == (True, True)
    assert revoke_key(site_id=site.id, actor=actor).id == site.id


@pytest.mark.parametrize(
    ("name", "url", "field"), [("", "https://x.example", "name"), ("X", "x.example", "url"), ("X", "javascript:1", "url")]
)
def test_bad_input_names_the_field(acme: Cast, name: str, url: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        add_site(name=name, url=url, actor=as_actor(acme.mara))
    assert refused.value.field == field
