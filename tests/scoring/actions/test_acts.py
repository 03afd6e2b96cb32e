"""Rules of match may ask for tags that were put and for lists: points come and go with the act, and history tells the same."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from kernel import audit, clock, tenancy
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions import lists
from leads.actions.merge import merge_people
from leads.actions.qualification import qualify, unqualify
from leads.actions.unmerge import undo_merge
from leads.domain.qualification import Answer
from leads.domain.trees import parse as parse_tree
from leads.models import Lead, Qualification, Segment
from leads.queries import trees
from sales.queries.motive import points_filter
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
from scoring.queries.explain import explain
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
    return office.get(lead).snapshot.fit


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
        assert trees.members(tree) == {pk for pk in leads if Lead.objects.get(pk=pk).snapshot.fit in (7, 18)}
        assert trees.members(parse_tree({"ask": "on_list", "list": str(fair.line_id)})) == {
            pk for pk in leads if Lead.objects.get(pk=pk).snapshot.fit in (11, 18)
        }
        assert {lead for lead, judged in trees.judged(tree, leads).items() if judged.verdict.holds} == trees.members(tree)
    assert len({points for *_, points in told}) == 4


APPROVED = {"ask": "bant_budget", "values": ["approved"], "confidence": "likely"}
LATE = {"all": [{"ask": "buying_phase", "values": ["vendor_selection", "solution_definition"], "confidence": "guess"}, {"not": APPROVED}]}


def deals(office: Office) -> None:
    """Seven points for an approved budget, eleven for a late phase without one."""
    rules = [
        {"name": "approved", "label": "Budget approved", "field": "conditions", "points": 7, "who": APPROVED},
        {"name": "late", "label": "Late phase", "field": "conditions", "points": 11, "who": LATE},
    ]
    act(office, NOON, lambda: rulebooks.publish(rulebooks.begin_draft(SYSTEM, {**rulebook.plain(DEFAULT), "fit": rules}).version, SYSTEM))


def test_what_sales_learns_of_a_deal_gives_points_and_takes_them_back(office: Office) -> None:
    deals(office)
    lead = office.lead(NOON + DAY)
    seen = []
    for number, (letter, answer) in enumerate((
        ("budget", Answer("approved", confidence=1)), ("budget", Answer("approved")), ("phase", Answer("solution_definition")),
        ("budget", Answer("planned")), ("phase", None),
    )):  # fmt: skip
        tell = (lambda: qualify(lead, letter, answer, actor=SYSTEM)) if answer else (lambda: unqualify(lead, letter, actor=SYSTEM))  # noqa: B023
        act(office, NOON + (number + 2) * DAY, tell)
        seen.append(fit(office, lead))
    assert seen == [0, 7, 7, 11, 0]


SOON = {"ask": "bant_time", "values": ["soon", "quarter"], "confidence": "likely"}


def of_purchase(office: Office, at: datetime, dimension: str = "purchase") -> None:
    """Twenty points of the purchase stage for whoever buys within a quarter (F082)."""
    rule = {"name": "soon", "label": "Buys soon", "field": "conditions", "points": 20, "who": SOON, "dimension": dimension}
    act(office, at, lambda: rulebooks.publish(rulebooks.begin_draft(SYSTEM, {**rulebook.plain(DEFAULT), "fit": [rule]}).version, SYSTEM))
    office.run(at)


def sums(office: Office, lead: UUID, at: datetime) -> tuple[float, float, float, float, str]:
    """Score, match of the row, what the explanation says of match and purchase, and the grade."""
    with tenancy.scope(office.workspace.id):
        why = explain(lead, at)
    assert why is not None
    return office.score(lead, at), office.get(lead).snapshot.fit, why.dimensions["match"], why.dimensions["purchase"], why.grade


def test_what_is_known_of_a_deal_counts_as_purchase_stage_and_not_in_the_grade(office: Office) -> None:
    of_purchase(office, NOON)
    lead = office.lead(NOON + DAY)
    act(office, NOON + 2 * DAY, lambda: qualify(lead, "time", Answer("soon"), actor=SYSTEM))
    assert sums(office, lead, NOON + 2 * DAY) == (20, 0, 0, 20, "C")
    assert sums(office, lead, NOON + 90 * DAY) == (20, 0, 0, 20, "C"), "it stays"
    with tenancy.scope(office.workspace.id), clock.pretend(NOON + 3 * DAY):
        assert [Lead.objects.filter(points_filter(f"{of}:20..", clock.now())).count() for of in ("purchase", "match")] == [1, 0]
    act(office, NOON + 4 * DAY, lambda: qualify(lead, "time", Answer("later"), actor=SYSTEM))
    assert sums(office, lead, NOON + 4 * DAY) == (0, 0, 0, 0, "C")
    assert sums(office, lead, NOON + 3 * DAY)[2:] == (0, 20, "C"), "the past knows it still"


def test_another_version_moves_it_between_match_and_purchase(office: Office) -> None:
    of_purchase(office, NOON)
    lead = office.lead(NOON + DAY)
    act(office, NOON + 2 * DAY, lambda: qualify(lead, "time", Answer("soon"), actor=SYSTEM))
    seen = [sums(office, lead, NOON + 2 * DAY)]
    for days, dimension in ((3, "match"), (4, "purchase")):
        of_purchase(office, NOON + days * DAY, dimension)
        seen.append(sums(office, lead, NOON + days * DAY))
    assert seen == [(20, 0, 0, 20, "C"), (20, 20, 20, 0, "B"), (20, 0, 0, 20, "C")]
    act(office, NOON + 5 * DAY, lambda: unqualify(lead, "time", actor=SYSTEM))
    assert sums(office, lead, NOON + 5 * DAY) == (0, 0, 0, 0, "C")


def test_a_merge_judges_purchase_again_and_its_undoing_gives_it_back(office: Office) -> None:
    of_purchase(office, NOON)
    winner, loser = office.lead(NOON + DAY), office.lead(NOON + DAY)
    for each in (winner, loser):
        act(office, NOON + 2 * DAY, lambda: qualify(each, "time", Answer("soon"), actor=SYSTEM))  # noqa: B023
    before = [sums(office, each, NOON + 2 * DAY) for each in (winner, loser)]
    people = [office.get(each).person_id for each in (winner, loser)]
    merge = act(office, NOON + 3 * DAY, lambda: merge_people(people[0], people[1], SYSTEM))
    assert [sums(office, each, NOON + 3 * DAY)[0] for each in (winner, loser)] == [20, 0], "once, not twice"
    act(office, NOON + 4 * DAY, lambda: undo_merge(merge.pk, SYSTEM))
    assert [sums(office, each, NOON + 4 * DAY) for each in (winner, loser)] == before


def test_what_a_merge_brings_goes_with_it(office: Office) -> None:
    deals(office)
    winner, loser = office.lead(NOON + DAY), office.lead(NOON + DAY)
    act(office, NOON + 2 * DAY, lambda: qualify(loser, "budget", Answer("approved"), actor=SYSTEM))
    people = [office.get(each).person_id for each in (winner, loser)]
    merge = act(office, NOON + 3 * DAY, lambda: merge_people(people[0], people[1], SYSTEM))
    assert [fit(office, each) for each in (winner, loser)] == [7, 0]
    with tenancy.scope(office.workspace.id):
        (found,) = history.of_leads([winner], [], NOON + 4 * DAY)
        assert [(moment.at, who.stated["answers"]["budget"][:2]) for moment, who in found.told if who and who.stated["answers"]] == [
            (NOON + 3 * DAY, ("approved", 2))
        ]
    act(office, NOON + 4 * DAY, lambda: undo_merge(merge.pk, SYSTEM))
    assert [fit(office, each) for each in (winner, loser)] == [0, 7]


def test_an_answer_whose_audit_says_nothing_of_how_sure_it_is_is_as_sure_as_its_row(office: Office) -> None:
    """As they were written before rules of match asked; an earlier answer to the same letter counts as likely, for nobody knows."""
    lead, before = office.lead(NOON + DAY), None

    def said(value: str, sure: int, before: str | None) -> None:
        row = {"value": value, "confidence": sure, "by": "system", "recorded_at": clock.now()}
        Qualification.objects.update_or_create(lead_id=lead, letter="budget", defaults=row)
        audit.record(SYSTEM, "lead.qualified", lead, {"budget": [before, value]})

    for days, value, sure, known in ((2, "planned", 3, [3]), (4, "approved", 1, [2, 1]), (6, "planned", 3, [2, 2, 3])):
        act(office, NOON + days * DAY, lambda: said(value, sure, before))  # noqa: B023
        before = value
        with tenancy.scope(office.workspace.id):
            (found,) = history.of_leads([lead], [], NOON + (days + 1) * DAY)
            told = {moment.at: who.stated["answers"]["budget"][1] for moment, who in found.told if who and who.stated["answers"]}
            assert list(told.values()) == known
    with tenancy.scope(office.workspace.id):
        (found,) = history.of_leads([lead], [], NOON + 5 * DAY)
        told = {moment.at: who.stated["answers"]["budget"][1] for moment, who in found.told if who and who.stated["answers"]}
        assert list(told.values()) == [2, 2], "the row was written since"


def test_a_random_life_of_deals_is_played_again_as_it_was(office: Office) -> None:
    """Live and replayed: the same score after each answer; a segment of the same trees names the same leads."""
    deals(office)
    random, leads = Random(5), [office.lead(NOON + DAY) for _ in range(3)]
    told: list[tuple[UUID, datetime, float]] = []
    for number in range(25):
        lead, at = random.choice(leads), NOON + 2 * DAY + number * timedelta(hours=7)
        letter, values = random.choice((("budget", ["approved", "planned"]), ("phase", ["solution_definition", "vendor_selection"])))
        answer = Answer(random.choice(values), confidence=random.choice((1, 2, 3)))
        if random.random() < 0.3:
            act(office, at, lambda: unqualify(lead, letter, actor=SYSTEM))  # noqa: B023
        else:
            act(office, at, lambda: qualify(lead, letter, answer, actor=SYSTEM))  # noqa: B023
        told.append((lead, at, fit(office, lead)))
    end = told[-1][1] + DAY
    with tenancy.scope(office.workspace.id), clock.pretend(end):
        for found in history.of_leads(leads, [], end):
            scores = {step.at: step.score for step in steps(found.past, tell(found.past), books.live().book)}
            for lead, at, points in told:
                if lead == found.past.lead_id:
                    assert max(((when, score) for when, score in scores.items() if when <= at), default=(end, 0))[1] == points
        for who, points in ((APPROVED, 7), (LATE, 11)):
            assert trees.members(parse_tree(who)) == {pk for pk in leads if Lead.objects.get(pk=pk).snapshot.fit == points}
    assert len({points for *_, points in told}) == 3


@pytest.mark.parametrize("who", [{"ask": "marked", "tag": "Nobody"}, {"ask": "on_list", "list": "x"}])
def test_what_is_not_here_is_refused_with_its_place(office: Office, who: dict[str, str]) -> None:
    rule = {"name": "x", "label": "X", "field": "conditions", "points": 7, "who": {"all": [who]}}
    with tenancy.scope(office.workspace.id), pytest.raises(Refused) as refused:
        rulebooks.begin_draft(SYSTEM, {**rulebook.plain(DEFAULT), "fit": [rule]})
    assert refused.value.field == "fit[0].who.all[0]"
