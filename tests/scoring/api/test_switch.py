"""Publishing over REST, and on its page: prepared with progress, withdrawn, live."""

from collections.abc import Callable

from django.test import Client

from kernel import audit, clock, tenancy
from scoring.actions import rulebooks
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.scoring.people import Office


def test_a_version_is_prepared_withdrawn_and_live(office: Office, cast: Cast, signed_in: Callable[[str], Client]) -> None:
    lead = office.lead(NOON)
    office.did(lead, "asset_downloaded", NOON)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        _, text = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
        rulebooks.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"threshold": 10.0, "target_at": 8.0, "margin": 1.0})
        rulebooks.publish(2, audit.SYSTEM)
    api, mara = Client(headers={"authorization": f"Bearer {text}"}), signed_in("mara")
    coming = api.get("/api/v1/rulebooks/2").json()
    assert (coming["state"], coming["switch"]["done"], coming["switch"]["total"], coming["switch"]["error"]) == ("coming", 0, 1, "")
    page = mara.get("/w/acme/scoring").content.decode()
    assert ("Version 2 is being prepared" in page, "Withdraw" in page) == (True, True)
    assert "Withdraw" not in signed_in("vera").get("/w/acme/scoring").content.decode()
    assert signed_in("vera").post("/w/acme/scoring/versions/2/withdraw").status_code == 403
    assert api.post("/api/v1/rulebooks/1/withdraw").status_code == 409
    back = api.post("/api/v1/rulebooks/2/withdraw").json()
    assert (back["state"], back["switch"]) == ("draft", None)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        rulebooks.publish(2, audit.SYSTEM)
    assert mara.post("/w/acme/scoring/versions/2/withdraw").headers["location"].endswith("/w/acme/scoring/draft")
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        rulebooks.publish(2, audit.SYSTEM)
    office.run(NOON)
    live = api.get("/api/v1/rulebooks/2").json()
    assert (live["state"], live["switch"], live["published_at"]) == ("published", None, "2026-11-02T12:00:00Z")
    assert "being prepared" not in mara.get("/w/acme/scoring").content.decode()
