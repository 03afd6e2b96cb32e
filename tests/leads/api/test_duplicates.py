"""REST: duplicates, merges, a new job."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from kernel import ids, tenancy
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.leads.web.test_duplicates import prepare


def test_list_merge_undo_dismiss(cast: Cast, pump: Callable[[], int]) -> None:
    one, other, pair = prepare(cast, pump)
    with tenancy.scope(cast.acme.id):
        _, key = issue_key(kind="secret", name="Key", actor=as_actor(cast.mara))
    client = Client(headers={"Authorization": f"Bearer {key}"})

    def post(path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        answer = client.post(f"/api/v1/{path}", body or {}, content_type="application/json")
        return answer.status_code, answer.json()

    (row,) = client.get("/api/v1/duplicates?sure=50").json()["results"]
    assert (row["id"], row["state"], row["evidence"][0]["kind"]) == (pair, "open", "email_spelling")
    assert client.get("/api/v1/duplicates?state=none").status_code == 400
    assert post(f"duplicates/{pair}/merge", {"keep": "both"})[0] == 400
    status, merge = post(f"duplicates/{pair}/merge", {"keep": "other", "fields": {"name": "one"}})
    assert (status, merge["winner_id"], merge["loser_id"]) == (200, str(other.person_id), str(one.person_id))
    assert post(f"duplicates/{pair}/merge")[0] == 409
    status, undone = post(f"merges/{merge['id']}/undo")
    assert (status, undone["undone_by"]) == (200, "Key")
    assert post(f"merges/{merge['id']}/undo")[0] == 409
    assert post(f"merges/{ids.new()}/undo")[0] == 404
    pump()
    assert post(f"duplicates/{pair}/dismiss")[1]["state"] == "dismissed"
    assert post(f"duplicates/{pair}/dismiss")[0] == 409
    status, lead = post(f"leads/{one.pk}/job-change", {"company": "Globex"})
    assert (status, lead["number"], lead["person"]["company"]) == (200, 2, "Globex")
