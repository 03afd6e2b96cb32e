"""The content matrix, and content items in the draft's form (F011, F080)."""

from collections.abc import Callable
from html import unescape
from typing import Any

from django.test import Client

from kernel import audit, tenancy
from scoring.actions.rulebooks import publish
from scoring.domain.contents import PHASES
from scoring.queries import rulebooks
from tests.cast import Cast

SignIn = Callable[[str], Client]
ROOT, ZH = "/w/acme", {"accept-language": "zh-hans"}
DRAFT = f"{ROOT}/scoring/draft"
NEW = {
    "new_content-label": "How to compare", "new_content-journey_stage": "vendor_selection", "new_content-maturity": "project",
    "new_content-multiplier": "", "new_content-patterns": "/blog/compare*\n/guides/compare",
    "new_content-assets": "Guide, second edition\nPoster", "new_content-personas": "CXO", "new_content-tags": "Comparing", "op": "save",
}  # fmt: skip


def kept() -> list[dict[str, Any]]:
    row = rulebooks.draft()
    assert row is not None
    found: list[dict[str, Any]] = row.rules["contents"]
    return found


def text(client: Client, path: str, **more: Any) -> str:
    return unescape(client.get(path, **more).content.decode())


def test_an_item_is_added_changed_and_taken_out(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post(f"{DRAFT}/begin")
    assert mara.post(DRAFT, NEW).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert kept() == [
            {
                "name": "how_to_compare", "label": "How to compare", "journey_stage": "vendor_selection", "maturity": "project",
                "multiplier": 1.5, "patterns": ["/blog/compare*", "/guides/compare"], "assets": ["Guide, second edition", "Poster"],
                "personas": ["CXO"], "tags": ["Comparing"],
            }
        ]  # fmt: skip
    assert mara.post(DRAFT, {**NEW, "contents-0-multiplier": "2,5"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert [(item["name"], item["multiplier"]) for item in kept()] == [("how_to_compare", 2.5), ("how_to_compare_2", 1.5)]
    assert mara.post(DRAFT, {"contents-0-remove": "on", "contents-1-label": "Compare", "op": "save"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert [(item["name"], item["label"]) for item in kept()] == [("how_to_compare_2", "Compare")]


def test_what_is_refused_stays_in_the_form(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post(f"{DRAFT}/begin")
    for wrong, field in (
        ({"new_content-multiplier": "lots"}, "contents[0].multiplier"), ({"new_content-patterns": "blog"}, "contents[0].patterns"),
        ({"new_content-journey_stage": "soon"}, "contents[0].journey_stage"),
    ):  # fmt: skip
        refused = mara.post(DRAFT, NEW | wrong)
        shown = unescape(refused.content.decode())
        assert (refused.status_code, field in shown, 'value="How to compare"' in shown) == (400, True, True)
    with tenancy.scope(cast.acme.id):
        assert kept() == []


def test_a_comma_is_part_of_an_address_and_odd_posts_are_taken_or_named(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post(f"{DRAFT}/begin")
    odd = {
        "new_content-patterns": "/a,1.html",
        "new_content-personas": "Head of IT, EMEA\nCXO",
        "new_content-label": "A\x00b",
        "note": "\x00",
    }
    assert mara.post(DRAFT, NEW | odd).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert [(i["label"], i["patterns"], i["personas"]) for i in kept()] == [("Ab", ["/a,1.html"], ["Head of IT, EMEA", "CXO"])]
    assert mara.post(DRAFT, {"new_content-patterns": "/b", "op": "save"}).status_code == 400
    assert text(mara, f"{ROOT}/content?persona=Gone").count("Nothing to read") == 3 * len(PHASES)


def test_the_rows_say_what_they_are_about(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    assert "How to break through" in text(mara, f"{ROOT}/content")
    assert "如何突破" in text(mara, f"{ROOT}/content", headers=ZH)
    mara.post(f"{DRAFT}/begin")
    assert 'value="如何突破"' in text(mara, DRAFT, headers=ZH)
    mara.post(DRAFT, {"themes-first": "Trust", "themes-seeking": "如何突破", "op": "save"}, headers=ZH)
    with tenancy.scope(cast.acme.id):
        row = rulebooks.draft()
        assert row is not None
        assert row.rules["themes"] == {"first": "Trust", "seeking": "How to break through", "project": "Why us"}
        publish(row.version, audit.SYSTEM)
    assert "Trust" in text(mara, f"{ROOT}/content")


def test_a_gap_of_the_matrix_leads_to_where_it_is_filled(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    empty = text(mara, f"{ROOT}/content")
    assert (empty.count("Nothing to read"), "No content item yet" in empty) == (3 * len(PHASES), True)
    begun = mara.post(f"{DRAFT}/begin?level=seeking&phase=solution_definition")
    assert begun["location"] == f"{DRAFT}?level=seeking&phase=solution_definition#contents"
    form = text(mara, begun["location"].partition("#")[0])
    assert form.count("<details open><summary>Add a content item") == 1
    assert '<option value="solution_definition" selected>' in form
    mara.post(DRAFT, NEW)
    with tenancy.scope(cast.acme.id):
        row = rulebooks.draft()
        assert row is not None
        publish(row.version, audit.SYSTEM)
    full = text(mara, f"{ROOT}/content")
    assert (full.count("Nothing to read"), "0 readers in 30 days" in full) == (3 * len(PHASES) - 1, True)
    assert text(mara, f"{ROOT}/content?persona=CXO").count("Nothing to read") == 3 * len(PHASES) - 1
    assert "How to compare" in text(mara, f"{ROOT}/scoring")


def test_who_only_looks_is_offered_no_draft(cast: Cast, signed_in: SignIn) -> None:
    page = text(signed_in("vera"), f"{ROOT}/content")
    assert ("scoring/draft" in page, "Nothing to read" in page) == (False, True)
    assert signed_in("vera").post(f"{DRAFT}/begin").status_code == 403
