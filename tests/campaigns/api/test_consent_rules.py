"""REST: the rule of a purpose, and the purpose of a template."""

from django.test import Client

from kernel import tenancy
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor


def test_rules_and_purposes_over_rest(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        _, key = issue_key(kind="secret", name="Key", actor=as_actor(cast.olga))
    headers, client = {"HTTP_AUTHORIZATION": f"Bearer {key}"}, Client()
    empty = {"people": 0, "silent": 0, "reasons": {}}
    assert client.get("/api/v1/consent-rules", **headers).json() == [{"purpose": "newsletter", "required": False, **empty}]
    body = {"purpose": "product news", "required": True}
    assert client.post("/api/v1/consent-rules", body, "application/json", **headers).json() == {**body, **empty}
    wrong = client.post("/api/v1/consent-rules", {"purpose": "service", "required": True}, "application/json", **headers)
    assert (wrong.status_code, "Service messages need no consent" in wrong.content.decode()) == (400, True)
    lead = {"name": "Lena", "email": "lena@fischer.example", "phone": "+8613800138000"}
    assert client.post("/api/v1/leads", lead, "application/json", **headers).status_code == 201
    rules = {rule["purpose"]: rule["reasons"] for rule in client.get("/api/v1/consent-rules", **headers).json()}
    assert rules == {"newsletter": {}, "product news": {"no_consent": 1}}
    changed = client.patch("/api/v1/templates/welcome", {"purpose": "service"}, "application/json", **headers)
    assert (changed.status_code, changed.json()["purpose"]) == (200, "service")
    (row,) = client.get("/api/v1/leads", **headers).json()["results"]
    assert {name: row["person"][name] for name in ("contactability", "email_reach", "phone_reach")} == {
        "contactability": "good", "email_reach": "valid", "phone_reach": "mobile",
    }  # fmt: skip
    schemas = client.get("/api/v1/schema/?format=json", **headers).json()["components"]["schemas"]
    (person,) = [schema for name, schema in schemas.items() if name in ("Person", "PersonShape")]
    assert {"contactability", "email_reach", "phone_reach"} <= set(person["properties"])
