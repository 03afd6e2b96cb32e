"""Caps and floors through the real doors: live, in the explanation, and played again, the score is one and the same."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import audit, clock, tenancy
from scoring.actions import disown, rulebooks
from scoring.actions.rescore import score_activity
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.domain.past import tell
from scoring.domain.replay import steps
from scoring.queries import history
from scoring.queries import rulebooks as books
from scoring.queries.explain import explain
from tests.conftest import NOON
from tests.scoring.people import Office

DAY = timedelta(days=1)
LIMITED = {
    "email_clicked": {"cap": 5.0},
    "asset_downloaded": {"window": {"points": 15.0, "days": 7}, "group": "material"},
    "webinar_registered": {"group": "material"},
}
PATTERNS = [
    {"name": "often", "label": "Often", "when": "event:email_clicked", "times": 3, "days": 7, "points": 6},
    {
        "name": "deep",
        "label": "Deep",
        "when": "event:webinar_registered",
        "then": "event:asset_downloaded",
        "days": 20,
        "points": 9,
        "cap": 8,
    },
]
GROUPS = [{"name": "material", "label": "Material", "cap": 20.0}]


def publish(office: Office, **changes: Any) -> None:
    """The default pack with limits on some events, live."""
    rules = rulebook.plain(DEFAULT) | {"groups": GROUPS, **changes}
    rules["events"] = [event | LIMITED.get(event["event"], {}) for event in rules["events"]]
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        draft = rulebooks.begin_draft(audit.SYSTEM, rules)
        rulebooks.publish(draft.version, audit.SYSTEM)
    office.run(NOON)


def test_a_cap_is_a_line_of_its_own(office: Office) -> None:
    publish(office)
    lead = office.lead(NOON)
    office.did(lead, "email_clicked", NOON + DAY)
    office.did(lead, "email_clicked", NOON + DAY)
    assert office.entries(lead) == [("event:email_clicked", 3), ("event:email_clicked", 3), ("cap:event:email_clicked", -1)]
    with tenancy.scope(office.workspace.id):
        why = explain(lead, NOON + DAY)
    assert why is not None
    assert (why.score, [(part.label, part.points) for part in why.parts]) == (
        5.0,
        [("Clicked in an e-mail", 6.0), ("Capped at 5: Clicked in an e-mail", -1.0)],
    )


def test_a_batch_that_is_played_twice_is_capped_once(office: Office) -> None:
    publish(office)
    lead = office.lead(NOON)
    office.did(lead, "email_clicked", NOON + DAY, NOON + DAY, NOON + DAY)
    assert office.score(lead, NOON + DAY) == 5
    downloads = office.did(lead, "asset_downloaded", NOON + DAY, NOON + 2 * DAY, NOON + 8 * DAY)
    with clock.pretend(NOON + 8 * DAY), tenancy.scope(office.workspace.id):
        score_activity(downloads, [lead] * 3)
    office.run(NOON + 8 * DAY)
    capped = sorted((rule, points) for rule, points in office.entries(lead) if not rule.startswith("event:"))
    assert capped == [
        ("cap:event:email_clicked", -3),
        ("cap:event:email_clicked", -1),
        ("cap:group:material", pytest.approx(-0.682959)),
        ("window:event:asset_downloaded", -5),
    ]


def test_match_is_capped_and_floored_and_given_back(office: Office) -> None:
    publish(office, limits={"match": {"cap": 10.0, "floor": -5.0}})
    lead = office.lead(NOON, title="CEO", email="lena@qq.com", company="Acme")
    assert office.score(lead, NOON) == 10
    assert sorted(office.entries(lead)) == [("fit:company_known", 5), ("fit:free_mail", -10), ("fit:title_chief", 15)]
    boss = office.lead(NOON, title="CEO", company="Acme")
    assert office.score(boss, NOON) == 10
    assert ("fit:cap:match", -10) in office.entries(boss)
    poor = office.lead(NOON, email="mia@qq.com")
    assert office.get(poor).snapshot.fit == -5
    assert ("fit:floor:match", 5) in office.entries(poor)


def test_what_a_bot_did_takes_its_cap_along(office: Office) -> None:
    publish(office)
    lead = office.lead(NOON)
    office.did(lead, "email_clicked", NOON + DAY)
    second = office.did(lead, "email_clicked", NOON + DAY)
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        disown.disown(second, NOON + DAY)
    assert office.score(lead, NOON + DAY) == 3


def test_a_pattern_that_began_in_another_batch_is_met_once(office: Office) -> None:
    publish(office, patterns=PATTERNS)
    lead = office.lead(NOON)
    for days in (1, 3, 5, 6):
        clicks = office.did(lead, "email_clicked", NOON + days * DAY)
    with clock.pretend(NOON + 6 * DAY), tenancy.scope(office.workspace.id):
        score_activity(clicks, [lead])
    assert [entry for entry in office.entries(lead) if entry[0].startswith("pattern:")] == [("pattern:often", 6)]
    office.did(lead, "asset_downloaded", NOON + 8 * DAY)
    office.did(lead, "webinar_registered", NOON + 7 * DAY, now=NOON + 8 * DAY)
    deep = [entry for entry in office.entries(lead) if "deep" in entry[0]]
    assert sorted(deep) == [("cap:pattern:deep", -1), ("pattern:deep", 9)]
    with tenancy.scope(office.workspace.id):
        why = explain(lead, NOON + 8 * DAY)
    assert why is not None
    assert {part.rule: part.label for part in why.parts}["pattern:deep"] == "Deep"


EVENTS = ["email_clicked", "asset_downloaded", "webinar_registered", "offline_meeting_attended"]
lives = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(1, 45 * 24)), min_size=1, max_size=12, unique_by=lambda each: each[1])


@pytest.fixture
def limited(office: Office) -> Office:
    publish(office, limits={"match": {"cap": 20.0}, "behaviour": {"cap": 70.0}, "total": 75.0}, patterns=PATTERNS)
    return office


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives, st.integers(0, 30 * 24))
def test_shown_parts_are_the_score_and_the_events_give_it_again(limited: Office, life: list[tuple[str, int]], after: int) -> None:
    lead = limited.lead(NOON, title="CEO", company="Acme")
    for name, hours in sorted(life, key=lambda each: each[1]):
        limited.did(lead, name, NOON + timedelta(hours=hours))
    last = NOON + timedelta(hours=max(hours for _, hours in life))
    with tenancy.scope(limited.workspace.id):
        (known,) = history.of_leads([lead], [], last)
        *_, step = steps(known.past, tell(known.past), books.live().book)
        why, now = explain(lead, last), explain(lead, last + timedelta(hours=after))
    assert why is not None
    assert now is not None
    assert step.score == pytest.approx(limited.score(lead, last), abs=1e-5)
    assert max(step.score, why.score) <= 75.0 + 1e-5
    for each in (why, now):
        assert round(sum(round(part.points * 10) for part in each.parts) + each.floor * 10) == round(each.score * 10)
        assert each.score == pytest.approx(limited.score(lead, each.at), abs=0.0501)
