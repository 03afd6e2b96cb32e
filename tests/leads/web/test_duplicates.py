"""The pages of the queue: list, preview, merge, dismiss, undo; a new job."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from kernel import clock, ids, tenancy
from leads.actions.people import create_lead
from leads.models import Duplicate, Lead, Person, PersonMerge
from tests.cast import Cast, as_actor


def prepare(cast: Cast, pump: Callable[[], int]) -> tuple[Lead, Lead, str]:
    with tenancy.scope(cast.acme.id):
        with clock.pretend(clock.now() - timedelta(seconds=1)):
            one = create_lead({"name": "Lena Fischer", "email": "lena@acme.example"}, as_actor(cast.mara))
        other = create_lead({"name": "L. Fischer", "email": "lena+x@acme.example", "title": "CTO"}, as_actor(cast.mara))
    pump()
    with tenancy.scope(cast.acme.id):
        return one, other, str(Duplicate.objects.get().pk)


def test_from_the_list_to_the_merge_and_back(cast: Cast, pump: Callable[[], int], signed_in: Callable[[str], Client]) -> None:
    one, other, pair = prepare(cast, pump)
    mara, base = signed_in("mara"), "/w/acme/duplicates"
    page = mara.get(base + "?sure=80&kind=email_spelling&sort=newest").content.decode()
    assert f"{base}/{pair}" in page
    assert "Lena Fischer" in page
    preview = mara.get(f"{base}/{pair}?keep=other").content.decode()
    assert 'name="field-title"' in preview
    answer = mara.post(f"{base}/{pair}/merge", {"keep": "one", "field-title": "other"})
    assert answer.headers["Location"] == f"/w/acme/leads/{one.pk}"
    pump()
    with tenancy.scope(cast.acme.id):
        merge = PersonMerge.objects.get()
        assert Person.objects.get(pk=one.person_id).title == "CTO"
    undo = f"/w/acme/merges/{merge.pk}/undo"
    assert undo in mara.get(base + "?state=merged").content.decode()
    assert undo in mara.get(f"{base}/{pair}").content.decode()
    assert undo in mara.get(f"/w/acme/leads/{one.pk}").content.decode()
    assert mara.post(undo).headers["Location"] == f"/w/acme/leads/{other.pk}"
    pump()
    assert undo not in mara.get(f"/w/acme/leads/{one.pk}").content.decode()
    assert mara.post(f"{base}/{pair}/dismiss").status_code == 302
    assert f"{base}/{pair}" in mara.get(base + "?state=dismissed").content.decode()
    assert mara.post(f"{base}/look").status_code == 302


def test_a_viewer_looks_and_does_not_touch(cast: Cast, pump: Callable[[], int], signed_in: Callable[[str], Client]) -> None:
    _, _, pair = prepare(cast, pump)
    vera, base = signed_in("vera"), "/w/acme/duplicates"
    assert f"{pair}/dismiss" not in vera.get(f"{base}/{pair}").content.decode()
    for path in (f"{pair}/merge", f"{pair}/dismiss", "look"):
        assert vera.post(f"{base}/{path}").status_code == 403
    mara = signed_in("mara")
    for path in (f"/w/acme/duplicates/{ids.new()}/merge", f"/w/acme/merges/{ids.new()}/undo"):
        assert mara.post(path).status_code == 404
    assert mara.get(base + "?state=x&sure=abc&sort=y&kind=z&cursor=q").status_code == 200


def test_a_new_job(cast: Cast, pump: Callable[[], int], signed_in: Callable[[str], Client]) -> None:
    one, _, _ = prepare(cast, pump)
    mara, url = signed_in("mara"), f"/w/acme/leads/{one.pk}/job"
    assert mara.get(url).status_code == 200
    assert mara.post(url, {"company": ""}).status_code == 400
    assert mara.post(url, {"company": "Globex"}).status_code == 302
    pump()
    with tenancy.scope(cast.acme.id):
        new = Lead.objects.get(person_id=one.person_id, closed_at=None)
    assert f"/w/acme/leads/{one.pk}" in mara.get(f"/w/acme/leads/{new.pk}").content.decode()
