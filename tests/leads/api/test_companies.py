"""REST: companies, their placements, the scheme, and many in one go."""

import json
from typing import Any

import pytest
from django.test import Client

from kernel import ids, tenancy
from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from leads.domain.tiers import DEFAULT, plain
from leads.models import Company
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor


@pytest.fixture
def client(cast: Cast) -> Client:
    with tenancy.scope(cast.acme.id):
        for name in ("alpha", "beta", "gamma"):
            create_lead({"name": name, "email": f"lead@{name}.example"}, SYSTEM)
        _, key = issue_key(kind="secret", name="Key", actor=as_actor(cast.mara))
    return Client(headers={"Authorization": f"Bearer {key}"})


def ask(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    answer = client.generic(method, f"/api/v1/companies{path}", "" if body is None else json.dumps(body), "application/json")
    return answer.status_code, answer.json()


CELL = {"direction": "core", "profit": "high", "reason": "Frame contract"}


def test_a_company_is_placed_and_tells_its_history(cast: Cast, client: Client) -> None:
    with tenancy.scope(cast.acme.id):
        company = Company.objects.get(domain="beta.example")
    assert ask(client, "POST", f"/{company.pk}/placements", {**CELL, "profit": "none"})[1]["errors"][0]["pointer"] == "/profit"
    status, made = ask(client, "POST", f"/{company.pk}/placements", {**CELL, "link": "https://acme.example/x"})
    assert (status, made["tier"], made["by"], made["scheme_version"]) == (201, "t1", "Key", 0)
    assert ask(client, "PATCH", f"/{company.pk}", {"market_class": "big_c"})[1]["market_class"] == "big_c"
    assert ask(client, "PATCH", f"/{company.pk}", {"market_class": "huge"})[0] == 400
    status, row = ask(client, "GET", f"/{company.pk}")
    assert (status, row["tier"], row["direction"], row["market_class"], row["people"]) == (200, "t1", "core", "big_c", 1)
    ask(client, "POST", f"/{company.pk}/placements", {**CELL, "direction": "", "profit": "", "reason": "Gone"})
    assert [one["reason"] for one in ask(client, "GET", f"/{company.pk}/placements")[1]["results"]] == ["Gone", "Frame contract"]
    assert ask(client, "GET", f"/{ids.new()}/placements")[0] == 404


def test_the_list_is_filtered_sorted_and_paged(client: Client) -> None:
    found = ask(client, "GET", "?sort=name&limit=2")[1]
    assert [row["domain"] for row in found["results"]] == ["alpha.example", "beta.example"]
    rest = client.get(found["next"]).json()
    assert ([row["domain"] for row in rest["results"]], rest["next"]) == (["gamma.example"], None)
    assert ask(client, "GET", "?tier=-&q=beta")[1]["results"][0]["domain"] == "beta.example"
    for wrong in ("tier=t9", "market_class=huge", "sort=shoe", "limit=0", "cursor=none", "direction=up"):
        assert ask(client, "GET", f"?{wrong}")[0] == 400


def test_many_are_counted_placed_and_given_back(client: Client) -> None:
    asked = {"filters": {"q": "a.example"}, "placement": CELL}
    status, told = ask(client, "POST", "/many", {**asked, "dry_run": True})
    shown = told.pop("digest")
    assert (status, told) == (200, {"id": None, "matched": 3, "changing": 3, "same": 0})
    assert ask(client, "POST", "/many", {**asked, "expected": 2})[0] == 409
    assert ask(client, "POST", "/many", {**asked, "expected": 3, "digest": "0" * 32})[0] == 409
    assert ask(client, "POST", "/many", {**asked, "market_class": "big_b"})[0] == 400
    status, made = ask(client, "POST", "/many", {**asked, "expected": 3, "digest": shown})
    assert (status, made["changing"]) == (201, 3)
    cells = {(cell["direction"], cell["profit"]): cell["companies"] for cell in ask(client, "GET", "/matrix")[1]["results"]}
    assert (cells["core", "high"], cells["", ""], len(cells)) == (3, 0, 10)
    assert ask(client, "POST", f"/many/{made['id']}/undo")[1]["companies"] == 3
    assert ask(client, "POST", f"/many/{made['id']}/undo")[0] == 409
    assert ask(client, "POST", f"/many/{ids.new()}/undo")[0] == 404
    status, classed = ask(client, "POST", "/many", {"filters": {}, "market_class": "small_b"})
    assert (status, classed["changing"]) == (201, 3)
    assert [row["change"] for row in ask(client, "GET", "/many")[1]["results"]] == ["market_class", "placement"]


def test_the_scheme_is_read_counted_and_published(client: Client) -> None:
    ask(client, "POST", "/many", {"filters": {}, "placement": CELL})
    assert ask(client, "GET", "/scheme") == (200, {"version": 0, "scheme": plain(DEFAULT)})
    new = {**plain(DEFAULT), "cells": [["t2"] * 3] * 3}
    assert ask(client, "POST", "/scheme", {"scheme": new, "dry_run": True}) == (200, {"version": 0, "changing": 3})
    assert ask(client, "POST", "/scheme", {"scheme": new, "expected": 1})[0] == 409
    assert ask(client, "POST", "/scheme", {"scheme": new, "expected": 3}) == (201, {"version": 1, "changing": 3})
    assert ask(client, "GET", "/scheme")[1]["version"] == 1
    status, refused = ask(client, "POST", "/scheme", {"scheme": {**new, "cells": [["t9"] * 3] * 3}})
    assert (status, refused["errors"][0]["pointer"]) == (400, "/cells[0][0]")


def test_a_company_is_blacklisted_filtered_and_lifted(cast: Cast, client: Client) -> None:
    with tenancy.scope(cast.acme.id):
        company = Company.objects.get(domain="beta.example")
    assert ask(client, "PUT", f"/{company.pk}/blacklist", {"reason": ""})[0] == 400
    status, row = ask(client, "PUT", f"/{company.pk}/blacklist", {"reason": "They told us so"})
    assert (status, row["blacklist_reason"], row["blacklisted_by"], row["blacklisted_at"] is None) == (200, "They told us so", "Key", False)
    assert [row["domain"] for row in ask(client, "GET", "?blacklisted=yes")[1]["results"]] == ["beta.example"]
    assert ask(client, "GET", "?blacklisted=maybe")[0] == 400
    status, row = ask(client, "DELETE", f"/{company.pk}/blacklist")
    assert (status, row["blacklist_reason"], row["blacklisted_at"]) == (200, "", None)
    assert ask(client, "PUT", f"/{ids.new()}/blacklist", {"reason": "So"})[0] == 404


def test_a_company_is_made_and_what_is_known_of_it_is_said(client: Client) -> None:
    status, made = ask(client, "POST", "", {"domain": "initech.example", "name": "Initech", "size": "1,000+", "plan": "gold"})
    assert (status, made["name"], made["size"], made["plan"], made["people"]) == (201, "Initech", 1_000, "gold", None)
    assert ask(client, "POST", "", {"domain": "initech.example"})[1]["errors"][0]["pointer"] == "/domain"
    assert ask(client, "POST", "", {"domain": "qq.com"})[0] == 400
    path = f"/{made['id']}"
    status, row = ask(client, "PATCH", path, {"size": 50, "industry": "Steel", "country": "de", "plan": ""})
    assert (status, row["size"], row["industry"], row["country"], row["plan"]) == (200, 50, "Steel", "DE", "")
    assert ask(client, "PATCH", path, {"size": "lots"})[1]["errors"][0]["pointer"] == "/size"
    assert (ask(client, "PATCH", path, {})[0], ask(client, "PATCH", path, {"size": None})[1]["size"]) == (400, None)
    words = ask(client, "GET", f"{path}/firmographics")[1]["results"]
    assert [(one["field"], one["source"], one["value"], one["by"], one["stands"]) for one in words] == [
        ("size", "hand", "", "Key", False), ("industry", "hand", "Steel", "Key", True), ("country", "hand", "DE", "Key", True),
        ("plan", "hand", "", "Key", False),
    ]  # fmt: skip
    assert ask(client, "GET", f"/{ids.new()}/firmographics")[0] == 404
