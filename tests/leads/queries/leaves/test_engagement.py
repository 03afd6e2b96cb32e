"""How long somebody looked: counted from the newest back, alike in both ways, and until when (F035)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from kernel import tenancy
from leads.actions.segments import build_segment
from leads.domain.trees import parse
from leads.models import Lead
from leads.queries.words import sentence
from tests.cast import Cast, as_actor
from tests.leads.conftest import Happen, message
from tests.leads.queries.leaves.test_stays import both

DAY = timedelta(days=1)


def looked(at: datetime, path: str, seconds: float) -> dict[str, Any]:
    page = {"url": f"https://www.acme.example{path}"}
    return message("track", "d1", at, event="page_engaged", properties={"engaged_ms": seconds * 1000}, context={"page": page})


@pytest.fixture
def lead(cast: Cast, noon: datetime, happen: Happen) -> UUID:
    """40 seconds on the prices nine days ago, 20 yesterday; 15 on the blog today, asked for from the prices."""
    happen(
        message("identify", "d1", noon - 10 * DAY, traits={"email": "lena@firm.example"}),
        looked(noon - 9 * DAY, "/pricing", 40),
        looked(noon - DAY, "/Pricing#plans", 20),
        looked(noon, "/blog?from=/pricing", 15),
        door="import",
    )
    with tenancy.scope(cast.acme.id):
        return UUID(str(Lead.objects.get().pk))


@pytest.mark.parametrize(
    ("asked", "holds", "days"),
    [
        ({"seconds": 75}, True, None),
        ({"seconds": 76}, False, None),
        ({"seconds": 75, "days": 10}, True, 1),
        ({"seconds": 36, "days": 7}, False, None),
        ({"seconds": 35, "days": 7}, True, 6),
        ({"seconds": 15, "days": 1}, True, 1),
        ({"seconds": 16, "days": 1}, False, None),
        ({"seconds": 60, "days": 10, "page": "/pricing"}, True, 1),
        ({"seconds": 61, "page": "/pricing"}, False, None),
    ],
)
def test_time_is_counted_and_leaves_the_window_alike_in_both_ways(
    cast: Cast, lead: UUID, noon: datetime, asked: dict[str, Any], holds: bool, days: int | None
) -> None:
    node = parse({"ask": "engaged_time", **asked})
    with tenancy.scope(cast.acme.id):
        assert both(node, lead, noon) == (holds, noon + days * DAY if days else None)
        if days:
            assert both(node, lead, noon + days * DAY) == (False, None)
    assert f"{asked['seconds']} seconds" in sentence(node)


def test_the_page_of_a_segment_asks_for_it(cast: Cast, lead: UUID, noon: datetime, signed_in: Callable[[str], Client]) -> None:
    with tenancy.scope(cast.acme.id):
        tree = {"ask": "engaged_time", "seconds": 60, "days": 10, "page": "/pricing"}
        found = build_segment(name="Read the prices", tree=tree, actor=as_actor(cast.mara))
    zh = signed_in("mara").get(f"/w/acme/segments/{found.pk}", headers={"accept-language": "zh-hans"}).content.decode()
    assert "最近 10 天内浏览页面至少 60 秒" in zh
    page = signed_in("mara").get(f"/w/acme/segments/{found.pk}").content.decode()
    assert "looked at pages for at least 60 seconds in the last 10 days on pages with “/pricing” in their address" in page
