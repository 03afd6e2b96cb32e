"""The content matrix over the API."""

from typing import Any

from django.test import Client

from kernel import audit, tenancy
from scoring.actions import rulebooks as actions
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.scoring.domain.test_contents import GUIDE, PRIMER


def cells(client: Client, persona: str = "") -> dict[tuple[str, str], list[dict[str, Any]]]:
    told = client.get("/api/v1/content-matrix", {"persona": persona}).json()["results"]
    return {(row["maturity"], row["journey_stage"]): row["items"] for row in told}


def test_the_matrix_is_told_with_its_gaps_and_next_door_sees_none_of_it(cast: Cast) -> None:
    clients = []
    for workspace, owner in ((cast.acme, cast.olga), (cast.globex, cast.otto)):
        with tenancy.scope(workspace.id):
            _, text = issue_key(kind="secret", name="tests", actor=as_actor(owner))
        clients.append(Client(headers={"authorization": f"Bearer {text}"}))
    with tenancy.scope(cast.acme.id):
        data = {**rulebook.plain(DEFAULT), "contents": [GUIDE, {**PRIMER, "personas": ["CXO"]}]}
        actions.publish(actions.begin_draft(audit.SYSTEM, data).version, audit.SYSTEM)
    ours, theirs = (cells(client) for client in clients)
    assert (len(ours), [key for key, items in theirs.items() if items]) == (12, [])
    assert ours["project", "vendor_selection"] == [
        {
            "name": "guide", "title": "How to compare", "multiplier": 1.5, "patterns": ["/blog/compare*"], "assets": ["Buyer's guide"],
            "personas": [], "tags": ["Comparing"], "readers": 0,
        }
    ]  # fmt: skip
    assert [item["name"] for item in ours["first", "awareness"]] == ["primer"]
    assert [key for key, items in cells(clients[0], "Marketer").items() if items] == [("project", "vendor_selection")]
