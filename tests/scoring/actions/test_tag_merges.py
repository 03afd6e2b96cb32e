"""Two tags become one and part again, and nothing is lost on the way."""

from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import audit, clock, tenancy
from kernel.problems import Refused
from leads.queries.leads import search
from scoring.actions.tag_merges import merge_tags, unmerge_tag
from scoring.actions.tags import TagPut, add_tags, define_tag, remove_tag
from scoring.models import Tag
from scoring.queries import tags
from tests.conftest import NOON
from tests.scoring.people import Office

ROUNDS = count()


def carried(lead: UUID) -> dict[str, float]:
    return {tag.name: tag.weight for tag in tags.of_lead(lead, NOON + timedelta(days=1))}


def test_a_merged_tag_is_read_as_the_other_and_comes_back(office: Office) -> None:
    lead, other = office.lead(NOON), office.lead(NOON)
    with tenancy.scope(office.workspace.id), clock.pretend(NOON):
        fair, expo = (define_tag(name, "factual", "", audit.SYSTEM) for name in ("Fair", "Expo"))
        add_tags([TagPut(lead, "Fair", "a", NOON, "x"), TagPut(other, "Expo", "b", NOON, "x")])
        merge_tags(expo, fair, audit.SYSTEM)
        assert (carried(lead), carried(other)) == ({"Fair": 1.0}, {"Fair": 1.0})
        assert {found.pk for found in search({"tag": ["Fair"]})} == {found.pk for found in search({"tag": ["Expo"]})} == {lead, other}
        add_tags([TagPut(lead, "Expo", "c", NOON, "x")])
        assert carried(lead) == {"Fair": 1.0}
        unmerge_tag(expo, audit.SYSTEM)
        assert (carried(lead), carried(other)) == ({"Fair": 1.0, "Expo": 1.0}, {"Expo": 1.0})


def test_chains_follow_to_their_end_and_never_close(office: Office) -> None:
    with tenancy.scope(office.workspace.id):
        a, b, c = (define_tag(name, "factual", "", audit.SYSTEM) for name in "ABC")
        merge_tags(a, b, audit.SYSTEM)
        merge_tags(b, c, audit.SYSTEM)
        ends = dict(Tag.objects.filter(name__in="ABC").values_list("name", "stands_for__name"))
        assert ends == {"A": "C", "B": "C", "C": None}
        with pytest.raises(Refused, match="another tag"):
            merge_tags(c, a, audit.SYSTEM)
        with pytest.raises(Refused, match="merged already"):
            merge_tags(a, c, audit.SYSTEM)
        with pytest.raises(Refused, match="one kind"):
            merge_tags(c, define_tag("D", "analytical", "", audit.SYSTEM), audit.SYSTEM)
        unmerge_tag(b, audit.SYSTEM)
        assert dict(Tag.objects.filter(name__in="ABC").values_list("name", "stands_for__name")) == {"A": "B", "B": None, "C": None}
        with pytest.raises(Refused, match="not merged"):
            unmerge_tag(b, audit.SYSTEM)


def test_one_effect_that_gave_both_counts_once(office: Office) -> None:
    lead = office.lead(NOON)
    with tenancy.scope(office.workspace.id), clock.pretend(NOON):
        one, two = (define_tag(name, "factual", "", audit.SYSTEM) for name in ("One", "Two"))
        add_tags([TagPut(lead, name, "same", NOON, "x") for name in ("One", "Two")])
        merge_tags(two, one, audit.SYSTEM)
        assert [len(tag.earnings) for tag in tags.of_lead(lead, NOON)] == [1]
        assert [(row.lead_id, row.weight, row.earnings) for row in tags.carriers(one, NOON)] == [(lead, 1.0, 1)]
        assert remove_tag(lead, "One", audit.SYSTEM) == 2


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=8))
def test_undoing_every_merge_gives_back_what_was(office: Office, pairs: list[tuple[int, int]]) -> None:
    number = next(ROUNDS)
    lead = office.lead(NOON)
    with tenancy.scope(office.workspace.id), clock.pretend(NOON):
        made = [define_tag(f"t{number}-{n}", "factual", "", audit.SYSTEM) for n in range(4)]
        add_tags([TagPut(lead, tag.name, f"k{n % 2}", NOON, "x") for n, tag in enumerate(made)])
        before, merged = carried(lead), []
        for one, into in pairs:
            try:
                merge_tags(made[one], made[into], audit.SYSTEM)
            except Refused:
                continue
            merged.append(made[one])
        assert len(carried(lead)) == len(made) - len(merged)
        for tag in merged:
            unmerge_tag(tag, audit.SYSTEM)
        assert carried(lead) == before
