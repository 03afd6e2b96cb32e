"""8,000 real leads: a model of those first contacted before 2018-03-01, judged on those after it; and the naive leak, refused.

Runs where OLIST names the folder with the two files of the Olist marketing funnel; `make olist-model DATA=folder` prints the figures that
docs/predictions.md reports, and why the leak is refused.
"""

import csv
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kernel import audit, tenancy
from leads.actions.lifecycle import Move, move_stages
from leads.actions.people import put_cards
from leads.domain import cards
from leads.domain.cards import Card
from leads.enums import MoveReason, Stage
from scoring.domain.prediction import Wanted
from tests.scoring.crowd import tagged, trained
from tests.scoring.people import Office

FOLDER = Path(os.environ.get("OLIST") or "/nowhere")
LEADS, DEALS = (FOLDER / f"olist_{name}_dataset.csv" for name in ("marketing_qualified_leads", "closed_deals"))
pytestmark = pytest.mark.skipif(not LEADS.exists(), reason="OLIST names no folder with the Olist marketing funnel")
WON_ONLY = ("business_segment", "lead_type", "lead_behaviour_profile", "business_type")
SPLIT = datetime(2018, 3, 1, tzinfo=UTC)
WANTED = Wanted("Seller in 90 days", "Likely seller", SPLIT, features=("source", "landing"), gate_level=0.6, threshold=0.12)
NOW = datetime(2019, 1, 1, tzinfo=UTC)
CHUNK = 1_000


def read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def card(row: dict[str, str], deal: dict[str, str]) -> Card:
    """A row of the two files joined, as one would import it: what only won leads have stands in columns beside the rest."""
    page = f"https://shop.example/landing/{row['landing_page_id']}"
    given = {"user_id": row["mql_id"], "source": row["origin"], "landing_page": page,
             "attributes": {name: deal[name] for name in WON_ONLY if deal.get(name)}}  # fmt: skip
    made = cards.read(given)
    assert isinstance(made, Card)
    made.at = at(row["first_contact_date"])
    return made


@pytest.fixture
def olist(office: Office) -> Office:
    deals = {row["mql_id"]: row for row in read(DEALS)}
    rows = list(read(LEADS))
    with tenancy.scope(office.workspace.id):
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            made = put_cards(
                [card(row, deals.get(row["mql_id"], {})) for row in part], audit.SYSTEM, NOW, MoveReason.IMPORTED, history=True
            )
            won = [(lead, deals[row["mql_id"]]["won_date"]) for row, (lead, _) in zip(part, made, strict=True) if row["mql_id"] in deals]
            move_stages([Move(lead, Stage.CUSTOMER, MoveReason.IMPORTED, at(day)) for lead, day in won], audit.SYSTEM, history=True)
    return office


FIGURES = (
    "leads", "outcomes", "base_rate", "rate", "auc", "auc_low", "auc_high", "brier", "base_brier", "skill", "log_loss", "base_log_loss",
    "lift", "above", "hits",
)  # fmt: skip


def tell(**what: Any) -> None:
    """One JSON line, as `make bench` prints them."""
    print(json.dumps({"olist": "model", **what}, ensure_ascii=False), flush=True)


def test_the_figure_on_later_leads_and_the_leak(olist: Office) -> None:
    found = trained(olist, WANTED, NOW)
    assert (found.last_error, found.model["learned"]["leads"], found.card["leads"]) == ("", 4171, 3828)
    assert found.card["learned_until"] < SPLIT.isoformat() <= found.card["judged_from"]
    card = {name: round(found.card[name], 4) for name in FIGURES}
    tell(learned=found.model["learned"]["leads"], judged_from=str(SPLIT.date()), **card, gate=found.gate, gate_level=found.gate_level,
         state=found.state, tagged=found.tagged)  # fmt: skip
    assert (found.state, found.tagged > 0) == (("done", True) if found.card["auc"] >= 0.6 else ("refused", False))
    assert len(tagged(olist)) == found.tagged
    naive = trained(olist, replace(WANTED, name="Naive", features=("source", *(f"attribute:{name}" for name in WON_ONLY))), NOW)
    tell(naive=naive.state, refusals=[f"{row['code']}: {row['feature']}" for row in naive.refusals])
    assert (naive.state, naive.model) == ("refused", {})
    assert [(row["code"], row["feature"]) for row in naive.refusals] == [("leak_with_outcome", f"attribute:{name}") for name in WON_ONLY]
