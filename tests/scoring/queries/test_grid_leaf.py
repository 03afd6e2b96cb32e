"""Grade, engagement and band as conditions: what the filter says, and when the answer changes by itself."""

from datetime import timedelta

import pytest
from django.utils import translation

from kernel import clock, tenancy
from leads.domain.trees import parse, turning
from leads.queries import leads, trees
from leads.queries.leaves.records import tree_of
from leads.queries.words import sentence
from scoring.domain.grades import CELLS
from scoring.enums import Engagement, Grade
from scoring.queries.filters import BANDS
from tests.conftest import NOON
from tests.scoring.modelled import ADS, MAIL, PLAIN, publish
from tests.scoring.people import Office

SECOND = timedelta(seconds=1)
VALUES = {
    "grade": list(Grade.values), "engagement": list(Engagement.values), "cell": list(CELLS), "band": [key for key, _ in BANDS],
}  # fmt: skip


@pytest.fixture
def modelled(office: Office) -> Office:
    publish(office, PLAIN | {"models": [ADS, MAIL]})
    return office


def test_the_leaf_says_what_the_filter_says_by_the_model_of_each_lead(modelled: Office) -> None:
    for channel, event in (("social", "offline_meeting_attended"), ("email", "offline_meeting_attended"), ("display", "email_clicked")):
        modelled.did(modelled.lead(NOON, channel=channel, title="CEO", company="Acme"), event, NOON)
    modelled.lead(NOON, email="x@gmail.com")
    for days in (0, 3, 12, 90):
        now = NOON + timedelta(days=days)
        with clock.pretend(now), tenancy.scope(modelled.workspace.id):
            for key, values in VALUES.items():
                named = {value: trees.members(parse(tree_of({key: [value]})), now) for value in values}
                assert named == {value: {lead.pk for lead in leads.search({key: [value]})} for value in values}
                assert sum(map(len, named.values())) == 4, "each lead is in exactly one"
                assert all('"ask": "filter"' not in str(tree_of({key: [value]})).replace("'", '"') for value in values)


def test_the_answer_knows_when_it_changes(office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "offline_meeting_attended", NOON)
    with tenancy.scope(office.workspace.id):
        for tree, days in (({"ask": "engagement", "values": ["1"]}, 10.02), ({"ask": "band", "values": ["near"]}, 10.02)):
            node = parse(tree)
            known = trees.known([node], [lead])[lead]
            at = turning(node, known, NOON)
            assert at is not None
            assert (at - NOON) / timedelta(days=1) == pytest.approx(days, abs=0.01)
            assert [trees.asked(node, [lead], when)[lead][0] for when in (at - SECOND, at + SECOND)] == [True, False]
        graded = parse({"ask": "grade", "values": ["C"]})
        ((_, until),) = trees.asked(graded, [lead], NOON).values()
        assert until is None, "what somebody is fades with nothing"


def test_it_is_said_in_both_languages() -> None:
    node = parse(tree_of({"cell": ["A1"], "band": ["none"]}))
    assert sentence(node) == "(Grade: A and Engagement: 1, high) and Score band: No points"
    with translation.override("zh-hans"):
        assert "等级：A" in sentence(node)


def test_what_is_no_value_stays_a_filter_that_says_so() -> None:
    assert tree_of({"grade": ["E"]}) == {"all": [{"ask": "filter", "key": "grade", "value": "E"}]}
