"""REST: many moves and back, stage schemes, board, matrix, clocks."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from kernel import clock, ids, tenancy
from kernel.audit import SYSTEM
from leads.actions.lists import make_list
from leads.domain.schemes import DEFAULTS, plain
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.leads.walks import HOUR, walk


@pytest.fixture
def late(cast: Cast) -> UUID:
    """An MQL for longer than promised, beside somebody in engaged."""
    with tenancy.scope(cast.acme.id):
        walk(clock.now() - timedelta(days=4), "engaged")
        return walk(clock.now() - 40 * HOUR, "mql")


@pytest.fixture
def client(cast: Cast) -> Client:
    with tenancy.scope(cast.acme.id):
        _, key = issue_key(kind="secret", name="Key", actor=as_actor(cast.mara))
    return Client(headers={"Authorization": f"Bearer {key}"})


def ask(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    answer = client.generic(method, f"/api/v1/{path}", "" if body is None else json.dumps(body), "application/json")
    return answer.status_code, answer.json()


def test_many_are_counted_moved_and_put_back(client: Client, late: UUID) -> None:
    body = {"filters": {"known": ["yes"]}, "to": "target", "reason": "engaged"}
    status, told = ask(client, "POST", "leads/moves", {**body, "dry_run": True})
    shown = told.pop("digest")
    assert (status, told) == (
        200,
        {"id": None, "matched": 2, "moving": 1, "same": 0, "left": [{"stage": "mql", "count": 1, "why": "back_reason"}]},
    )
    assert ask(client, "POST", "leads/moves", body)[1]["errors"][0]["pointer"] == "/note"
    assert ask(client, "POST", "leads/moves", {**body, "note": "x", "expected": 2})[0] == 409
    assert ask(client, "POST", "leads/moves", {**body, "note": "x", "expected": 1, "digest": "0" * 32})[0] == 409
    assert ask(client, "POST", "leads/moves", {**body, "note": "x", "filters": {}})[0] == 400
    assert ask(client, "POST", "leads/moves", {**body, "note": "x", "filters": {"q": []}})[1]["errors"][0]["pointer"] == "/filters"
    assert ask(client, "POST", "leads/moves", {**body, "note": "x", "filters": {"shoes": ["red"]}})[0] == 400
    status, made = ask(client, "POST", "leads/moves", {**body, "note": "The fair", "expected": 1, "digest": shown})
    assert (status, made["moving"]) == (201, 1)
    (batch,) = ask(client, "GET", "leads/moves")[1]["results"]
    assert (batch["id"], batch["leads"], batch["note"], batch["by"], batch["back"]) == (made["id"], 1, "The fair", "Key", None)
    assert ask(client, "POST", f"leads/moves/{made['id']}/undo")[1]["back"] == 1
    assert ask(client, "POST", f"leads/moves/{made['id']}/undo")[0] == 409
    assert ask(client, "POST", f"leads/moves/{ids.new()}/undo")[0] == 404


def test_a_scheme_is_read_and_published(client: Client) -> None:
    status, told = ask(client, "GET", "stages/schemes/nine")
    assert (status, told["version"], told["missing"], told["made_at"]) == (200, 0, ["marketing", "sales"], None)
    assert told["scheme"] == plain("nine", DEFAULTS["nine"])
    given = plain("nine", DEFAULTS["nine"])
    given["stages"][5]["sla_hours"] = 8
    assert (
        ask(client, "POST", "stages/schemes/nine", {"scheme": {**given, "stages": given["stages"][:3]}})[1]["errors"][0]["pointer"]
        == "/stages"
    )
    status, made = ask(client, "POST", "stages/schemes/nine", {"scheme": given, "seen": 0})
    assert (status, made["version"], made["made_by"], made["scheme"]["stages"][5]["sla_hours"]) == (201, 1, "Key", 8)
    assert ask(client, "POST", "stages/schemes/nine", {"scheme": given, "seen": 0})[0] == 409
    assert [row["version"] for row in ask(client, "GET", "stages/schemes/nine/versions")[1]["results"]] == [1]
    assert ask(client, "POST", "stages/schemes/nine/acknowledge", {"side": "sales", "version": 1})[0] == 403
    assert ask(client, "GET", "stages/schemes/ten")[0] == 404
    assert ask(client, "GET", "stages/schemes/six")[1]["scheme"]["mapping"]["mql"] == "mature_market"
    (mql,) = [row for row in ask(client, "GET", "stages")[1]["results"] if row["key"] == "mql"]
    assert (mql["sla_hours"], mql["owner_team"], mql["support_team"], mql["overdue"]) == (8, "SDR", "Marketing", 0)


def test_a_segment_that_brings_leads_to_a_stage_asks_how_many_move(cast: Cast, client: Client, late: UUID) -> None:
    with tenancy.scope(cast.acme.id):
        early = walk(clock.now() - timedelta(days=2), "engaged")
        line = str(make_list(name="Fair", lead_ids=[early, late], actor=SYSTEM).line_id)
    given = plain("nine", DEFAULTS["nine"])
    given["stages"][4]["entry_segment"] = line
    status, told = ask(client, "POST", "stages/schemes/nine", {"scheme": given})
    assert (status, told["code"], "1 in all" in told["detail"]) == (409, "confirm", True)
    status, made = ask(client, "POST", "stages/schemes/nine", {"scheme": given, "expected": 1})
    assert (status, made["scheme"]["stages"][4]["entry_segment"]) == (201, line)
    given["stages"][6]["entry_segment"] = line
    assert ask(client, "POST", "stages/schemes/nine", {"scheme": given})[1]["errors"][0]["pointer"] == "/stages[6].entry_segment"


def test_ping_pong_is_told_with_its_evidence(cast: Cast, client: Client, late: UUID) -> None:
    with tenancy.scope(cast.acme.id):
        lead = walk(clock.now() - timedelta(days=2), "mql", "sql", "mql", "sql", "mql")
    told = ask(client, "GET", f"leads/{lead}/ping-pong")[1]
    assert (told["flagged"], told["times"], told["days"]) == (True, 2, 90)
    assert [(one["reason"], one["by"]) for one in told["bounces"]] == [("recycled", "Leadway")] * 2
    assert ask(client, "GET", f"leads/{late}/ping-pong")[1] == {"flagged": False, "times": 2, "days": 90, "bounces": []}
    assert ask(client, "GET", f"leads/{ids.new()}/ping-pong")[0] == 404


def test_board_matrix_and_clocks_tell_who_is_overdue(client: Client, late: UUID) -> None:
    columns = {row["stage"]: row for row in ask(client, "GET", "leads/board?known=yes")[1]["results"]}
    told = columns["mql"]
    assert (told["total"], told["overdue"], [lead["id"] for lead in told["leads"]], told["more"]) == (1, 1, [str(late)], False)
    assert ask(client, "GET", "leads/board?shoes=red")[0] == 400
    cells = ask(client, "GET", "leads/matrix?down=stage&across=owner")[1]["results"]
    assert cells == [{"down": "engaged", "across": "-", "leads": 1}, {"down": "mql", "across": "-", "leads": 1}]
    assert ask(client, "GET", "leads/matrix?down=shoes")[1]["errors"][0]["pointer"] == "/down"
    lead = ask(client, "GET", f"leads/{late}")[1]
    assert (lead["overdue"], lead["due_at"] is not None) == (True, True)
    assert [row["id"] for row in ask(client, "GET", "leads?overdue=yes")[1]["results"]] == [str(late)]
    assert [row["promise"] for row in ask(client, "GET", f"leads/{late}/stages")[1]["results"]] == ["none", "none", "late"]
