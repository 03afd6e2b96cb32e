"""Segments over REST."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kernel import tenancy, work
from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from leads.models import Lead
from tests.cast import Cast, as_actor

SignedIn = Callable[[str], Client]
TREE = {"all": [{"ask": "text", "field": "industry", "op": "is", "values": ["software"]}, {"not": {"ask": "did", "event": "x"}}]}


@pytest.fixture
def lead(cast: Cast) -> Lead:
    with tenancy.scope(cast.acme.id):
        return create_lead({"name": "Wang", "email": "wang@acme.example", "industry": "Software"}, as_actor(cast.mara))


@pytest.fixture
def ask(signed_in: SignedIn) -> Callable[..., Any]:
    """Mara asks: `ask("post", "/preview", {…})`."""
    mara = signed_in("mara")
    head = {"content_type": "application/json", "headers": {"x-workspace": "acme"}}
    return lambda method, path="", data=None: getattr(mara, method)(
        f"/api/v1/segments{path}", data, **(head if data else {"headers": head["headers"]})
    )


def test_a_tree_is_previewed_saved_and_explained(cast: Cast, lead: Lead, ask: Callable[..., Any]) -> None:
    questions = {one["key"]: one for one in ask("get", "/questions").json()["results"]}
    assert {"did", "score", "tag", "segment", "stage"} <= set(questions)
    assert questions["stage"]["fields"][0]["options"][0] == "awareness"
    shown = ask("post", "/preview", {"tree": TREE}).json()
    assert (shown["count"], shown["samples"]) == (1, [str(lead.pk)])
    assert shown["words"] == "industry is software and not (did x)"
    saved = ask("post", "", {"name": "Quiet", "tree": TREE})
    assert saved.status_code == 201
    segment = saved.json()
    work.run_until_quiet(cast.acme.id)
    (member,) = ask("get", f"/{segment['id']}/members").json()["results"]
    assert member["lead_id"] == str(lead.pk)
    why = ask("get", f"/{segment['id']}/leads/{lead.pk}").json()
    assert (why["inside"], why["turns_at"], [part["holds"] for part in why["because"]["parts"]]) == (True, None, [True, True])


def test_refusals_name_the_leaf(cast: Cast, ask: Callable[..., Any]) -> None:
    wrong = ask("post", "", {"name": "x", "tree": {"any": [{"ask": "did", "event": "x", "times": 0}]}})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/any[0].times")
    assert ask("post", "", {"name": "x"}).status_code == 400
    assert ask("post", "/preview", {"tree": 3}).status_code == 400


def test_lists_are_made_and_changed(cast: Cast, lead: Lead, ask: Callable[..., Any]) -> None:
    made = ask("post", "/lists", {"name": "Fair", "emails": ["wang@acme.example", "no@x.example"]}).json()
    assert (made["members"], made["missing"]) == (1, ["no@x.example"])
    there = f"/{made['segment']['id']}/leads/{lead.pk}"
    assert ask("delete", there).status_code == 204
    assert ask("get", there).json()["inside"] is False
    assert ask("put", there).status_code == 204
    assert ask("get", there).json()["inside"] is True
    saved = ask("post", "", {"name": "Tree", "tree": TREE}).json()
    assert ask("put", f"/{saved['id']}/leads/{lead.pk}").status_code == 409


def test_lists_say_their_number_first_and_are_taken_back(cast: Cast, lead: Lead, ask: Callable[..., Any]) -> None:
    given = {"name": "Fair", "emails": ["wang@acme.example", "no@x.example"]}
    counted = ask("post", "/lists", {**given, "dry_run": True})
    assert (counted.status_code, counted.json()) == (200, {"segment": None, "members": 1, "missing": ["no@x.example"]})
    assert ask("post", "/lists", {"name": "Ids", "lead_ids": [str(lead.pk)], "dry_run": True}).json()["members"] == 1
    assert ask("post", "/lists", {**given, "expected": 2}).status_code == 409
    with tenancy.scope(cast.acme.id):
        other = create_lead({"email": "lena@firm.example"}, SYSTEM)
    both = {**given, "name": "Both", "lead_ids": [str(lead.pk), str(other.pk)]}
    assert ask("post", "/lists", {**both, "dry_run": True}).json()["members"] == 2
    assert ask("post", "/lists", {**both, "expected": 1}).status_code == 409
    assert ask("post", "/lists", {"name": "Ids", "lead_ids": [str(lead.pk)], "expected": 2}).status_code == 409
    made = ask("post", "/lists", {**both, "expected": 2}).json()
    assert made["members"] == 2
    assert ask("delete", f"/{made['segment']['id']}").status_code == 204
    fair = ask("post", "/lists", {**given, "expected": 1}).json()["segment"]["id"]
    assert ask("post", f"/{fair}/freeze", {"dry_run": True}).json()["members"] == 1
    assert ask("post", f"/{fair}/freeze", {"name": "Then", "expected": 3}).status_code == 409
    assert ask("post", f"/{fair}/freeze", {"name": "Then", "expected": 1}).json()["members"] == 1
    assert ask("delete", f"/{fair}").status_code == 204
    assert [each["name"] for each in ask("get").json()["results"]] == ["Then"]
    assert ask("post", f"/{fair}/restore").json()["archived_at"] is None


def test_ready_segments_are_listed_and_saved_as_they_are(cast: Cast, lead: Lead, ask: Callable[..., Any]) -> None:
    ready = {each["key"]: each for each in ask("get", "/templates").json()["results"]}
    assert ready["high_value"]["name"] == "High-value behaviour"
    assert ask("post", "/preview", {"tree": ready["new_names"]["tree"]}).json()["count"] == 1
    saved = ask("post", "", {"name": "Best", "tree": ready["high_value"]["tree"]})
    assert (saved.status_code, saved.json()["tree"]) == (201, ready["high_value"]["tree"])
