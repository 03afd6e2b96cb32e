"""Hand-offs and touches over the API: once, however often they are told; never a neighbour's."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from kernel import clock, tenancy
from leads.models import Lead
from sales.models import HandOff
from tests.cast import Cast
from tests.conftest import NOON
from tests.sales.conftest import Api

THEN = (NOON - timedelta(days=200)).isoformat()


def test_a_deal_told_from_the_past_twice(cast: Cast, api: Api, lena: Callable[..., UUID], pump: Callable[[], int]) -> None:
    lead_id = str(lena(at=NOON - timedelta(days=300)))
    for status in (201, 200):
        code, hand_off = api.post("hand-offs", lead=lead_id, at=THEN, history=True)
        assert (code, hand_off["history"], hand_off["due_at"], hand_off["visit_no"]) == (status, True, None, 1)
        code, touch = api.post(
            f"hand-offs/{hand_off['id']}/touches", kind="call", disposition="accept", note="SDR a8", at=THEN, by="SDR a8"
        )
        assert (code, touch["actor_name"], touch["disposition"]) == (status, "SDR a8", "accept")
        deal_body = {"lead": lead_id, "name": "pet", "external_id": "x1", "owner_name": "sr", "opened_at": THEN, "attributes": {"a": "b"}}
        code, deal = api.post("opportunities", **deal_body)
        assert (code, deal["state"]) == (status, "open" if status == 201 else "won")
        code, won = api.post(f"opportunities/{deal['id']}/won", at=THEN, value="120.50", currency="BRL")
        assert (code, won["state"], won["value"], won["currency"]) == (200, "won", "120.50", "BRL")
    pump()
    with tenancy.scope(cast.acme.id):
        assert Lead.objects.get(pk=lead_id).stage == "customer"
    assert api.get(f"hand-offs/{hand_off['id']}")[1]["state"] == "accepted"
    assert [row["id"] for row in api.get("opportunities?external_id=x1")[1]["results"]] == [deal["id"]]
    assert len(api.get(f"leads/{lead_id}/touches")[1]["results"]) == 1


def test_claim_release_and_return(cast: Cast, api: Api, mql: Callable[..., HandOff]) -> None:
    path = f"hand-offs/{mql().pk}"
    assert api.post(f"{path}/claim")[0] == 400
    for _ in range(2):
        code, body = api.post(f"{path}/claim", owner_id=cast.sam.pk)
        assert (code, body["owner_id"], body["version"]) == (200, cast.sam.pk, 2)
    code, problem = api.post(f"{path}/claim", owner_id=cast.sofia.pk)
    assert (code, problem["code"], problem["detail"]) == (409, "claimed_by", "Sam has claimed this lead.")
    for _ in range(2):
        assert api.post(f"{path}/release")[1]["state"] == "open"
    with clock.pretend(NOON + timedelta(hours=1)):
        at = (NOON + timedelta(minutes=30)).isoformat()
        assert [api.post(f"{path}/return", reason="not_a_fit", at=at)[0] for _ in range(2)] == [201, 200]
    code, problem = api.post(f"{path}/return", reason="not_a_fit")
    assert (code, problem["code"]) == (409, "already_closed")


def test_the_queue(api: Api, mql: Callable[..., HandOff]) -> None:
    hand_off = mql("Lena")
    code, body = api.get("queue")
    assert (code, [(row["id"], row["name"]) for row in body["results"]]) == (200, [(str(hand_off.pk), "Lena")])
    assert api.get("queue?tab=snoozed&limit=5")[1] == {"results": []}
    assert len(api.get("hand-offs?state=open")[1]["results"]) == 1
    assert api.get(f"hand-offs?lead={uuid4()}")[1]["results"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "pigeon"}, "/kind"),
        ({"disposition": "whistled"}, "/disposition"),
        ({"note": "nul \u0000 in it"}, "/note"),
        ({"at": "yesterday"}, "/at"),
        ({"at": "2999-01-01T00:00:00Z"}, "/at"),
        ({"version": "first"}, "/version"),
    ],
)
def test_bad_input_names_its_field(api: Api, mql: Callable[..., HandOff], body: dict[str, str], pointer: str) -> None:
    code, problem = api.post(f"hand-offs/{mql().pk}/touches", **body)
    assert (code, [error["pointer"] for error in problem["errors"]]) == (400, [pointer])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "hand-offs/{hand_off}"), ("POST", "hand-offs/{hand_off}/release"), ("POST", "hand-offs/{hand_off}/touches"),
        ("GET", "hand-offs/{hand_off}/touches"), ("POST", "hand-offs/{hand_off}/return"), ("POST", "leads/{lead}/touches"),
        ("POST", "tasks/{lead}/done"), ("GET", "opportunities/{lead}"), ("POST", "opportunities/{lead}/won"),
    ],
)  # fmt: skip
def test_next_door_nothing_is_there(next_door: Api, mql: Callable[..., HandOff], method: str, path: str) -> None:
    hand_off = mql()
    body = {"reason": "bad_data"} if method == "POST" else None
    ours = next_door.call(method, path.format(hand_off=hand_off.pk, lead=hand_off.lead_id), body)
    nobodys = next_door.call(method, path.format(hand_off=uuid4(), lead=uuid4()), body)
    assert ours == nobodys
    assert ours[0] == 404


def test_a_neighbours_lead_in_the_body_is_not_there(next_door: Api, mql: Callable[..., HandOff]) -> None:
    lead = str(mql().lead_id)
    for path, more in (("hand-offs", {}), ("opportunities", {"name": "Theirs"})):
        answers = [next_door.post(path, lead=asked, **more) for asked in (lead, str(uuid4()))]
        assert answers[0] == answers[1]
        assert answers[0][0] == 404
