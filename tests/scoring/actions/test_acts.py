"""Rules of match may ask for tags that were put and for lists: points come and go with the act, and history tells the same."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions import lists
from leads.domain.trees import parse as parse_tree
from leads.models import Lead, Segment
from leads.queries import trees
from scoring.actions import rulebooks
from scoring.actions.tag_batches import run_batch, undo_batch
from scoring.actions.tag_merges import merge_tags, unmerge_tag
from scoring.actions.tags import define_tag, remove_tag, tag_lead
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.domain.past import tell
from scoring.domain.replay import steps
from scoring.models import Tag, TagBatch
from scoring.queries import history
from scoring.queries import rulebooks as books
from tests.conftest import NOON
from tests.scoring.people import Office

DAY = timedelta(days=1)


def act(office: Office, at: datetime, what: Any) -> Any:
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        done = what()
    office.run(at)
    return done


def ready(office: Office) -> tuple[Tag, Segment]:
    """Seven points for the tag, eleven for the list, in a live rulebook."""

    def make() -> tuple[Tag, Segment]:
        tag = define_tag("Partner", "factual", "", SYSTEM)
        fair = lists.make_list(name="Fair", lead_ids=[], actor=SYSTEM)
        rules = [
            {"name": "partner", "label": "Partner", "field": "conditions", "points": 7, "who": {"ask": "marked", "tag": "Partner"}},
            {"name": "fair", "label": "Fair", "field": "conditions", "points": 11, "who": {"ask": "on_list", "list": str(fair.line_id)}},
        ]
        rulebooks.publish(rulebooks.begin_draft(SYSTEM, {**rulebook.plain(DEFAULT), "fit": rules}).version, SYSTEM)
        return tag, fair

    return act(office, NOON, make)  # type: ignore[no-any-return]


def fit(office: Office, lead: UUID) -> float:
    return office.get(lead).fit


def test_points_come_and_go_with_the_act(office: Office) -> None:
    _, fair = ready(office)
    lead = office.lead(NOON + DAY)
    act(office, NOON + 2 * DAY, lambda: tag_lead(lead, "Partner", SYSTEM))
    assert fit(office, lead) == 7
    act(office, NOON + 3 * DAY, lambda: lists.add(segment=fair, lead_ids=[lead], actor=SYSTEM))
    assert fit(office, lead) == 18
    act(office, NOON + 4 * DAY, lambda: remove_tag(lead, "Partner", SYSTEM))
    assert fit(office, lead) == 11
    act(office, NOON + 5 * DAY, lambda: lists.remove(segment=fair, lead_ids=[lead], actor=SYSTEM))
    assert fit(office, lead) == 0


def test_many_at_once_and_back(office: Office) -> None:
    tag, _ = ready(office)
    lead = office.lead(NOON + DAY, title="Chief")
    act(office, NOON + 2 * DAY, lambda: run_batch(tag, "add", {"known": ["all"]}, None, SYSTEM))
    assert fit(office, lead) == 7
    act(office, NOON + 3 * DAY, lambda: undo_batch(TagBatch.objects.get(), SYSTEM))
    assert fit(office, lead) == 0


def test_merged_tags_are_one(office: Office) -> None:
    tag, _ = ready(office)
    lead = office.lead(NOON + DAY)
    other = act(office, NOON + DAY, lambda: define_tag("Reseller", "factual", "", SYSTEM))
    act(office, NOON + 2 * DAY, lambda: tag_lead(lead, "Reseller", SYSTEM))
    assert fit(office, lead) == 0
    act(office, NOON + 3 * DAY, lambda: merge_tags(other, tag, SYSTEM))
    assert fit(office, lead) == 7
    act(office, NOON + 4 * DAY, lambda: unmerge_tag(other, SYSTEM))
    assert fit(office, lead) == 0


def test_a_random_life_is_played_again_as_it_was(office: Office) -> None:
    """Live and replayed: the same score after each act; a segment of the same trees names the same leads."""
    _, fair = ready(office)
    random, leads = Random(3), [office.lead(NOON + DAY) for _ in range(3)]
    told: list[tuple[UUID, datetime, float]] = []
    for number in range(25):
        lead, at = random.choice(leads), NOON + 2 * DAY + number * timedelta(hours=7)
        what = random.choice((
            lambda: tag_lead(lead, "Partner", SYSTEM), lambda: remove_tag(lead, "Partner", SYSTEM),  # noqa: B023
            lambda: lists.add(segment=fair, lead_ids=[lead], actor=SYSTEM),  # noqa: B023
            lambda: lists.remove(segment=fair, lead_ids=[lead], actor=SYSTEM),  # noqa: B023
        ))  # fmt: skip
        act(office, at, what)
        told.append((lead, at, fit(office, lead)))
    end = told[-1][1] + DAY
    with tenancy.scope(office.workspace.id), clock.pretend(end):
        for found in history.of_leads(leads, [], end):
            scores = {step.at: step.score for step in steps(found.past, tell(found.past), books.live().book)}
            for lead, at, points in told:
                if lead == found.past.lead_id:
                    assert max((when, score) for when, score in scores.items() if when <= at)[1] == points
        tree = parse_tree({"ask": "marked", "tag": "Partner"})
        assert trees.members(tree) == {pk for pk in leads if Lead.objects.get(pk=pk).fit in (7, 18)}
        assert trees.members(parse_tree({"ask": "on_list", "list": str(fair.line_id)})) == {
            pk for pk in leads if Lead.objects.get(pk=pk).fit in (11, 18)
        }
        assert {lead for lead, judged in trees.judged(tree, leads).items() if judged.verdict.holds} == trees.members(tree)
    assert len({points for *_, points in told}) == 4


@pytest.mark.parametrize("who", [{"ask": "marked", "tag": "Nobody"}, {"ask": "on_list", "list": "x"}])
def test_what_is_not_here_is_refused_with_its_place(office: Office, who: dict[str, str]) -> None:
    rule = {"name": "x", "label": "X", "field": "conditions", "points": 7, "who": {"all": [who]}}
    with tenancy.scope(office.workspace.id), pytest.raises(Refused) as refused:
        rulebooks.begin_draft(SYSTEM, {**rulebook.plain(DEFAULT), "fit": [rule]})
    assert refused.value.field == "fit[0].who.all[0]"
