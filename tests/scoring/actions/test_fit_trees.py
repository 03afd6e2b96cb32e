"""A rule of match may ask a condition tree: it gives its points to whom a segment of the same tree names, now and in a test on history."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions.people import change_person
from leads.domain.trees import parse as parse_tree
from leads.models import Lead
from leads.queries import trees
from scoring.actions import rulebooks as actions
from scoring.actions.refit import due
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.domain.engine import Book
from scoring.domain.fit import Profile
from scoring.domain.past import tell
from scoring.domain.rule_shapes import Rules
from scoring.queries import explain, history, profiles, states
from scoring.queries.rulebooks import LiveRulebook
from tests.conftest import NOON
from tests.leads.segment_life import leaf
from tests.scoring.people import Office

DAY = timedelta(days=1)
PEOPLE: list[dict[str, Any]] = [
    {"name": "Lena", "email": "lena@firm.example", "title": "CTO", "industry": "Software", "attributes": {"seats": 40, "plan": "pro"}},
    {"name": "Theo", "email": "theo@firm.example", "country": "DE", "attributes": {"seats": "3", "trial": True}},
    {"name": "Mia", "email": "mia@gmail.com", "industry": "软件", "persona": "cxo", "attributes": {"seats": 12.5, "plan": None}},
    {"name": "Ida", "company": "Ida & Co", "title": "Head of soft things"},
    {},
]
FIELDS = ["name", "email", "title", "persona", "industry", "country", "company", "company_domain", "company_industry", "company_country"]
WORDS = ["soft", "software", "软件", "CTO", "de", "pro", "true", "firm.example", "40", "null", ""]
STATED = st.one_of(
    leaf("text", field=st.sampled_from([*FIELDS, "attribute:plan", "attribute:trial", "attribute:seats", "attribute:none"]),
         op=st.sampled_from(["is", "contains", "starts"]), values=st.lists(st.sampled_from(WORDS[:-1]), min_size=1, max_size=2)),
    leaf("text", field=st.sampled_from([*FIELDS, "attribute:plan"]), op=st.just("empty"), values=st.just(["x"])),
    leaf("number", field=st.sampled_from(["company_size", "attribute:seats", "attribute:plan"]),
         op=st.sampled_from(["at_least", "at_most"]), value=st.sampled_from([0, 3, 12.5, 40])),
)  # fmt: skip
TREES = st.recursive(
    STATED,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=5,
)


def rules_with(tree: Any, points: float = 7) -> Rules:
    rule = {"name": "ours", "label": "Ours", "field": "conditions", "points": points, "who": tree}
    return rulebook.parse({**rulebook.plain(DEFAULT), "fit": [rule]})


@pytest.fixture
def leads(office: Office) -> list[UUID]:
    """Five people; what was said of them lately was said a day after the rest."""
    found = [office.lead(NOON, **said) for said in PEOPLE]
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        change_person(Lead.objects.get(pk=found[1]).person_id, {"title": "cto", "attributes": {"plan": "Pro"}}, SYSTEM)
    office.run(NOON + DAY)
    return found


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES)
def test_the_points_go_to_whom_a_segment_names_and_history_says_the_same(office: Office, leads: list[UUID], tree: dict[str, Any]) -> None:
    rules = rules_with(tree)
    with tenancy.scope(office.workspace.id):
        book = LiveRulebook(None, 0, Book(rules))
        given_to = {entry.lead_id for entry in due(book, states.lock(leads), NOON + DAY) if entry.rule == "fit:ours"}
        assert given_to == trees.members(parse_tree(tree)) & set(leads)


def test_what_was_known_then_is_read_as_what_is_known_now(office: Office, leads: list[UUID]) -> None:
    rules = rules_with({"ask": "text", "field": "title", "values": ["CTO"]})
    with tenancy.scope(office.workspace.id):
        now = {profile.lead_id: said(profile) for profile in profiles.profiles(leads, rules)}
        pasts = [found.past for found in history.of_leads(leads, [], NOON + DAY)]
        last = {past.lead_id: [said(profile) for _, profile in tell(past) if profile][-1] for past in pasts}
    assert last == now
    assert {lead for lead, profile in now.items() if profile.stated["title"].lower() == "cto"} == {leads[0], leads[1]}


def said(profile: Profile) -> Profile:
    """Without attributes that were taken away again."""
    attributes = {name: text for name, text in profile.stated["attributes"].items() if text is not None}
    return replace(profile, stated={**profile.stated, "attributes": attributes})


def test_an_edit_gives_and_takes_the_points_and_the_explanation_says_why(office: Office, leads: list[UUID]) -> None:
    tree = {"all": [{"ask": "text", "field": "title", "values": ["CTO"]}, {"ask": "number", "field": "attribute:seats", "value": 10}]}
    with clock.pretend(NOON + 2 * DAY), tenancy.scope(office.workspace.id):
        actions.publish(actions.begin_draft(SYSTEM, rulebook.plain(rules_with(tree))).version, SYSTEM)
    office.run(NOON + 2 * DAY)
    fit = [office.get(lead).snapshot.fit for lead in leads]
    assert fit == [7, 0, -10, 0, 0]  # a free-mail address deducts
    with clock.pretend(NOON + 3 * DAY), tenancy.scope(office.workspace.id):
        change_person(Lead.objects.get(pk=leads[0]).person_id, {"attributes": {"seats": "9"}}, SYSTEM)
        change_person(Lead.objects.get(pk=leads[1]).person_id, {"attributes": {"seats": "11"}}, SYSTEM)
    office.run(NOON + 3 * DAY)
    assert [office.get(lead).snapshot.fit for lead in leads[:2]] == [0, 7]
    with clock.pretend(NOON + 3 * DAY), tenancy.scope(office.workspace.id):
        told = explain.explain(leads[1])
        assert "Ours" in str(told)


@pytest.mark.parametrize(
    ("change", "field", "mend"),
    [
        ({"who": {"ask": "score", "value": 5}}, "fit[0].who.tree", "only what is stated"),
        ({"who": {"all": [{"not": {"ask": "segment", "segment": "x"}}]}}, "fit[0].who.all[0].not", "only what is stated"),
        ({"who": {"any": [{"ask": "text", "field": "lane", "values": ["x"]}]}}, "fit[0].who.any[0]", "is not stated"),
        ({"who": {"ask": "number", "field": "fit", "value": 1}}, "fit[0].who.tree", "is not stated"),
        ({"who": {"ask": "text", "field": "title"}}, "fit[0].who.tree", "at least one value"),
        ({"who": {"ask": "number", "field": "company_size"}}, "fit[0].who.value", "missing"),
        ({"who": {"all": []}}, "fit[0].who.tree", "asks nothing"),
        ({"who": None}, "fit[0].who", "needs one"),
        ({"field": "title"}, "fit[0].who", "is for the field conditions"),
        ({"known": True}, "fit[0]", "says it all"),
    ],
)
def test_what_a_rule_cannot_ask_is_refused_with_its_place_and_the_mend(
    office: Office, change: dict[str, Any], field: str, mend: str
) -> None:
    rule = {
        "name": "ours", "label": "Ours", "field": "conditions", "points": 7, "who": {"ask": "text", "field": "title", "values": ["x"]},
    }  # fmt: skip
    with tenancy.scope(office.workspace.id), pytest.raises(Refused) as refused:
        actions.begin_draft(SYSTEM, {**rulebook.plain(DEFAULT), "fit": [{**rule, **change}]})
    assert (refused.value.field, mend in refused.value.detail) == (field, True)


def test_a_rulebook_without_trees_is_the_one_that_was_approved_before_there_were_any() -> None:
    before = rulebook.plain(DEFAULT)
    for rule in before["fit"]:
        del rule["who"]
    assert rulebook.digest(before) == rulebook.digest(rulebook.plain(DEFAULT))
    assert rulebook.digest(rulebook.plain(rules_with({"ask": "text", "field": "title", "values": ["x"]}))) != rulebook.digest(before)
