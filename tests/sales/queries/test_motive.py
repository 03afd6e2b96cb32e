"""Points of one kind: as the explanation says them, in lists, and as what a routing rule asks (F064)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel import clock, tenancy
from leads.domain.filters import BadFilter
from leads.domain.trees import parse
from leads.models import Lead
from leads.queries import filters, trees
from sales.actions.routing_rules import put_rules
from sales.models import HandOff
from sales.queries.motive import points_filter
from scoring.enums import Dimension
from scoring.queries import explain
from tests.cast import Cast, as_actor
from tests.conftest import NOON

Lena, Happens = Callable[..., UUID], Callable[..., None]
LATER = NOON + timedelta(days=9)


@pytest.fixture
def pair(lena: Lena, happens: Happens) -> tuple[UUID, UUID]:
    """One who only reads, one who tried the product too."""
    reads, buys = lena("Reads"), lena("Buys")
    for lead_id in (reads, buys):
        happens(lead_id, "asset_downloaded", NOON + timedelta(hours=1))
    happens(buys, "product_tried", NOON + timedelta(hours=2))
    return reads, buys


def test_they_are_those_of_the_explanation(cast: Cast, pair: tuple[UUID, UUID]) -> None:
    with tenancy.scope(cast.acme.id), clock.pretend(LATER):
        wrong = []
        for lead_id in pair:
            told = explain.explain(lead_id)
            assert told is not None
            for name, have in told.dimensions.items():
                for value, holds in ((f"{name}:{have - 0.2}..", True), (f"{name}:{have + 0.2}..", False), (f"{name}:..{have + 0.2}", True)):
                    found = Lead.objects.filter(filters.build({"points": [value]}, LATER), pk=lead_id).exists()
                    wrong += [] if found is holds else [(value, have)]
        assert wrong == []


def test_interest_without_a_motive_and_with_one(cast: Cast, pair: tuple[UUID, UUID]) -> None:
    reads, buys = pair
    with tenancy.scope(cast.acme.id), clock.pretend(LATER):
        motive = {"ask": "filter", "key": "points", "value": "purchase:1.."}
        assert trees.members(parse(motive)) == {buys}
        assert trees.holding(parse({"all": [{"ask": "known"}, {"not": motive}]}), pair) == {reads}


@pytest.mark.parametrize("wrong", ["", "30..", "luck:1..", "purchase:", "purchase:..", "purchase:many.."])
def test_what_cannot_be_understood_is_refused(cast: Cast, wrong: str) -> None:
    with tenancy.scope(cast.acme.id), pytest.raises(BadFilter):
        points_filter(wrong, NOON)


def test_every_dimension_is_known() -> None:
    assert set(Dimension.values) == {"match", "interest", "behaviour", "purchase"}


def test_motive_enough_goes_straight_to_sales_and_interest_alone_stays(cast: Cast, lena: Lena, happens: Happens) -> None:
    motive = {"ask": "filter", "key": "points", "value": "purchase:15.."}
    with tenancy.scope(cast.acme.id):
        rules: list[dict[str, Any]] = [
            {"name": "Motive", "lane": "fast_lane", "condition": {"lead": motive}},
            {"name": "Rest", "lane": "nurture_pool", "condition": {}},
        ]
        put_rules(rules, actor=as_actor(cast.adam))
    reads, buys = lena("Reads"), lena("Buys")
    happens(reads, "asset_downloaded", NOON + timedelta(hours=1))
    happens(buys, "product_tried", NOON + timedelta(hours=1))
    with tenancy.scope(cast.acme.id):
        assert dict(HandOff.objects.values_list("lead_id", "rule")) == {buys: "Motive"}
        assert Lead.objects.get(pk=reads).stage in ("engaged", "target")
