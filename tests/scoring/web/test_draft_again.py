"""A draft's form that comes again is posted as it was seen: no row takes another's words, and nothing that was typed is lost."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from kernel import tenancy
from scoring.queries import rulebooks
from tests.cast import Cast
from tests.posted import Inputs

SignIn = Callable[[str], Client]
DRAFT = "/w/acme/scoring/draft"


def rules(cast: Cast) -> dict[str, Any]:
    with tenancy.scope(cast.acme.id):
        row = rulebooks.draft()
        assert row is not None
        found: dict[str, Any] = row.rules
        return found


def shown(page: Any) -> dict[str, str]:
    return dict(Inputs(page.content.decode(), "draft").posted)


def test_saving_what_the_form_showed_changes_nothing(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post(f"{DRAFT}/begin")
    before = rules(cast)
    assert mara.post(DRAFT, shown(mara.get(DRAFT)) | {"op": "save"}).status_code == 302
    assert rules(cast) == before


def test_rows_taken_out_and_added_stay_so_over_a_refusal(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post(f"{DRAFT}/begin")
    before = rules(cast)
    change = {
        "threshold": "sixty", "note": "Fewer", "events-0-remove": "on", "pages-1-remove": "on", "events-1-label": "Watched it",
        "new_event-event": "Report Created", "new_event-label": "Created a report", "new_event-points": "20",
        "new_page-label": "Docs", "new_page-patterns": "/docs*", "new_page-points": "3", "new_group-label": "Mail", "new_group-cap": "9",
        "new_content-label": "Guide", "new_content-patterns": "/guide",
        "new_model-label": "Ads", "new_model-channel-paid_search": "on", "new_model-threshold": "80",
    }  # fmt: skip
    again = mara.post(DRAFT, shown(mara.get(DRAFT)) | change)
    assert (again.status_code, rules(cast)) == (400, before)
    assert shown(again)["note"] == "Fewer"
    assert mara.post(DRAFT, shown(again) | {"threshold": "61"}).status_code == 302
    after = rules(cast)
    events = [{**e, "label": "Watched it"} if e["event"] == "live_broadcast_watched" else e for e in before["events"][1:]]
    assert (after["threshold"], after["events"][:-1]) == (61, events)
    assert (after["events"][-1]["event"], after["events"][-1]["points"]) == ("report_created", 20)
    assert after["pages"][:-1] == [page for n, page in enumerate(before["pages"]) if n != 1]
    assert [after[part][-1]["label"] for part in ("pages", "groups", "contents", "models")] == ["Docs", "Mail", "Guide", "Ads"]


def test_a_button_of_a_tree_loses_nothing_either(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post(f"{DRAFT}/begin")
    change = {"events-0-remove": "on", "new_page-label": "Docs", "new_page-patterns": "/docs*", "new_page-points": "3", "op": "add:qn"}
    again = mara.post(DRAFT, shown(mara.get(DRAFT)) | change)
    assert again.status_code == 200
    assert mara.post(DRAFT, shown(again) | {"op": "save"}).status_code == 302
    after = rules(cast)
    assert (after["pages"][-1]["label"], after["events"][0]["event"]) == ("Docs", "live_broadcast_watched")


def test_a_rule_that_asks_more_is_put_before_those_that_would_hide_it(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post(f"{DRAFT}/begin")
    for minutes in (30, 60, 15):
        new = {
            "new_event-event": "seen",
            "new_event-label": f"Seen {minutes}",
            "new_event-points": "9",
            "new_event-where": f"minutes >= {minutes}",
        }
        assert mara.post(DRAFT, {**new, "op": "save"}).status_code == 302
    assert [event["label"] for event in rules(cast)["events"] if event["event"] == "seen"] == ["Seen 60", "Seen 30", "Seen 15"]
    place = next(n for n, event in enumerate(rules(cast)["events"]) if event["label"] == "Seen 60")
    refused = mara.post(DRAFT, {f"events-{place}-where": "minutes >= 10", "op": "save"})
    assert (refused.status_code, f"events[{place + 1}].where" in refused.content.decode()) == (400, True)


def test_rows_that_were_not_ours_are_not_taken(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post(f"{DRAFT}/begin")
    before = rules(cast)
    for rows in ("", "nonsense", "eyJwYWdlcyI6W119:1abc:xyz", "\x00"):
        assert mara.post(DRAFT, {"rows": rows, "threshold": "60", "op": "save"}).status_code in (302, 400)
        assert rules(cast)["pages"] == before["pages"]


def test_a_large_rulebook_is_saved_by_its_form(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post(f"{DRAFT}/begin")
    with tenancy.scope(cast.acme.id):
        row = rulebooks.draft()
        assert row is not None
        page = row.rules["pages"][0]
        row.rules["pages"] = [{**page, "name": f"page_{n}", "label": f"Page {n}"} for n in range(200)]
        row.save()
    posted = shown(mara.get(DRAFT))
    assert len(posted) > 1_000
    assert mara.post(DRAFT, posted | {"pages-199-points": "7", "op": "save"}).status_code == 302
    assert rules(cast)["pages"][199]["points"] == 7
