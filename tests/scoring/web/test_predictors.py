"""Training a model in a browser: form, progress, model card, CSV, undo."""

import csv
import io
from collections.abc import Callable
from html import unescape

from django.test import Client

from kernel import clock
from tests.scoring.crowd import END, SPLIT, crowd, tagged, work
from tests.scoring.people import Office

SignIn = Callable[[str], Client]
ROOT = "/w/acme/scoring/predictors"
FORM = {
    "name": "Customer", "tag": "Likely customer", "split_at": f"{SPLIT:%Y-%m-%d}", "outcome": "customer", "within_days": "60",
    "column": "", "yes_values": "yes", "features": ["source", "landing"], "gate": "auc", "gate_level": "0.6", "threshold": "0.4",
}  # fmt: skip


def test_a_model_is_trained_read_and_undone(office: Office, signed_in: SignIn) -> None:
    crowd(office)
    with clock.pretend(END):
        mara, vera = signed_in("mara"), signed_in("vera")
        assert "Train the first one" in mara.get(ROOT).content.decode()
        assert "Train the first one" not in vera.get(ROOT).content.decode()
        assert (vera.get(f"{ROOT}/new").status_code, mara.get(f"{ROOT}/new").status_code) == (403, 200)
        assert "shade" in mara.get(f"{ROOT}/new").content.decode()
        there = mara.post(f"{ROOT}/new", FORM)["Location"]
        assert "Leads done" in vera.get(there).content.decode()
        assert mara.get(f"{there}/export").headers["Location"] == there
        assert "HX-Refresh" not in vera.get(there, headers={"hx-request": "true"})
        work(office)
        assert vera.get(there, headers={"hx-request": "true"})["HX-Refresh"] == "true"
        text = unescape(vera.get(there).content.decode())
        assert "200 leads, " in text
        assert "95 %: " in text
        assert (vera.post(f"{there}/undo").status_code, vera.get(f"{there}/export").status_code) == (403, 403)
        rows = list(csv.reader(io.StringIO(mara.get(f"{there}/export").content.decode("utf-8-sig"))))
        assert (rows[0][:4], rows[1][0], float(rows[2][3]) != 0) == (["feature", "kind", "level", "coefficient"], "(intercept)", True)
        lead, (chance, *_) = next(iter(tagged(office).items()))
        page = unescape(vera.get(f"/w/acme/leads/{lead}/score").content.decode())
        assert f"{chance:.1%}".replace("%", " %") in page
        assert "Customer v1 (AUC 0." in page
        assert "Model card" in page
        assert 'value="landing" checked>' in mara.get(f"{ROOT}/new?like={there.rsplit('/', 1)[1]}").content.decode()
        assert mara.post(f"{there}/look").status_code == 302
        work(office)
        assert mara.post(f"{there}/undo").status_code == 302
        assert (tagged(office), "Undone" in vera.get(there).content.decode()) == ({}, True)
        assert mara.get(ROOT).content.decode().count('class="row-link"') == 1
        assert signed_in("otto").get(there).status_code == 404


def test_what_cannot_be_is_shown_with_its_field_and_what_was_sent(office: Office, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    for field, value in (("split_at", "soon"), ("within_days", "many"), ("gate_level", "nan"), ("threshold", "2"), ("name", "\x01")):
        wrong = mara.post(f"{ROOT}/new", {**FORM, field: value})
        assert (wrong.status_code, f"<code>{field}</code>" in wrong.content.decode()) == (400, True)
    assert [mara.get(f"{ROOT}/new?like={like}").status_code for like in ("x", "00000000-0000-0000-0000-000000000000")] == [404, 404]


def test_a_refusal_is_told_in_words(office: Office, signed_in: SignIn) -> None:
    crowd(office, won={"segment": "pets"})
    with clock.pretend(END):
        mara = signed_in("mara")
        there = mara.post(f"{ROOT}/new", {**FORM, "features": ["source", "attribute:segment"]})["Location"]
        work(office)
        assert "“segment” knows the end: " in unescape(mara.get(there).content.decode())
        weak = mara.post(f"{ROOT}/new", {**FORM, "gate_level": "0.99"})["Location"]
        work(office)
        assert "the gate asks for 0.99. No tag was put." in unescape(mara.get(weak).content.decode())
