"""Files, codes and occasions at their public doors."""

import io
import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from capture.actions.assets import add_asset
from capture.actions.occasions import Plan, plan_occasion
from capture.actions.qr_codes import make_code
from capture.actions.seats import mark_attended
from capture.domain import starters
from capture.domain.attendance import Came
from capture.models import Asset, AssetReader, Form, Occasion, QrCode, Seat
from kernel import clock, tenancy
from kernel.problems import Refused
from leads.models import Lead
from scoring.models import TagEntry
from tests.capture.conftest import ANSWERS, Publish
from tests.capture.web.test_public_forms import sent
from tests.cast import Cast, as_actor
from tracking.actions.sites import add_site
from tracking.models import Event

BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
PDF = b"%PDF-1.4 one"


def asset_of(cast: Cast, form: Form | None = None) -> Asset:
    with tenancy.scope(cast.acme.id):
        file = {"file_name": 'Report "1".pdf', "size": len(PDF), "content": io.BytesIO(PDF)}
        return add_asset(name="Report", actor=as_actor(cast.mara), form=form, **file)  # type: ignore[arg-type]


def events(cast: Cast, *fields: str) -> list[Any]:
    with tenancy.scope(cast.acme.id):
        return list(Event.objects.exclude(kind="identify").order_by("id").values_list(*(fields or ("name",)), flat=not fields))


def test_downloaded_opened_and_how_often_are_told_apart(cast: Cast, published: Publish, pump: Any) -> None:
    asset = asset_of(cast, published("contact"))
    client = Client()
    assert 'name="f_email"' in client.get(f"/d/{asset.public_id}").content.decode()
    page = sent(client, f"/d/{asset.public_id}", ANSWERS).content.decode()
    link = page.split('class="lw-send" href="')[1].split('"')[0]
    path = link[link.index("/a/") :]
    pump()
    assert sorted(events(cast)) == ["asset_downloaded", "contact_request_submitted"]
    for _ in range(2):
        answer = client.get(path)
        assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    client.get(path, headers={"User-Agent": BOT})
    client.head(path)
    pump()
    opens = [
        (name, told.get("open_count"), bot) for name, told, bot in events(cast, "name", "properties", "is_bot") if name == "asset_opened"
    ]
    assert opens == [("asset_opened", 1, False), ("asset_opened", 2, False), ("asset_opened", 2, True)]
    with tenancy.scope(cast.acme.id):
        assert list(AssetReader.objects.values_list("downloads", "opens")) == [(1, 2)]
    again = client.get(f"/d/{asset.public_id}").content.decode()
    assert ('name="f_email"' in again, "Download" in again) == (False, True)
    assert "/a/" in client.post(f"/d/{asset.public_id}").content.decode()
    pump()
    assert events(cast).count("asset_downloaded") == 2
    assert 'name="f_email"' in Client().get(f"/d/{asset.public_id}").content.decode()


def test_a_code_leads_on_marks_and_counts_people(cast: Cast, pump: Any) -> None:
    with tenancy.scope(cast.acme.id):
        add_site(name="Site", url="https://www.acme.example", actor=as_actor(cast.olga))
        code = make_code(
            name="Stand 12", target="https://www.acme.example/fair?a=1", tags=["Fair"], utm={"source": "fair", "medium": "qr"},
            actor=as_actor(cast.mara),
        )  # fmt: skip
    client = Client()
    answer = client.get(f"/q/{code.public_id}")
    location, word = answer.headers["Location"].split("&lw_id=")
    assert (answer.status_code, location, bool(word)) == (302, "https://www.acme.example/fair?a=1&utm_source=fair&utm_medium=qr", True)
    Client(headers={"User-Agent": BOT}).get(f"/q/{code.public_id}")
    assert client.post(f"/q/{code.public_id}").status_code == 405
    pump()
    with tenancy.scope(cast.acme.id):
        assert QrCode.objects.get().scans == 1
        assert list(Event.objects.filter(name="qr_scanned").values_list("is_bot", flat=True).order_by("id")) == [False, True]
        assert [(entry.tag.name, entry.source) for entry in TagEntry.objects.filter(tag__name="Fair").select_related("tag")] == [
            ("Fair", "QR Stand 12")
        ]


@pytest.mark.parametrize("kind", ["asset", "occasion"])
def test_the_trap_leaves_its_mark_on_what_is_sent(cast: Cast, published: Publish, kind: str) -> None:
    address = (
        f"/d/{asset_of(cast, published('contact')).public_id}"
        if kind == "asset"
        else f"/e/{occasion_of(cast, published('registration')).public_id}"
    )
    pages = [Client().get(path).content.decode() for path in (address, f"{address}?lw_trap=1&utm_source=x")]
    assert ([f'action="{address}"' in pages[0], f'action="{address}?lw_trap=1"' in pages[1]], pages[0].count("lw_trap")) == (
        [True, True],
        1,
    )


def occasion_of(cast: Cast, form: Form, kind: str = "online", **more: Any) -> Occasion:
    with tenancy.scope(cast.acme.id):
        start = clock.now() + timedelta(days=1)
        return plan_occasion(plan=Plan("Webinar", kind, start, start + timedelta(hours=1), form.pk, **more), actor=as_actor(cast.mara))


