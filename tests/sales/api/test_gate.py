"""REST: the gate, who waits for it, competitors."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from leads.actions.lifecycle import Move, move_stage
from tests.cast import Cast
from tests.conftest import NOON


def test_the_gate_is_set_and_tells_who_waits(
    cast: Cast, api: Any, next_door: Any, lena: Callable[..., UUID], pump: Callable[[], int]
) -> None:
    assert api.get("hand-over-gate") == (200, {"level": "off"})
    assert api.call("PUT", "hand-over-gate", {"level": "good"}) == (200, {"level": "good"})
    lead_id = lena(email="lena@gmail.com")
    with clock.pretend(NOON):
        with tenancy.scope(cast.acme.id):
            move_stage(Move(lead_id, "mql", "score", NOON, through=True), SYSTEM)
        pump()
    status, body = api.get("held-leads")
    assert (status, body["next"], [(row["lead"], row["visit_no"], row["lacks"]) for row in body["results"]]) == (
        200, None, [(str(lead_id), 1, "better_contact")],
    )  # fmt: skip
    assert next_door.get("held-leads")[1]["results"] == []
    assert [row["id"] for row in api.get("leads?held_back=yes")[1]["results"]] == [str(lead_id)]
    assert api.call("PUT", "hand-over-gate", {"level": "off"})[0] == 200
    assert [api.get("held-leads")[1]["results"], len(api.get("queue")[1]["results"])] == [[], 1]


def test_what_is_no_level_is_named(cast: Cast, api: Any) -> None:
    status, body = api.call("PUT", "hand-over-gate", {"level": "best"})
    assert (status, [error["pointer"] for error in body["errors"]]) == (400, ["/level"])


def test_competitors_of_a_lead_and_what_was_lost_to_them(cast: Cast, api: Any, lena: Callable[..., UUID]) -> None:
    lead_id = lena()
    status, row = api.post(f"leads/{lead_id}/competitors", name="Hooli", standing="considers")
    assert (status, row["name"], row["standing"]) == (201, "Hooli", "considers")
    assert api.post(f"leads/{lead_id}/competitors", name="hooli", standing="uses")[0] == 200
    deal = api.post("opportunities", lead=str(lead_id), name="Deal", value="12.50")[1]
    assert api.post(f"opportunities/{deal['id']}/lost", reason="price", lost_to="Hooli")[1]["lost_to"] == "Hooli"
    assert [row["standing"] for row in api.get(f"leads/{lead_id}/competitors")[1]["results"]] == ["chose"]
    assert api.get("competitors/lost-deals") == (
        200, {"results": [{"name": "Hooli", "currency": "USD", "deals": 1, "value": "12.50", "value_minor": 1250}]},
    )  # fmt: skip
    assert [row["id"] for row in api.get("opportunities?lost_to=HOOLI")[1]["results"]] == [deal["id"]]
    assert api.client.delete(f"/api/v1/competitors/{row['id']}", HTTP_AUTHORIZATION=f"Bearer {api.key}").status_code == 204
    assert api.get(f"leads/{lead_id}/competitors")[1] == {"results": []}
