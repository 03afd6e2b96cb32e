"""Three ways to ask what a tag weighs (a lead's page, the tag's page, a list's filter) give one answer."""

from datetime import timedelta
from itertools import count
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import audit, clock, tenancy
from leads.actions.merge import merge_people
from leads.actions.unmerge import undo_merge
from leads.queries.leads import search
from scoring.actions.tag_merges import merge_tags
from scoring.actions.tags import TagPut, add_tags, define_tag, earn
from scoring.domain.engine import TagGain
from scoring.queries import tags
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.scoring.people import Office

ROUNDS = count()
SAME = 1e-9
EARNING = st.tuples(st.floats(0, 90), st.floats(0.1, 1), st.floats(0.1, 1), st.booleans(), st.booleans())
DEFINITION = st.fixed_dictionaries(
    {
        "fading": st.sampled_from(["exponential", "linear", "step", "none"]),
        "lasts_days": st.integers(20, 80),
        "cap": st.none() | st.floats(0.2, 3),
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEFINITION, st.lists(EARNING, max_size=6))
def test_page_list_and_filter_agree(
    office: Office, definition: dict[str, object], earnings: list[tuple[float, float, float, bool, bool]]
) -> None:
    number = next(ROUNDS)
    lead, now = office.lead(NOON - timedelta(days=100)), NOON
    with tenancy.scope(office.workspace.id), clock.pretend(now):
        tag = define_tag(f"Tag {number}", "factual", "", audit.SYSTEM, definition)
        merge_tags(define_tag(f"Other {number}", "factual", "", audit.SYSTEM), tag, audit.SYSTEM)
        for n, (age, url, behaviour, by_hand, in_other) in enumerate(earnings):
            at, name = now - timedelta(days=age), f"Other {number}" if in_other else f"Tag {number}"
            # Every second effect gives the tag twice: once under its own name, once under the merged one.
            key = f"{number}:{n // 2 if not by_hand else n}"
            if by_hand:
                add_tags([TagPut(lead, name, f"hand{key}", at, "x")])
            else:
                earn([TagGain(lead, name, url, behaviour, UUID(int=n), at, f"event{key}")])
        told = {found.name: found.weight for found in tags.of_lead(lead, now)}
        listed = {row.lead_id: row.weight for row in tags.carriers(tag, now)}
        assert [tags.use(each.id, tags.family_texts(each.id)) for each in tags.uses()] == tags.uses()
        weight = told.get(tag.name, 0.0)
        assert abs(listed.get(lead, 0.0) - weight) < SAME
        around = f"{tag.name}:{max(weight - SAME, 0)}..{weight + SAME}"
        assert [found.pk for found in search({"tag_weight": [around], "q": []}, now=now).filter(pk=lead)] == [lead]
        assert search({"tag_weight": [f"{tag.name}:{weight + 2 * SAME}.."]}, now=now).filter(pk=lead).count() == 0
        assert (search({"tag": [tag.name]}, now=now).filter(pk=lead).count() == 1) == (weight > 0)


def test_what_a_merge_carried_along_is_carried_once(office: Office, cast: Cast) -> None:
    """On the page of either lead, in the list of tags and on the tag's own page; undone, everybody has their own again."""
    winner, loser = office.lead(NOON), office.lead(NOON)
    office.did(loser, "asset_downloaded", NOON)

    def carried() -> tuple[list[str], list[str], int, list[UUID]]:
        with clock.pretend(NOON), tenancy.scope(office.workspace.id):
            names = [[tag.name for tag in tags.of_lead(lead)] for lead in (winner, loser)]
            use = next(use for use in tags.uses() if use.name == "Download")
            assert tags.use(use.id, tags.family_texts(use.id)) == use
            found = tags.tag(use.id)
            assert found is not None
            return names[0], names[1], use.leads, [row.lead_id for row in tags.carriers(found)]

    people = [office.get(lead).person_id for lead in (winner, loser)]
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        merge = merge_people(*people, as_actor(cast.mara))
    office.run(NOON)
    assert carried() == (["Download"], [], 1, [winner])
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        undo_merge(merge.pk, as_actor(cast.mara))
    office.run(NOON)
    assert carried() == ([], ["Download"], 1, [loser])
