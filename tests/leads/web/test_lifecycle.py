"""Pages: the life cycle, its definitions in versions, the yes of both sides, the board and the matrix."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from kernel import clock, tenancy, work
from kernel.audit import SYSTEM
from leads.actions.lists import add, make_list
from leads.actions.people import create_lead
from leads.models import Lead, StageScheme
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


def test_a_segment_that_brings_leads_to_a_stage_is_chosen_with_the_number_that_moves(cast: Cast, signed_in: SignedIn, late: UUID) -> None:
    mara, url = signed_in("mara"), "/w/acme/lifecycle/nine/definitions"
    with tenancy.scope(cast.acme.id):
        segment = make_list(name="Fair", lead_ids=[late], actor=SYSTEM)
        early = create_lead({"name": "Ida", "email": "ida@firm.example"}, SYSTEM).pk
        add(segment=segment, lead_ids=[early], actor=SYSTEM)
    sent = {**form_of(mara, "nine"), "target.entry_segment": str(segment.line_id)}
    assert "Members of this segment come here" in mara.get(url).content.decode()
    asked = mara.post(url, sent)
    assert (asked.status_code, asked.context["problem"].code, 'id="expected"' in asked.content.decode()) == (409, "confirm", True)
    assert asked.context["draft"]["stages"][4]["entry_segment"] == str(segment.line_id)
    assert mara.post(url, {**sent, "expected": "1"}).status_code == 302
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert [Lead.objects.get(pk=lead).stage for lead in (early, late)] == ["target", "mql"]
    told = mara.get("/w/acme/lifecycle").content.decode()
    assert ("Members come here:" in told, ">Fair</a>" in told) == (True, True)
    assert "are moved to Target" in mara.get(f"/w/acme/segments/{segment.pk}").content.decode()


def test_the_six_are_mapped_anew(cast: Cast, signed_in: SignedIn) -> None:
    mara, url = signed_in("mara"), "/w/acme/lifecycle/six/definitions"
    sent = form_of(mara, "six")
    assert mara.post(url, {**sent, "mapping.sql": "stranger"}).context["problem"].field == "mapping.sql"
    assert mara.post(url, {**sent, "mapping.target": "mature_market"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert StageScheme.objects.get().scheme["mapping"]["target"] == "mature_market"
    assert mara.get("/w/acme/insights/funnel?scheme=six").status_code == 200


def test_a_card_is_moved_and_the_board_shown_again(cast: Cast, signed_in: SignedIn, late: UUID) -> None:
    mara = signed_in("mara")
    page = mara.get("/w/acme/leads/board?overdue=yes")
    held = {one["column"].stage.key: [card["lead"].pk for card in one["cards"]] for one in page.context["columns"]}
    assert {key: cards for key, cards in held.items() if cards} == {"mql": [late]}
    assert page.context["ways"]["mql"][0] == ["sql", "SQL", False]
    sent = {"to": "target", "reason": "recycled", "note": "", "board": "known=yes&overdue=yes"}
    answer = mara.post(f"/w/acme/leads/{late}/move", sent)
    assert (answer.status_code, answer["Location"]) == (302, f"/w/acme/leads/board?known=yes&overdue=yes#card-{late}")
    assert mara.post(f"/w/acme/leads/{late}/move", {**sent, "to": "awareness"}).status_code == 400
    with tenancy.scope(cast.acme.id):
        assert Lead.objects.get(pk=late).stage == "target"


def test_a_column_goes_on_page_by_page(cast: Cast, signed_in: SignedIn) -> None:
    with tenancy.scope(cast.acme.id):
        for _ in range(22):
            walk(clock.now() - timedelta(days=1))
        create_lead({"phone": "+86 138 0013 8000"}, SYSTEM)  # Of no company, without a name.
    vera = signed_in("vera")
    (column,) = vera.get("/w/acme/leads/board?stage=name").context["columns"]
    more = vera.get(f"/w/acme/leads/board/name?known=yes&cursor={column['column'].page.next}", headers={"hx-request": "true"})
    seen = {card["lead"].pk for card in [*column["cards"], *more.context["cards"]]}
    assert (len(column["cards"]), len(more.context["cards"]), len(seen)) == (20, 3, 23)
    assert "<html" not in more.content.decode()
    assert vera.get("/w/acme/leads/board/name?known=yes").status_code == 200
    assert [vera.get(f"/w/acme/leads/board{rest}").status_code for rest in ("/nowhere", "?shoes=red", "/name?shoes=red")] == [404, 400, 400]


def test_the_matrix_counts_and_is_exported(cast: Cast, signed_in: SignedIn, late: UUID) -> None:
    url = "/w/acme/leads/matrix?down=stage&across=owner"
    page = signed_in("vera").get(url)
    grid = page.context["grid"]
    assert ([line["total"] for line in grid["lines"]], grid["total"]) == ([0, 0, 0, 1, 0, 1, 0, 0, 0], 2)
    (behind,) = [line["cells"][0]["query"] for line in grid["lines"] if line["label"] == "MQL"]
    assert behind == "closed=no&known=yes&owner=-&stage=mql"
    assert len(signed_in("vera").get(f"/w/acme/leads?{behind}").context["rows"]) == 1
    assert signed_in("vera").get("/w/acme/leads/matrix").context["down"] == "grade"
    assert signed_in("vera").get("/w/acme/leads/matrix?down=shoes").status_code == 400
    told = signed_in("mara").get(f"{url}&export=csv").content.decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(told)) if row[2] not in ("0", "Leads")]
    assert rows == [["Engaged", "Nobody", "1"], ["MQL", "Nobody", "1"]]
    assert signed_in("vera").get(f"{url}&export=csv")["Content-Type"].startswith("text/html")