def test_registered_and_attended_score(cast: Cast, published: Publish, pump: Any) -> None:
    occasion = occasion_of(cast, published("registration"), capacity=1)
    assert sent(Client(), f"/e/{occasion.public_id}", ANSWERS).status_code == 200
    full = sent(Client(), f"/e/{occasion.public_id}", {**ANSWERS, "f_email": "late@x.example"})
    assert "waiting list" in full.content.decode()
    pump()
    with tenancy.scope(cast.acme.id):
        came = [
            Came("lena@fischer.example", minutes=42),
            Came("walk@in.example", "Walker"),
            Came("nobody"),
            Came("x@y.example", minutes=-1),
        ]
        for _ in range(2):
            marked = mark_attended(occasion=occasion, came=came, actor=as_actor(cast.mara))
        assert (marked.attended, [number for number, _ in marked.refused]) == (2, [3, 4])
        assert list(Seat.objects.order_by("id").values_list("email", "state", "minutes")) == [
            ("lena@fischer.example", "attended", 42), ("late@x.example", "waitlisted", None), ("walk@in.example", "attended", None),
        ]  # fmt: skip
    pump()
    watched = [told.get("minutes") for name, told in events(cast, "name", "properties") if name == "live_broadcast_watched"]
    assert (sorted(watched, key=str), events(cast).count("event_registered")) == ([42, None], 2)
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get(person__email="lena@fischer.example")
        assert lead.snapshot.interest_sign == 1
        assert Lead.objects.filter(person__email="walk@in.example").exists()


def test_a_form_of_another_purpose_registers_nobody(cast: Cast, published: Publish) -> None:
    with pytest.raises(Refused) as refused:
        occasion_of(cast, published("contact"))
    assert refused.value.field == "form"


def test_after_a_form_it_may_lead_to_an_own_site(cast: Cast, published: Publish) -> None:
    with tenancy.scope(cast.acme.id):
        add_site(name="Site", url="https://www.acme.example", actor=as_actor(cast.olga))
    asked = starters.content("contact")
    assert asked is not None
    form = published(content=msgspec.structs.replace(asked, after="redirect", redirect_url="https://www.acme.example/thanks"))
    answer = sent(Client(), f"/f/{form.public_id}", ANSWERS)
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://www.acme.example/thanks")
    policy = Client().get(f"/f/{form.public_id}").headers["Content-Security-Policy"]
    assert "https://www.acme.example" in next(part for part in policy.split(";") if "form-action" in part)


def test_the_page_of_an_asset_shows_its_funnel(cast: Cast, published: Publish, signed_in: Any, pump: Any) -> None:
    """Two browsers downloaded it, one opened it, three times; a machine's opens are nobody's."""
    asset, readers = asset_of(cast), [Client(), Client()]
    page = f"/w/acme/assets/{asset.pk}"
    mara = signed_in("mara")
    assert "Nobody has downloaded it yet" in mara.get(page).content.decode()
    links = [reader.post(f"/d/{asset.public_id}").content.decode().split('class="lw-send" href="')[1].split('"')[0] for reader in readers]
    for client in (*[readers[0]] * 3, Client(headers={"User-Agent": BOT})):
        client.get(links[0][links[0].index("/a/") :])
    shown = mara.get(page).content.decode()
    bars = re.findall(r'value="([\d.]+)"[^>]*></progress><span class="num">(\d+)<', shown)
    assert bars == [("1.0000", "2"), ("0.5000", "1")]
    assert re.findall(r"<dd>([^<]+)</dd>", shown.partition("</section>")[0]) == ["50.0 %", "3", "3.0"]
    assert f'href="{page}"' in mara.get("/w/acme/assets").content.decode()
    assert [signed_in("otto").get(f"/w/{slug}/assets/{asset.pk}").status_code for slug in ("acme", "globex")] == [404, 404]


def test_an_asset_is_renamed_given_a_newer_file_and_the_earlier_one_again(cast: Cast, signed_in: Any) -> None:
    asset, mara = asset_of(cast), signed_in("mara")
    page = f"/w/acme/assets/{asset.pk}"
    newer = SimpleUploadedFile("newer.pdf", b"%PDF-1.7")
    assert mara.post(f"{page}/change", {"name": "Report 2027", "description": "", "file": newer}).status_code == 302
    shown = mara.get(page).content.decode()
    assert ("Report 2027" in shown, "newer.pdf" in shown, "Give out the earlier file" in shown) == (True, True, True)
    assert mara.post(f"{page}/put-back").status_code == 302
    wrong = mara.post(f"{page}/change", {"name": "Other", "file": SimpleUploadedFile("a.exe", b"MZ")})
    assert (wrong.status_code, "Upload one of" in wrong.content.decode()) == (400, True)
    with tenancy.scope(cast.acme.id):
        assert Asset.objects.values_list("name", "path").get() == ("Report 2027", asset.path)
    vera = signed_in("vera")
    assert [vera.post(f"{page}/{verb}", {"name": "X"}).status_code for verb in ("change", "put-back")] == [403, 403]
    assert signed_in("otto").post(f"/w/globex/assets/{asset.pk}/change", {"name": "X"}).status_code == 404
