"""Ready segments: every one can be asked, and high-value behaviour is what F086 says."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from kernel import sql
from kernel.audit import SYSTEM
from leads.actions.identify import identify
from leads.actions.people import create_lead
from leads.domain.segment_templates import TEMPLATES
from leads.domain.trees import parse
from leads.queries import segment_templates, trees
from tests.cast import Cast
from tracking.actions.record import OwnEvent, record_own

PLACE = """
UPDATE tracking_event e SET session_id = %(session)s, path = %(path)s, url = %(url)s
WHERE e.workspace_id = %(workspace_id)s AND e.id = %(id)s
"""
SITE, DEMO = "https://www.acme.example", "https://Demo.acme.example"


def visits(lead: object, now: datetime, seen: list[tuple[int, int, str]]) -> None:
    """[(visit, days ago, address), …]"""
    person, sessions = lead.person_id, {number: uuid4() for number, *_ in seen}  # type: ignore[attr-defined]
    for place, (number, ago, url) in enumerate(seen):
        (event,) = record_own([OwnEvent(person, "page", now - timedelta(days=ago), f"{person}-{place}")])
        path = "/" + url.partition("example/")[2]
        sql.execute(PLACE, session=str(sessions[number]), path=path, url=url, id=str(event))
        identify([event], False)


@pytest.mark.parametrize(
    ("seen", "holds"),
    [
        ([(1, 20, f"{SITE}/a"), (1, 20, f"{SITE}/b"), (2, 9, f"{DEMO}/c"), (3, 2, f"{DEMO}/d"), (3, 2, f"{SITE}/e")], True),
        ([(1, 20, f"{SITE}/a"), (1, 20, f"{SITE}/b"), (2, 9, f"{SITE}/c"), (3, 2, f"{SITE}/d"), (3, 2, f"{SITE}/e")], False),
        ([(1, 20, f"{SITE}/a"), (1, 20, f"{SITE}/b"), (2, 9, f"{DEMO}/c"), (2, 9, f"{DEMO}/d"), (2, 9, f"{SITE}/e")], False),
        ([(1, 20, f"{SITE}/a"), (1, 20, f"{SITE}/a"), (2, 9, f"{DEMO}/c"), (3, 2, f"{DEMO}/c"), (3, 2, f"{SITE}/e")], False),
        ([(1, 31, f"{SITE}/a"), (1, 31, f"{SITE}/b"), (2, 9, f"{DEMO}/c"), (3, 2, f"{DEMO}/d"), (3, 2, f"{SITE}/e")], False),
        ([(1, 20, f"{SITE}/a"), (1, 20, f"{SITE}/b"), (2, 9, f"{SITE}/demographics"), (3, 2, f"{SITE}/d"), (3, 2, f"{SITE}/e")], False),
    ],
    ids=["often and deep, in the demo too", "never in the demo", "two visits", "three pages", "one visit is too long ago", "demographics"],
)
def test_high_value_behaviour_is_many_visits_and_pages_on_site_and_demo(
    acme: Cast, noon: datetime, seen: list[tuple[int, int, str]], holds: bool
) -> None:
    lead = create_lead({"email": "lena@firm.example"}, SYSTEM)
    visits(lead, noon, seen)
    assert segment_templates.count("high_value") == int(holds)
    node = parse(TEMPLATES["high_value"].tree)
    assert trees.judged(node, [lead.pk])[lead.pk].verdict.holds == holds


def test_every_ready_segment_can_be_asked_and_has_words(acme: Cast) -> None:
    found = segment_templates.ready()
    assert [each.key for each in found] == list(TEMPLATES)
    assert {segment_templates.count(each.key) for each in found} == {0}
    assert all(each.words for each in found)
    assert segment_templates.count("none") is None
