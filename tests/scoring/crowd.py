"""Many leads at once, whose source says something of whether they become customers: what a model can learn."""

from collections.abc import Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from kernel import audit, clock, tenancy
from leads.actions.lifecycle import Move, move_stages
from leads.actions.people import put_cards
from leads.domain import cards
from leads.domain.cards import Card
from leads.enums import MoveReason, Stage
from scoring.actions import predicting, predictors
from scoring.domain.prediction import Wanted
from scoring.models import Predictor, PredictorLead, TagEntry
from tests.conftest import NOON
from tests.scoring.people import Office

DAY = timedelta(days=1)
FIRST, SPLIT, END = NOON - 400 * DAY, NOON - 200 * DAY, NOON
LATER = (10 * DAY, 80 * DAY)
CHANCE = {"fair": 0.7, "search": 0.25}
WANTED = Wanted(
    "Customer", "Likely customer", SPLIT, within_days=60, features=("source", "landing", "title"), gate_level=0.6, threshold=0.4
)


@contextmanager
def there(office: Office, at: datetime = END) -> Any:
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        yield


def crowd(office: Office, count: int = 400, seed: int = 1, won: Mapping[str, str] | None = None, until: datetime = END) -> list[UUID]:
    """`count` leads evenly over the time from FIRST to `until`; those of the fair become customers more often, ten days later; a
    fifth of them only after eighty.

    `won` are attributes that only those have.
    """
    random, told = Random(seed), []
    for number in range(count):
        source = random.choice(list(CHANCE))
        told.append((FIRST + (until - FIRST) * number / count, source, random.random() < CHANCE[source]))
    with there(office, until):
        made = put_cards(
            [_card(n, seed, *row, dict(won or {})) for n, row in enumerate(told)], audit.SYSTEM, until, MoveReason.IMPORTED, history=True
        )
        leads = [lead for lead, _ in made]
        reached = [
            (lead, at + LATER[number % 5 == 0])
            for number, (lead, (at, _, ended)) in enumerate(zip(leads, told, strict=True))
            if ended and at + LATER[number % 5 == 0] <= until
        ]
        move_stages([Move(lead, Stage.CUSTOMER, MoveReason.MANUAL, at) for lead, at in reached], audit.SYSTEM, history=True)
    return leads


def _card(number: int, seed: int, at: datetime, source: str, ended: bool, won: dict[str, str]) -> Card:
    answer = {"converted": "Yes" if ended else "no", "shade": "" if number % 7 == 0 else f"shade {number % 90}"}
    given = {"user_id": f"{seed}-{number}", "source": source, "landing_page": f"https://a.example/{number % 200}?x=1",
             "attributes": answer | (won if ended else {})}  # fmt: skip
    card = cards.read(given)
    assert isinstance(card, Card)
    card.at = at
    return card


def begun(office: Office, wanted: Wanted = WANTED, at: datetime = END) -> Predictor:
    with there(office, at):
        return predictors.begin_predictor(wanted, audit.SYSTEM)


def work(office: Office, at: datetime = END) -> None:
    """Every batch that is due."""
    with clock.pretend(at):
        while predicting.predict_some(office.workspace.id):
            pass


def trained(office: Office, wanted: Wanted = WANTED, at: datetime = END) -> Predictor:
    made = begun(office, wanted, at)
    work(office, at)
    return again(office, made)


def again(office: Office, predictor: Predictor) -> Predictor:
    with tenancy.scope(office.workspace.id):
        found: Predictor = Predictor.objects.get(pk=predictor.pk)
        return found


def said(office: Office, predictor: Predictor) -> dict[UUID, float | None]:
    with tenancy.scope(office.workspace.id):
        return {row.lead_id: row.probability for row in PredictorLead.objects.filter(predictor=predictor)}


def tagged(office: Office) -> dict[UUID, tuple[float, str, str]]:
    """Lead → (probability, version, metric) of the predictive tags that stand."""
    with tenancy.scope(office.workspace.id):
        rows = TagEntry.objects.filter(removed_at=None, probability__isnull=False)
        return {row.lead_id: (row.probability, row.model_version, row.metric) for row in rows}
