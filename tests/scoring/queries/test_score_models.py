"""Whom a score model scores, and where a lead stands to the threshold of its own model: filters, preview, explanation."""

import pytest

from kernel import clock, tenancy
from leads.queries import cells, leads
from scoring.domain import rulebook
from scoring.domain.rule_shapes import Rules
from scoring.queries import rulebooks
from scoring.queries.explain import ScoredBy, explain
from scoring.queries.filters import BANDS, model_choices
from scoring.queries.preview import preview
from tests.conftest import NOON
from tests.scoring.modelled import ADS, MAIL, PLAIN, publish
from tests.scoring.people import Office


@pytest.fixture
def modelled(office: Office) -> Office:
    publish(office, PLAIN | {"models": [ADS, MAIL]})
    return office


def test_bands_and_the_filter_go_by_the_model(modelled: Office) -> None:
    """50 points each: half-way for ads, which need 40 and 90; over for mail, which needs 45; half-way for the rest (30, 60)."""
    ads, mail, plain = (modelled.lead(NOON, channel=channel) for channel in ("social", "email", "referral"))
    few, none = modelled.lead(NOON, channel="display"), modelled.lead(NOON)
    for lead in (ads, mail, plain):
        modelled.did(lead, "offline_meeting_attended", NOON)
    modelled.did(few, "live_broadcast_watched", NOON)
    with clock.pretend(NOON), tenancy.scope(modelled.workspace.id):
        bands = {band: {lead.pk for lead in leads.search({"band": [band]})} for band, _ in BANDS}
        assert bands == {"over": {mail}, "near": {ads, plain}, "some": {few}, "none": {none}}
        by = {name: {lead.pk for lead in leads.search({"model": [name]})} for name in ("ads", "mail", "default", "gone")}
        assert by == {"ads": {ads, few}, "mail": {mail}, "default": {plain, none}, "gone": set()}
        assert {lead.pk for lead in leads.search({"model": ["!default"]})} == {ads, few, mail}
        assert [value for value, _ in model_choices()] == ["default", "ads", "mail"]
        name = cells.namer()
        assert {lead.pk: name(lead) for lead in leads.search({})} == {ads: "Ads", few: "Ads", mail: "Mail", plain: "", none: ""}


def test_without_models_there_is_nothing_to_choose(office: Office) -> None:
    lead = office.lead(NOON, channel="email")
    with tenancy.scope(office.workspace.id):
        assert model_choices() == []
        assert {found.pk for found in leads.search({"model": ["default"]})} == {lead}
        why = explain(lead, NOON)
    assert why is not None
    assert why.model is None


def test_the_preview_counts_each_lead_over_its_own_threshold(modelled: Office) -> None:
    for channel in ("social", "email", "referral"):
        modelled.did(modelled.lead(NOON, channel=channel), "offline_meeting_attended", NOON)
    with clock.pretend(NOON), tenancy.scope(modelled.workspace.id):
        live = rulebooks.live().rules

        def counted(**changes: object) -> tuple[int, int]:
            draft: Rules = rulebook.parse(rulebook.plain(live) | changes)
            found = preview(live, draft)
            return found.over_before, found.over_after

        assert counted() == (1, 1)
        assert counted(models=[]) == (1, 0)
        assert counted(threshold=50) == (1, 2)
        assert counted(models=[], threshold=50) == (1, 3)


def test_the_explanation_says_which_model_and_why(modelled: Office) -> None:
    mail, plain = modelled.lead(NOON, channel="email"), modelled.lead(NOON)
    modelled.did(mail, "email_clicked", NOON)
    with tenancy.scope(modelled.workspace.id):
        ours, theirs = explain(mail, NOON), explain(plain, NOON)
    assert ours is not None
    assert theirs is not None
    assert (ours.model, ours.threshold, ours.score, ours.missing) == (ScoredBy("mail", "Mail", "email"), 45.0, 1.0, 44.0)
    assert (theirs.model, theirs.threshold) == (ScoredBy("default", "", ""), 60.0)
    assert {idea.rule for idea in ours.ideas} == {idea.rule for idea in theirs.ideas}
