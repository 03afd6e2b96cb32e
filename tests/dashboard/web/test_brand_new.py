"""Every list and overview of a workspace where nothing has happened yet, and of one whose first site was just added."""

from collections.abc import Callable

from django.test import Client

from kernel import tenancy
from tests.cast import Cast, as_actor
from tests.eyes.addresses import patterns
from tracking.actions.sites import add_site

SignIn = Callable[[str], Client]
# The whole of what a first minute can open: addresses that name nothing but the workspace.
FIRST = [path.replace("<slug:workspace>", "acme") for path in patterns() if path.count("<") == 1]


def broken(client: Client) -> dict[str, int]:
    client.raise_request_exception = False
    return {path: status for path in FIRST if (status := client.get(path).status_code) >= 500}


def test_no_page_fails_before_anything_happened(cast: Cast, signed_in: SignIn) -> None:
    assert (len(FIRST) > 40, broken(signed_in("olga"))) == (True, {})


def test_no_page_fails_for_a_site_that_has_sent_nothing(cast: Cast, signed_in: SignIn) -> None:
    with tenancy.scope(cast.acme.id):
        site, _ = add_site(name="Web", url="https://www.acme.example", actor=as_actor(cast.olga))
    olga = signed_in("olga")
    of_the_site = [f"/w/acme/sites/{site.pk}", f"/w/acme/quota?site={site.pk}", f"/w/acme/refusals?site={site.pk}"]
    assert (broken(olga), [olga.get(path).status_code for path in of_the_site]) == ({}, [200] * 3)
