"""Tags in a browser: define, change, merge, many leads, files."""

import re
from collections.abc import Callable
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kernel import tenancy
from scoring.models import Tag, TagBatch
from tests.conftest import NOON
from tests.scoring.people import Office

SignIn = Callable[[str], Client]
ROOT = "/w/acme"


def tag(office: Office, name: str) -> Tag:
    with tenancy.scope(office.workspace.id):
        return Tag.objects.select_related("stands_for").get(name=name)


def test_a_tag_has_a_page_where_it_is_changed(office: Office, signed_in: SignIn) -> None:
    mara, vera = signed_in("mara"), signed_in("vera")
    assert mara.post(f"{ROOT}/tags", {"name": "Fair", "kind": "factual"}).status_code == 302
    there = f"{ROOT}/tags/{tag(office, 'Fair').pk}"
    assert "0.7 × 0.8 × 0.8 = 0.448" in mara.get(there).content.decode()
    assert mara.post(there, {"kind": "factual", "fading": "linear", "lasts_days": ""}).status_code == 400
    assert mara.post(there, {"kind": "factual", "fading": "linear", "lasts_days": "30", "cap": "2"}).status_code == 302
    assert (tag(office, "Fair").fading, tag(office, "Fair").lasts_days, tag(office, "Fair").cap) == ("linear", 30, 2.0)
    assert mara.post(there, {"kind": "factual", "owner_name": "Sofia"}).status_code == 302
    shown = mara.get(there).content.decode()
    assert (tag(office, "Fair").owner_name, "Owner: Sofia" in shown, '<option value="Mara">' in shown) == ("Sofia", True, True)
    assert (vera.get(there).status_code, vera.post(there, {"kind": "factual"}).status_code) == (200, 403)
    assert signed_in("otto").get(f"/w/globex/tags/{tag(office, 'Fair').pk}").status_code == 404


def test_two_tags_merge_and_part(office: Office, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    for name in ("Fair", "Expo"):
        mara.post(f"{ROOT}/tags", {"name": name, "kind": "factual"})
    expo = f"{ROOT}/tags/{tag(office, 'Expo').pk}"
    assert mara.post(f"{expo}/merge", {"into": "Nothing"}, headers={"referer": expo}).status_code in (302, 400)
    assert mara.post(f"{expo}/merge", {"into": "Fair"}).status_code == 302
    assert "This tag is merged into Fair" in mara.get(expo).content.decode()
    assert "merged into Fair" in mara.get(f"{ROOT}/tags").content.decode()
    assert mara.post(f"{expo}/unmerge").status_code == 302
    assert tag(office, "Expo").stands_for is None


def test_many_leads_are_counted_tagged_and_given_back(office: Office, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    for _ in range(2):
        office.lead(NOON)
    mara.post(f"{ROOT}/tags", {"name": "Fair", "kind": "factual"})
    fair = tag(office, "Fair").pk
    assert "Filter the list of leads first" in unescape(mara.get(f"{ROOT}/tags/bulk").content.decode())
    shown = mara.get(f"{ROOT}/tags/bulk?which={fair}&verb=add&stage=name").content.decode()
    assert "2 leads will change" in shown
    assert mara.get(f"{ROOT}/tags/bulk?which={fair}&verb=add&score=many").status_code == 400
    post = {"which": str(fair), "verb": "add", "query": "stage=name", "expected": "3"}
    assert mara.post(f"{ROOT}/tags/bulk", post).status_code == 400
    other = mara.post(f"{ROOT}/tags/bulk", {**post, "expected": "2", "digest": "0" * 32}, headers={"accept-language": "zh-hans"})
    assert (other.status_code, "请重新查看" in other.content.decode()) == (400, True)
    (digest,) = re.findall(r'name="digest" value="(\w+)"', shown)
    assert mara.post(f"{ROOT}/tags/bulk", {**post, "expected": "2", "digest": digest}).status_code == 302
    with tenancy.scope(office.workspace.id):
        batch = TagBatch.objects.get()
    assert batch.changed == 2
    assert mara.post(f"{ROOT}/tag-batches/{batch.pk}/undo").status_code == 302
    assert "undone" in mara.get(f"{ROOT}/tags/{fair}").content.decode()
    assert signed_in("vera").get(f"{ROOT}/tags/bulk").status_code == 403


def test_the_export_is_what_the_import_reads(office: Office, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post(f"{ROOT}/tags", {"name": "=Fair", "kind": "factual", "fading": "step", "lasts_days": "9", "description": "+1"})
    text = mara.get(f"{ROOT}/tags/export").content.decode()
    assert "'=Fair,factual,,'+1,step,9,,," in text or "'=Fair,factual,,+1,step,9,,," in text
    with tenancy.scope(office.workspace.id):
        before = list(Tag.objects.order_by("name").values_list("name", "kind", "fading", "lasts_days", "description"))
    assert mara.post(f"{ROOT}/tags/import", {"file": SimpleUploadedFile("tags.csv", text.encode())}).status_code == 302
    with tenancy.scope(office.workspace.id):
        assert list(Tag.objects.order_by("name").values_list("name", "kind", "fading", "lasts_days", "description")) == before
