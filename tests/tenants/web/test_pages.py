"""Every settings page for every role."""

import pytest

PAGES = {"settings": "see", "settings/members": "see", "settings/keys": "manage_keys", "settings/audit": "manage_members", "settings/work": "manage_members"}


@pytest.mark.parametrize("page", PAGES)
def test_smoke(signed_in, page):
    answer = signed_in("olga").get(f"/w/acme/{page}")
    assert answer.status_code == 200
