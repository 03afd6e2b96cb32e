"""The page of the rules: tried in the address on a real pair, saved as a version."""

from collections.abc import Callable

from django.test import Client

from kernel import ids, tenancy
from leads.domain.survivorship import STANDARD
from leads.models import SurvivorshipRules
from tests.cast import Cast
from tests.leads.web.test_duplicates import prepare

BASE = "/w/acme/duplicates/rules"
WORDS = {name: rule.value for name, rule in STANDARD.items()}


def test_rules_are_tried_on_a_pair_and_saved(cast: Cast, pump: Callable[[], int], signed_in: Callable[[str], Client]) -> None:
    _, _, pair = prepare(cast, pump)
    mara = signed_in("mara")
    page = mara.get(BASE).content.decode()
    assert pair in page
    assert "<strong>Lena Fischer</strong>" in page
    tried = mara.get(BASE, {"name": "recent", "pair": pair}).content.decode()
    assert "<strong>L. Fischer</strong>" in tried
    assert '<input type="hidden" name="name" value="recent">' in tried
    with tenancy.scope(cast.acme.id):
        assert SurvivorshipRules.objects.count() == 0
    answer = mara.post(f"{BASE}/save", {**WORDS, "name": "recent", "version": "0"})
    assert answer.headers["Location"] == BASE
    with tenancy.scope(cast.acme.id):
        assert SurvivorshipRules.objects.get().rules == {**WORDS, "name": "recent"}
    assert "<strong>L. Fischer</strong>" in mara.get(f"/w/acme/duplicates/rules?pair={pair}").content.decode()
    assert mara.post(f"{BASE}/save", {**WORDS, "version": "0"}, HTTP_REFERER=f"http://testserver{BASE}").status_code in (302, 409)
    with tenancy.scope(cast.acme.id):
        assert SurvivorshipRules.objects.count() == 1


def test_a_viewer_tries_and_does_not_save(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    vera = signed_in("vera")
    page = vera.get(BASE, {"name": "nonsense", "pair": str(ids.new()), "title": "\x00"})
    assert page.status_code == 200
    assert "rules/save" not in page.content.decode()
    assert vera.get(BASE, {"pair": "x"}).status_code == 200
    assert vera.post(f"{BASE}/save", WORDS).status_code == 403
    assert signed_in("mara").get(f"{BASE}/save").status_code == 405
