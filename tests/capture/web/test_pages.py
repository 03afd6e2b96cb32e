"""The pages of marketers: editor by buttons alone, quarantine, export, files, codes, occasions."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from capture.models import Asset, Consent, Form, Occasion, QrCode, Seat, Submission
from kernel import tenancy
from tests.capture.conftest import ANSWERS, Publish
from tests.capture.web.test_public_forms import sent
from tests.cast import Cast
from tracking.models import Event

HOME = "/w/acme"


def editor(content_rows: list[dict[str, str]], **more: str) -> dict[str, Any]:
    """What the editor posts."""
    names = ("key", "kind", "ask", "maps", "consent_purpose", "channel", "label_en", "label_zh", "options")
    rows = {name: [row.get(name, "") for row in content_rows] for name in names}
    plain = {"name": "My form", "purpose": "contact", "after": "message", "language": "", "title_en": "Hello", "spam_limit": "60"}
    return {**rows, "row": [str(place) for place, _ in enumerate(content_rows)], **plain, **more}


EMAIL = {"key": "email", "kind": "email", "ask": "always", "maps": "email", "label_en": "E-mail", "channel": "email"}
NOTE = {"key": "note", "kind": "textarea", "ask": "always", "maps": "event", "label_en": "Note", "channel": "email"}


def keys(cast: Cast) -> list[str]:
    with tenancy.scope(cast.acme.id):
        return [field["key"] for field in Form.objects.get().draft["fields"]]


def test_a_form_is_made_edited_and_published_with_buttons_alone(cast: Cast, signed_in: Any) -> None:
    mara: Client = signed_in("mara")
    made = mara.post(f"{HOME}/forms/new", {"starter": "contact", "name": "Contact us"})
    address = made.headers["Location"].removesuffix("/edit")
    assert mara.get(f"{address}/edit").status_code == 200
    for do, expected in (
        ("", ["email", "note"]), ("down:1", ["note", "email"]), ("up:2", ["note", "email"]), ("add", ["email", "note", "text_1"]),
        ("remove:1", ["note"]), ("up:1", ["email", "note"]), ("remove:99", ["email", "note"]),
    ):  # fmt: skip
        assert mara.post(f"{address}/save", editor([EMAIL, NOTE], do=do)).status_code == 302
        assert keys(cast) == expected, do
    preview = mara.post(f"{address}/preview", editor([EMAIL, NOTE]))
    assert ("Note" in preview.content.decode(), preview.status_code) == (True, 200)
    wrong = mara.post(f"{address}/publish", editor([EMAIL, {**NOTE, "key": "Bad key"}]))
    assert (wrong.status_code, "Bad key" in wrong.content.decode()) == (400, True)
    assert mara.post(f"{address}/publish", editor([EMAIL, NOTE], required="0")).status_code == 302
    assert mara.get(f"{address}/edit?version=1").status_code == 200
    assert [mara.get(f"{address}/edit?version={number}").status_code for number in ("2", "x", "9" * 30)] == [404] * 3
    with tenancy.scope(cast.acme.id):
        assert Form.objects.get().live_version == 1
    assert mara.get(f"{HOME}/forms").status_code == mara.get(address).status_code == 200


def test_who_sends_a_form_that_asks_no_name_is_shown_too(cast: Cast, signed_in: Any, published: Publish) -> None:
    form, mara = published("newsletter"), signed_in("mara")
    sent(Client(), f"/f/{form.public_id}", {"f_email": "lena@fischer.example", "f_news": "yes"})
    with tenancy.scope(cast.acme.id):
        one = Submission.objects.get()
        assert "name" not in one.values
        Submission.objects.update(email="", values={})
    pages = (f"{HOME}/submissions", f"{HOME}/forms/{form.pk}", f"{HOME}/submissions/{one.pk}")
    told = [mara.get(page) for page in pages]
    assert [("Somebody" in page.content.decode(), page.status_code) for page in told] == [(True, 200)] * 3


def test_who_may_not_change_forms_may_look(cast: Cast, signed_in: Any, published: Publish) -> None:
    form, vera = published(), signed_in("vera")
    address = f"{HOME}/forms/{form.pk}"
    assert [vera.get(url).status_code for url in (f"{HOME}/forms", address, f"{address}/edit", f"{HOME}/submissions")] == [200] * 4
    assert [vera.post(f"{address}/{verb}", {}).status_code for verb in ("save", "publish", "archive")] == [403] * 3
    assert vera.get(f"{address}/export").status_code == 403


def test_quarantine_is_decided_again_and_goes_its_way(cast: Cast, signed_in: Any, published: Publish, pump: Any) -> None:
    sent(Client(), f"/f/{published().public_id}", {**ANSWERS, "f_news": "yes", "lw_homepage": "x"})
    mara = signed_in("mara")
    with tenancy.scope(cast.acme.id):
        held = Submission.objects.get()
    page = f"{HOME}/submissions/{held.pk}"
    assert "honeypot" not in mara.get(page).content.decode()
    mara.post(f"{page}/decide", {"verdict": "discard"})
    mara.post(f"{page}/decide", {"verdict": "release"})
    pump()
    with tenancy.scope(cast.acme.id):
        assert (Submission.objects.get().state, Submission.objects.get().decided_by) == ("accepted", "Mara")
        event = Event.objects.get(name="contact_request_submitted")
        assert abs((event.occurred_at - held.at).total_seconds()) < 1
        consent = Consent.objects.get()
    assert (
        "is not held back"
        in mara.post(
            f"{page}/decide", {"verdict": "release"}, follow=True, headers={"Referer": f"http://testserver{page}"}
        ).content.decode()
    )
    mara.post(f"{HOME}/consents/{consent.pk}/withdraw")
    with tenancy.scope(cast.acme.id):
        assert Consent.objects.get().withdrawn_at is not None


def test_the_export_runs_nothing(cast: Cast, signed_in: Any, published: Publish) -> None:
    form = published()
    sent(Client(), f"/f/{form.public_id}", {**ANSWERS, "f_message": "=HYPERLINK(1)"})
    text = signed_in("mara").get(f"{HOME}/forms/{form.pk}/export").content.decode()
    assert ("'=HYPERLINK(1)" in text, "lena@fischer.example" in text) == (True, True)


def test_files_that_a_browser_would_run_are_refused(cast: Cast, signed_in: Any) -> None:
    mara = signed_in("mara")
    for name, content in (("a.html", b"<script>"), ("a.pdf", b"<script>"), ("a.svg", b"<svg"), ("a.pdf", b"")):
        answer = mara.post(f"{HOME}/assets/new", {"name": "A", "gate": "", "file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 400
    mara.post(f"{HOME}/assets/new", {"name": "A", "gate": "", "file": SimpleUploadedFile("../x/Ä.pdf", b"%PDF-1.4")})
    with tenancy.scope(cast.acme.id):
        assert [(asset.file_name, asset.content_type) for asset in Asset.objects.all()] == [("Ä.pdf", "application/pdf")]
    assert mara.get(f"{HOME}/assets").status_code == 200


def test_a_code_leads_only_to_own_sites_and_has_pictures(cast: Cast, signed_in: Any) -> None:
    mara = signed_in("mara")
    assert mara.post(f"{HOME}/qr-codes/new", {"name": "Stand", "target": "https://evil.example"}).status_code == 400
    made = mara.post(f"{HOME}/qr-codes/new", {"name": "Stand", "target": "http://127.0.0.1:8000/f/x", "tags": "Fair, Berlin"})
    address = made.headers["Location"]
    assert b"<svg" in mara.get(f"{address}/svg").content
    assert mara.get(f"{address}/png?save=1").content.startswith(b"\x89PNG")
    with tenancy.scope(cast.acme.id):
        assert QrCode.objects.get().tags == ["Fair", "Berlin"]
    assert mara.get(address).status_code == mara.get(f"{HOME}/qr-codes").status_code == 200


def test_an_occasion_is_planned_and_its_attendees_imported(cast: Cast, signed_in: Any, published: Publish) -> None:
    mara, form = signed_in("mara"), published("registration")
    plan = {"name": "Webinar", "kind": "online", "starts_at": "2026-12-01T10:00", "ends_at": "2026-12-01T11:00", "form": str(form.pk)}
    assert mara.post(f"{HOME}/occasions/new", {**plan, "ends_at": "2026-12-01T09:00"}).status_code == 400
    address = mara.post(f"{HOME}/occasions/new", plan).headers["Location"]
    assert mara.get(address).status_code == mara.get(f"{HOME}/occasions").status_code == 200
    csv = io.BytesIO(b"email,minutes\nlena@fischer.example,42\nnobody,1\n")
    csv.name = "came.csv"
    answer = mara.post(f"{address}/attendance", {"file": csv}, follow=True)
    assert "Not taken: 1" in answer.content.decode()
    with tenancy.scope(cast.acme.id):
        assert list(Seat.objects.values_list("email", "minutes")) == [("lena@fischer.example", 42)]
        assert Occasion.objects.count() == 1
    mara.post(f"{address}/archive")
