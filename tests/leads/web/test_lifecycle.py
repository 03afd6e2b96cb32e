"""Pages: the life cycle, its definitions in versions, the yes of both sides."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from kernel import clock, tenancy
from leads.models import StageScheme
from leads.queries import schemes
from tests.cast import Cast
from tests.leads.walks import HOUR, walk

SignedIn = Callable[[str], Client]


@pytest.fixture
def late(cast: Cast) -> UUID:
    """A lead that went to and fro and has been an MQL for too long, and a calm one beside it."""
    with tenancy.scope(cast.acme.id):
        walk(clock.now() - timedelta(days=4), "engaged")
        return walk(clock.now() - 40 * HOUR, "mql", "sql", "mql", "sql", "mql")


def form_of(client: Client, name: str) -> dict[str, str]:
    """The fields of the form as a browser would send them."""
    page = client.get(f"/w/acme/lifecycle/{name}/definitions")
    draft, sent = page.context["draft"], {"seen": str(page.context["seen"])}
    for stage in draft["stages"]:
        sent |= {f"{stage['key']}.{each}": "" if value is None else str(value) for each, value in stage.items() if each != "key"}
    sent |= {f"mapping.{nine}": key for nine, key in draft.get("mapping", {}).items()}
    sent |= {f"ping_pong.{each}": str(value) for each, value in draft.get("ping_pong", {}).items()}
    for number, row in page.context["reason_rows"]:
        sent |= {f"reasons.{number}.{each}": value for each, value in row.items()}
    return sent


def test_the_page_tells_who_is_overdue_and_played_with(cast: Cast, signed_in: SignedIn, late: UUID) -> None:
    page = signed_in("vera").get("/w/acme/lifecycle")
    cards = {card["board"].stage.key: card for phase in page.context["phases"] for card in phase["cards"]}
    assert [(key, card["board"].known, card["board"].overdue) for key, card in cards.items() if card["board"].known] == [
        ("engaged", 1, 0),
        ("mql", 1, 1),
    ]
    assert (page.context["played"], cards["mql"]["text"].owner_team) == (1, "SDR")
    six = signed_in("vera").get("/w/acme/lifecycle?scheme=six")
    assert [(row["text"].key, row["known"], row["overdue"]) for row in six.context["rows"] if row["known"]] == [
        ("registration", 1, 0),
        ("mature_market", 1, 1),
    ]
    lead = signed_in("vera").get(f"/w/acme/leads/{late}")
    assert (lead.context["clock"].state, len(lead.context["played"])) == ("late", 2)
    moves = signed_in("mara").get(f"/w/acme/leads/{late}/move")
    assert [one.state for _visit, one in moves.context["visits"]][-1] == "late"
    assert [row["clock"].state for row in signed_in("vera").get("/w/acme/leads?overdue=yes").context["rows"]] == ["late"]


def test_definitions_are_worded_anew_and_acknowledged(cast: Cast, signed_in: SignedIn) -> None:
    mara, url = signed_in("mara"), "/w/acme/lifecycle/nine/definitions"
    sent = {**form_of(mara, "nine"), "mql.name": "Hot", "mql.sla_hours": "8", "reasons.6.name": "Went elsewhere"}
    assert mara.post(url, {**sent, "mql.sla_hours": "soon"}).context["problem"].field == "stages[5].sla_hours"
    assert mara.post(url, {**sent, "ping_pong.days": ""}).status_code == 400
    assert mara.post(url, sent).status_code == 302
    assert mara.post(url, sent).status_code == 409
    with tenancy.scope(cast.acme.id):
        standing = schemes.standing("nine")
        assert (standing.version, standing.scheme.stages[5].sla_hours, standing.scheme.reasons[-1].key) == (1, 8, "went-elsewhere")
    yes = "/w/acme/lifecycle/nine/acknowledge"
    assert mara.post(yes, {"side": "marketing", "version": "1"}).status_code == 302
    assert mara.post(yes, {"side": "sales", "version": "1"}).status_code == 403
    assert signed_in("sam").post(yes, {"side": "sales", "version": "1"}).status_code == 302
    sides = mara.get("/w/acme/lifecycle").context["sides"]
    assert [(side["key"], side["row"].by) for side in sides] == [("marketing", "Mara"), ("sales", "Sam")]
    assert (signed_in("sam").get(url).status_code, mara.get("/w/acme/lifecycle/ten/definitions").status_code) == (403, 404)


def test_the_six_are_mapped_anew(cast: Cast, signed_in: SignedIn) -> None:
    mara, url = signed_in("mara"), "/w/acme/lifecycle/six/definitions"
    sent = form_of(mara, "six")
    assert mara.post(url, {**sent, "mapping.sql": "stranger"}).context["problem"].field == "mapping.sql"
    assert mara.post(url, {**sent, "mapping.target": "mature_market"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert StageScheme.objects.get().scheme["mapping"]["target"] == "mature_market"
    assert mara.get("/w/acme/insights/funnel?scheme=six").status_code == 200
