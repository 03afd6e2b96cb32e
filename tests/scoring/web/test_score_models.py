"""Score models in a browser: written in the draft, told in the rulebook, the explanation, the list and its CSV."""

import csv
from collections.abc import Callable
from html import unescape
from typing import Any

from django.test import Client

from kernel import clock, tenancy
from scoring.domain import rulebook
from scoring.queries import model_words, rulebooks
from tests.cast import Cast
from tests.conftest import NOON
from tests.scoring.agreed import agree
from tests.scoring.modelled import ADS, MAIL, PLAIN, publish
from tests.scoring.people import Office

SignIn = Callable[[str], Client]
ROOT = "/w/acme"


def models(cast: Cast) -> list[dict[str, Any]]:
    with tenancy.scope(cast.acme.id):
        draft = rulebooks.draft()
        assert draft is not None
        return list(draft.rules["models"])


def test_a_model_is_written_in_the_draft(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post(f"{ROOT}/scoring/draft/begin")
    nobody = mara.post(f"{ROOT}/scoring/draft", {"new_model-label": "Search ads"})
    assert (nobody.status_code, "models[0].channels" in nobody.content.decode()) == (400, True)
    new = {"new_model-label": "Search ads", "new_model-channel-paid_search": "on", "new_model-threshold": "80"}
    assert mara.post(f"{ROOT}/scoring/draft", new).status_code == 302
    made = {"name": "search_ads", "label": "Search ads", "channels": ["paid_search"], "points": {}, "threshold": 80.0, "target_at": None}
    assert models(cast) == [made | {"caps": {}, "decays": {}, "off": []}]
    for rule, points in (("event:product_tried", "5,5"), ("fit:title_chief", "40")):
        added = {"models-0-new_rule": rule, "models-0-new_points": points}
        assert mara.post(f"{ROOT}/scoring/draft", added).status_code == 302
    assert models(cast)[0]["points"] == {"event:product_tried": 5.5, "fit:title_chief": 40.0}
    more = {
        "models-0-cap-event:product_tried": "12", "models-0-decay-event:product_tried": "linear", "models-0-off-fit:title_chief": "yes",
        "models-0-decay_days-event:product_tried": "9", "models-0-new_rule": "page:careers", "models-0-new_points": "",
        "models-0-new_off": "yes",
    }  # fmt: skip
    assert mara.post(f"{ROOT}/scoring/draft", more).status_code == 302
    told = models(cast)[0]
    assert (told["caps"], told["off"]) == ({"event:product_tried": 12.0}, ["fit:title_chief", "page:careers"])
    assert told["decays"] == {"event:product_tried": {"kind": "linear", "days": 9.0, "share": None}}
    with tenancy.scope(cast.acme.id):
        (row,) = model_words.of_models(rulebook.parse(rulebooks.draft().rules))
    assert {label: (points, more) for label, points, _, more in row.rows} == {
        "Tried the product": (5.5, "At most 12. Fades evenly to nothing in 9 days."),
        "Chief or founder": (0.0, "Does not count here."), "Careers page": (0.0, "Does not count here."),
    }  # fmt: skip
    assert mara.post(f"{ROOT}/scoring/draft", {"models-0-off-page:careers": "no"}).status_code == 302
    assert models(cast)[0]["off"] == ["fit:title_chief"]
    wrong = mara.post(f"{ROOT}/scoring/draft", {"models-0-points-fit:title_chief": "many"})
    assert (wrong.status_code, 'value="many"' in wrong.content.decode()) == (400, True)


def test_what_is_left_empty_is_as_in_the_rulebook_and_a_rule_that_goes_takes_its_points_along(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    with tenancy.scope(cast.acme.id):
        office = Office(cast.acme)
    publish(office, PLAIN | {"models": [ADS, MAIL]})
    mara.post(f"{ROOT}/scoring/draft/begin")
    page = mara.get(f"{ROOT}/scoring/draft").content.decode()
    assert 'name="models-0-points-pattern:often"' in page
    cleared = {"models-0-points-silence": "", "models-0-threshold": "", "models-0-channels": "1", "models-0-channel-ai": "on"}
    assert mara.post(f"{ROOT}/scoring/draft", {**cleared, "models-1-remove": "on"}).status_code == 302
    (ads,) = models(cast)
    assert (ads["channels"], ads["threshold"], "silence" in ads["points"]) == (["ai"], None, False)
    place = [event["event"] for event in PLAIN["events"]].index("email_clicked")
    assert mara.post(f"{ROOT}/scoring/draft", {f"events-{place}-remove": "on"}).status_code == 302
    assert sorted(models(cast)[0]["points"]) == ["event:asset_downloaded", "fit:title_chief", "pattern:often"]
    agree(cast, NOON)
    with clock.pretend(NOON):
        assert mara.post(f"{ROOT}/scoring/draft/publish").status_code == 302
    with tenancy.scope(cast.acme.id):
        assert [model.name for model in rulebooks.live().rules.models] == ["ads"]


def test_the_pages_tell_which_model_scores_and_why(office: Office, signed_in: SignIn) -> None:
    publish(office, PLAIN | {"models": [ADS, MAIL]})
    mail, plain, none = office.lead(NOON, channel="email"), office.lead(NOON, channel="referral"), office.lead(NOON)
    vera = signed_in("vera")
    told = vera.get(f"{ROOT}/scoring").content.decode()
    assert "MQL from 90 points, target from 40." in told
    assert all(words in told for words in ("Often", "Display", "Clicked in an e-mail"))
    sentences = [unescape(vera.get(f"{ROOT}/leads/{lead}/score").content.decode()) for lead in (mail, plain, none)]
    assert "Scored by the model “Mail”: it came in by E-mail." in sentences[0]
    assert "it came in by Referral, which has no model of its own." in sentences[1]
    assert "by which channel it came in is not known" in sentences[2]
    assert '<option value="mail"' in vera.get(f"{ROOT}/leads").content.decode()
    rows = csv.DictReader(signed_in("mara").get(f"{ROOT}/leads/export.csv").content.decode("utf-8-sig").splitlines())
    assert {row["Lead id"]: row["Score model"] for row in rows} == {str(mail): "Mail", str(plain): "", str(none): ""}


def test_without_models_no_page_speaks_of_them(office: Office, signed_in: SignIn) -> None:
    lead, vera = office.lead(NOON), signed_in("vera")
    pages = [f"{ROOT}/scoring", f"{ROOT}/leads/{lead}/score", f"{ROOT}/leads"]
    assert [page for page in pages if "Score model" in vera.get(page).content.decode()] == []
