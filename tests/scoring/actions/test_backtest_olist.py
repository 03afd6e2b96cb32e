"""3,829 real leads: a pack that learned from earlier ones which landing pages sell, tested on history; the figures of docs/backtest.md.

Runs where OLIST names the folder with the two files of the Olist marketing funnel, or where they lie beside the project.
"""

import os
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kernel import audit, clock, tenancy
from leads.actions.lifecycle import Move, move_stages
from leads.enums import MoveReason, Stage
from leads.models import Identifier, Lead
from scoring.actions import backtests, rulebooks
from scoring.actions.backtests import Asked
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.domain.rule_shapes import PageCategory
from scoring.enums import Outcome
from scoring.models import Backtest
from tests.leads.conftest import message, put_messages
from tests.scoring.actions.test_predicting_olist import NOW, SPLIT, at, read
from tests.scoring.people import Office
from tests.servers import run_sql

FOLDER = Path(os.environ.get("OLIST") or Path(__file__).resolve().parents[4] / "shared" / "data" / "olist")
LEADS, DEALS = (FOLDER / f"olist_{name}_dataset.csv" for name in ("marketing_qualified_leads", "closed_deals"))
pytestmark = pytest.mark.skipif(not LEADS.exists(), reason="OLIST names no folder with the Olist marketing funnel, and none is beside")
# A page tells something once so many leads came by it, and sells when so many times the average of them became customers.
ENOUGH, SELLS = 100, 1.2
POINTS = 35.0
CHUNK, PATIENCE = 500, 90


def selling(rows: list[dict[str, str]], won: dict[str, datetime]) -> list[str]:
    """Landing pages that sold, of the leads before SPLIT and the deals that were known by then."""
    early = [row for row in rows if at(row["first_contact_date"]) < SPLIT]
    came = Counter(row["landing_page_id"] for row in early)
    sold = Counter(row["landing_page_id"] for row in early if row["mql_id"] in won and won[row["mql_id"]] < SPLIT)
    average = sum(sold.values()) / len(early)
    return sorted(page for page, n in came.items() if n >= ENOUGH and sold[page] / n >= SELLS * average)


def told(row: dict[str, str]) -> list[dict[str, Any]]:
    """What the website would have told of a lead: the landing page, who it is, and that it asked for contact."""
    key, when = row["mql_id"], at(row["first_contact_date"]) + timedelta(hours=12)
    path = f"/landing/{row['landing_page_id']}"
    page = {"url": f"https://shop.example{path}?utm_source={row['origin'] or 'unknown'}", "path": path}
    return [
        message("page", key, when, context={"page": page}),
        message("identify", key, when + timedelta(seconds=1), userId=key, traits={"email": f"{key}@seller.example"}),
        message("track", key, when + timedelta(seconds=2), userId=key, event="contact_request_submitted"),
    ]


def arrive(office: Office, rows: list[dict[str, str]], won: dict[str, datetime]) -> None:
    """Each batch commits, and the rows of the first are counted, as the server does by itself within the minute: tables it has counted
    while they were empty are asked without a key until then."""
    for start in range(0, len(rows), CHUNK):
        with clock.pretend(NOW), tenancy.scope(office.workspace.id):
            put_messages([each for row in rows[start : start + CHUNK] for each in told(row)], "import")
        office.run(NOW)
        if not start:
            run_sql(os.environ["DATABASE_OWNER_URL"], "ANALYZE")
    with clock.pretend(NOW), tenancy.scope(office.workspace.id):
        person = dict(Identifier.objects.filter(kind="user_id").values_list("value", "person_id"))
        lead = dict(Lead.objects.values_list("person_id", "id"))
        sold = [(lead[person[row["mql_id"]]], won[row["mql_id"]]) for row in rows if row["mql_id"] in won]
        move_stages([Move(key, Stage.CUSTOMER, MoveReason.IMPORTED, day) for key, day in sold], audit.SYSTEM, history=True)


def judged_by(office: Office, category: PageCategory) -> dict[str, Any]:
    """The verdict on a pack that gives points for these pages and for whoever asks for contact, over the leads from SPLIT on."""
    rules = rulebook.plain(replace(DEFAULT, pages=[category]))
    with clock.pretend(NOW), tenancy.scope(office.workspace.id):
        draft = rulebooks.begin_draft(audit.SYSTEM, rules)
        test = backtests.begin_test(draft.version, Asked((NOW - SPLIT).days, Outcome.CUSTOMER, PATIENCE), audit.SYSTEM)
    office.run(NOW)
    with clock.pretend(NOW), tenancy.scope(office.workspace.id):
        rulebooks.drop_draft(draft.version, audit.SYSTEM)
        found = Backtest.objects.get(pk=test.pk)
    assert (found.state, found.last_error) == ("done", "")
    verdict: dict[str, Any] = found.verdict
    return verdict


def figures(verdict: dict[str, Any]) -> dict[str, Any]:
    """What docs/backtest.md reports: shares in percent; `top`: the lift of the best tenth, as the page shows it."""
    draft = verdict["draft"]
    rounded = {name: round(100 * draft[name], 1) for name in ("precision", "recall")}
    return {
        "leads": verdict["leads"], "outcomes": verdict["outcomes"], **{name: draft[name] for name in ("handed", "judged", "hits")},
        **rounded, "top": round(verdict["deciles"][0]["draft_lift"], 2),
    }  # fmt: skip


@pytest.mark.timeout(1_200)
def test_a_pack_that_knows_which_pages_sell_hands_over_fewer_and_better(transactional_db: None, office: Office) -> None:
    rows, won = list(read(LEADS)), {row["mql_id"]: at(row["won_date"]) for row in read(DEALS)}
    arrive(office, [row for row in rows if at(row["first_contact_date"]) >= SPLIT], won)
    pages = selling(rows, won)
    every = figures(judged_by(office, PageCategory("landing", "Landing page", ["/landing/*"], POINTS)))
    chosen = figures(judged_by(office, PageCategory("sells", "Page that sells", [f"/landing/{page}" for page in pages], POINTS)))
    alike = {"leads": 3829, "outcomes": 480}
    assert every == alike | {"handed": 3829, "judged": 3824, "hits": 416, "precision": 10.9, "recall": 99.0, "top": 0.99}
    assert chosen == alike | {"handed": 1262, "judged": 1259, "hits": 241, "precision": 19.1, "recall": 54.8, "top": 1.67}
    assert (len(pages), round(chosen["precision"] / every["precision"], 2)) == (4, 1.75)
