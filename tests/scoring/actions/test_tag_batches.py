"""One tag, many leads: counted first, done once, undone whole."""

from uuid import UUID

import pytest

from kernel import audit, clock, tenancy
from kernel.problems import Refused
from leads.queries.leads import search
from scoring.actions.tag_batches import run_batch, undo_batch
from scoring.actions.tags import TagPut, add_tags, define_tag
from scoring.models import TagEntry
from scoring.queries.tag_batches import preview
from tests.conftest import NOON
from tests.scoring.people import Office

ALL = {"stage": ["name"]}


def carriers() -> set[UUID]:
    return {lead.pk for lead in search({"tag": ["Fair"]})}


def test_many_leads_get_a_tag_and_lose_it_again(office: Office) -> None:
    leads = {office.lead(NOON) for _ in range(3)}
    first = min(leads)
    with tenancy.scope(office.workspace.id), clock.pretend(NOON):
        fair = define_tag("Fair", "factual", "", audit.SYSTEM)
        add_tags([TagPut(first, "Fair", "mine", NOON, "x")])
        shown = preview(fair, "add", ALL)
        assert (shown.matched, len(shown.changing), shown.same) == (3, 2, 1)
        with pytest.raises(Refused, match="It would change 2 leads now, not 3"):
            run_batch(fair, "add", ALL, 3, audit.SYSTEM)
        batch = run_batch(fair, "add", ALL, 2, audit.SYSTEM)
        assert (batch.matched, batch.changed, carriers()) == (3, 2, leads)
        undo_batch(batch, audit.SYSTEM)
        assert carriers() == {first}
        with pytest.raises(Refused, match="undone already"):
            undo_batch(batch, audit.SYSTEM)


def test_taking_off_gives_back_exactly_what_it_took(office: Office) -> None:
    one, two = office.lead(NOON), office.lead(NOON)
    with tenancy.scope(office.workspace.id), clock.pretend(NOON):
        fair = define_tag("Fair", "factual", "", audit.SYSTEM)
        add_tags([TagPut(lead, "Fair", key, NOON, "x") for lead in (one, two) for key in ("a", "b")])
        TagEntry.objects.filter(lead_id=one, effect_key="a").update(removed_at=NOON)
        before = set(TagEntry.objects.filter(tag=fair).values_list("lead_id", "effect_key", "removed_at"))
        batch = run_batch(fair, "remove", ALL, 2, audit.SYSTEM)
        assert (batch.changed, carriers()) == (2, set())
        undo_batch(batch, audit.SYSTEM)
        assert set(TagEntry.objects.filter(tag=fair).values_list("lead_id", "effect_key", "removed_at")) == before


@pytest.mark.parametrize(("filters", "field"), [({}, "filters"), ({"nonsense": ["1"]}, "nonsense"), ({"score": ["many"]}, "score")])
def test_which_leads_must_be_said(office: Office, filters: dict[str, list[str]], field: str) -> None:
    with tenancy.scope(office.workspace.id):
        fair = define_tag("Fair", "factual", "", audit.SYSTEM)
        with pytest.raises(Refused) as refused:
            run_batch(fair, "add", filters, None, audit.SYSTEM)
        assert refused.value.field == field


def test_no_hand_puts_what_a_model_judges(office: Office) -> None:
    with tenancy.scope(office.workspace.id):
        risk = define_tag("Risk", "predictive", "", audit.SYSTEM, {"model_version": "risk-1", "metric": "AUC 0.8"})
        with pytest.raises(Refused, match="model's judgement"):
            run_batch(risk, "add", ALL, None, audit.SYSTEM)
        with pytest.raises(Refused, match="Choose one of"):
            run_batch(risk, "burn", ALL, None, audit.SYSTEM)


def test_as_many_others_than_were_shown_keep_what_they_have(office: Office) -> None:
    """One of three got the tag meanwhile, and a fourth lead came: three would change, but not those who were seen."""
    leads = [office.lead(NOON) for _ in range(3)]
    with tenancy.scope(office.workspace.id), clock.pretend(NOON):
        fair = define_tag("Fair", "factual", "", audit.SYSTEM)
        shown = preview(fair, "add", ALL)
        add_tags([TagPut(leads[0], "Fair", "mine", NOON, "x")])
    new = office.lead(NOON)
    with tenancy.scope(office.workspace.id), clock.pretend(NOON):
        with pytest.raises(Refused) as refused:
            run_batch(fair, "add", ALL, 3, audit.SYSTEM, shown.digest)
        assert (refused.value.field, refused.value.code, refused.value.status) == ("digest", "changed", 409)
        assert carriers() == {leads[0]}
        run_batch(fair, "add", ALL, 3, audit.SYSTEM, preview(fair, "add", ALL).digest)
        assert carriers() == {*leads, new}
