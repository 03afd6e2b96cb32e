"""The page: which and how many, then merged, then back."""

from collections.abc import Callable

from django.test import Client

from kernel import ids, tenancy
from leads.models import MergeBatch, Person
from tests.cast import Cast
from tests.leads.web.test_duplicates import prepare

BASE = "/w/acme/duplicates/many"


def test_looked_at_merged_and_undone(cast: Cast, pump: Callable[[], int], signed_in: Callable[[str], Client]) -> None:
    _, _, pair = prepare(cast, pump)
    mara = signed_in("mara")
    assert pair in mara.get(BASE).content.decode()
    assert pair not in mara.get(f"{BASE}?sure=99").content.decode()
    assert mara.get(f"{BASE}?sure=x").status_code == 200
    assert mara.post(f"{BASE}/merge", {"sure": "90", "count": "1"}).headers["Location"] == BASE
    with tenancy.scope(cast.acme.id):
        batch = MergeBatch.objects.get()
        assert Person.objects.filter(merged_into=None).count() == 1
    assert f"{BASE}/{batch.pk}/undo" in mara.get(BASE).content.decode()
    assert mara.post(f"{BASE}/{batch.pk}/undo").headers["Location"] == BASE
    with tenancy.scope(cast.acme.id):
        assert Person.objects.filter(merged_into=None).count() == 2


def test_a_viewer_looks_and_a_stranger_finds_nothing(cast: Cast, pump: Callable[[], int], signed_in: Callable[[str], Client]) -> None:
    prepare(cast, pump)
    vera = signed_in("vera")
    assert "many/merge" not in vera.get(BASE).content.decode()
    assert vera.post(f"{BASE}/merge", {"sure": "90", "count": "1"}).status_code == 403
    assert signed_in("mara").post(f"{BASE}/{ids.new()}/undo").status_code == 404
    assert signed_in("mara").get(f"{BASE}/merge").status_code == 405
