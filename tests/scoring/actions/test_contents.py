"""Content items: live, in a test on history and after a switch alike; the ledger says by what (F080)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel import audit, clock, tenancy
from kernel.problems import Refused
from scoring.actions import rulebooks as actions
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.domain.past import tell
from scoring.domain.replay import replay
from scoring.models import LedgerEntry, Tag
from scoring.queries import history
from scoring.queries import rulebooks as books
from scoring.queries.explain import explain
from tests.conftest import NOON
from tests.scoring.domain.test_contents import BLOG, GOT, GUIDE, PRIMER
from tests.scoring.people import Office

DAY = timedelta(days=1)
LEAFLET = {**PRIMER, "assets": ["A leaflet"]}


def publish(office: Office, *items: dict[str, Any]) -> None:
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        data = {**rulebook.plain(DEFAULT), "pages": [BLOG], "events": [GOT], "fit": [], "contents": list(items)}
        actions.publish(actions.begin_draft(audit.SYSTEM, data).version, audit.SYSTEM)
    office.run(NOON)


def lived(office: Office) -> UUID:
    """Got the guide (15), got something else (10), and got a leaflet (5)."""
    lead = office.lead(NOON)
    for asset in ("Buyer's guide", "A poster", "A leaflet"):
        office.did(lead, "asset_downloaded", NOON, properties={"asset": asset})
    return lead


def test_live_played_again_and_explained(office: Office) -> None:
    publish(office, GUIDE, LEAFLET)
    lead = lived(office)
    assert office.score(lead, NOON) == 30
    assert sorted(office.entries(lead)) == [("event:asset_downloaded", 5), ("event:asset_downloaded", 10), ("event:asset_downloaded", 15)]
    with tenancy.scope(office.workspace.id):
        (found,) = history.of_leads([lead], [], NOON + DAY, True)
        assert replay(found.past, tell(found.past), books.live().book).peak == pytest.approx(30, abs=1e-6)
        why = explain(lead, NOON)
        assert why is not None
        assert sum(part.points for part in why.parts) == pytest.approx(30, abs=1e-6)
        said = set(LedgerEntry.objects.filter(lead_id=lead).values_list("reason", flat=True))
    assert said == {"Downloaded", "Downloaded, content “How to compare” × 1.5", "Downloaded, content “What is it” × 0.5"}


def test_another_version_values_the_past_by_it(office: Office) -> None:
    publish(office)
    lead = lived(office)
    assert office.score(lead, NOON) == 30  # 3 × 10
    publish(office, {**GUIDE, "multiplier": 3})
    assert office.score(lead, NOON) == 50
    publish(office, LEAFLET)
    assert office.score(lead, NOON) == 25
    publish(office)
    assert office.score(lead, NOON) == 30


def test_its_tags_are_defined_when_the_version_is_published(office: Office) -> None:
    publish(office, GUIDE)
    with tenancy.scope(office.workspace.id):
        assert Tag.objects.filter(name="Comparing").exists()


def test_a_tag_without_a_name_is_refused_and_stops_nobody_where_it_was_kept(office: Office) -> None:
    with pytest.raises(Refused) as caught:
        publish(office, {**GUIDE, "tags": ["  "]})
    assert caught.value.field == "contents[0].tags"
    publish(office, GUIDE)
    with tenancy.scope(office.workspace.id):
        row = books.of_version(2)
        assert row is not None
        row.rules["contents"][0]["tags"] = [" "]
        row.save()
    books._ready.cache_clear()
    lead = lived(office)
    assert office.score(lead, NOON) == 35
