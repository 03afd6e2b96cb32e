"""A merge undone gives back both people to the last digit, in whatever order merges are undone. `make soak PART=unmerge` lives more
histories: UNMERGE_EXAMPLES says how many."""

import os
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from kernel import ids, tenancy
from kernel.problems import Refused
from leads.actions.people import change_person, create_lead
from leads.actions.survivorship import change_rules
from leads.domain.survivorship import STANDARD
from leads.enums import Survivorship
from leads.models import Identifier, Person, PersonMerge, StageVisit
from leads.queries import merges
from scoring.models import LedgerEntry
from tests.cast import as_actor
from tests.conftest import NOON
from tests.leads.conftest import message, put_messages
from tests.leads.histories import DOUBT
from tests.leads.stage import AT, DAY, NAMES, Stage
from tests.leads.whole import differences
from tests.leads.worked_on import STEP, Worked
from tests.scoring.decays import MIXED, put

EXAMPLES = int(os.environ.get("UNMERGE_EXAMPLES", "6"))


def two(stage: Stage) -> None:
    """Lena just came; her second record has done enough for an MQL, with an owner, tags, journeys and a queue."""
    stage.person(0, {"name": "Lena"})
    stage.person(1, {"name": "Lena Fischer", "title": "CTO", "phone": "+4930901820", "source": "expo"})
    stage.browses(0, "d0")
    stage.browses(1, "d1")
    stage.did(0, "asset_downloaded")
    for name in NAMES * 2:
        stage.did(1, name)
    stage.tag(1, "vip")
    stage.own(1)


def test_a_merge_undone_gives_back_everything(stage: Stage) -> None:
    two(stage)
    before = stage.whole()
    merge = stage.merge(0, 1)
    during = stage.whole()
    assert during[f"lead {stage.lead(0)}"]["row"]["stage"] in ("mql", "sql")
    assert during[f"person {stage.people[0]}"]["title"] == "CTO"
    stage.undo(merge)
    assert differences(before, stage.whole()) == {}


def test_merged_again_and_undone_again_it_is_still_the_same(stage: Stage) -> None:
    two(stage)
    before = stage.whole()
    stage.undo(stage.merge(0, 1))
    merge = stage.merge(0, 1)
    again = stage.whole()
    stage.undo(merge)
    assert differences(before, stage.whole()) == {}
    other = stage.merge(1, 0)
    assert stage.whole()[f"lead {stage.lead(1)}"] != again[f"lead {stage.lead(0)}"]
    stage.undo(other)
    assert differences(before, stage.whole()) == {}


def test_nothing_is_deleted(stage: Stage) -> None:
    two(stage)
    with tenancy.scope(stage.cast.acme.id):
        entries, visits = set(LedgerEntry.objects.values_list("id", flat=True)), set(StageVisit.objects.values_list("id", flat=True))
    merge = stage.merge(0, 1)
    with tenancy.scope(stage.cast.acme.id):
        merged = set(LedgerEntry.objects.values_list("id", flat=True)), set(StageVisit.objects.values_list("id", flat=True))
    stage.undo(merge)
    with tenancy.scope(stage.cast.acme.id):
        assert entries < merged[0] < set(LedgerEntry.objects.values_list("id", flat=True))
        assert visits < merged[1] <= set(StageVisit.objects.values_list("id", flat=True))
        assert StageVisit.objects.exclude(undone_at=None).count() > 0


def test_what_happened_since_goes_with_its_evidence(stage: Stage) -> None:
    """A click on the loser's device and a device that gave its address go back; a field changed by hand since stays."""
    two(stage)
    before = stage.whole()
    merge = stage.merge(0, 1)
    winner, loser = stage.lead(0), stage.lead(1)
    stage.browses(1, "d1")
    stage.browses(1, "fresh")
    stage.settle(lambda: change_person(stage.people[0], {"title": "CEO"}, stage.actor))
    stage.undo(merge)
    whole = stage.whole()
    with tenancy.scope(stage.cast.acme.id):
        assert [len(whole[f"visitors {p}"]) - len(before[f"visitors {p}"]) for p in stage.people] == [0, 1]
        assert Person.objects.get(pk=stage.people[0]).title == "CEO"
        assert Person.objects.get(pk=stage.people[1]).title == "CTO"
        since = LedgerEntry.objects.filter(lead_id=loser, recorded_at__gt=NOON, carried_from__isnull=False, dimension="behaviour")
        taken = set(LedgerEntry.objects.filter(lead_id=winner, effect_key__startswith="unjoined:").values_list("reverses_id", flat=True))
        assert set(since.values_list("carried_from", flat=True)) <= taken


def test_a_circle_of_aliases_ends_in_one_person_and_can_be_undone_step_by_step(stage: Stage) -> None:
    """Row 12: A→B, B→C, C→A: two merges and a third that joins nobody; then undone from the oldest on."""
    for number in range(3):
        stage.settle(lambda n=number: put_messages([message("identify", f"d{n}", stage.now, userId="abc"[n], traits={"title": f"T{n}"})]))
    with tenancy.scope(stage.cast.acme.id):
        stage.people = [Identifier.objects.get(value=who).person_id for who in "abc"]
    before = stage.whole()
    for old, new in (("a", "b"), ("b", "c"), ("c", "a")):
        stage.settle(lambda o=old, n=new: put_messages([{"type": "alias", "userId": n, "previousId": o}]))
    with tenancy.scope(stage.cast.acme.id):
        assert Person.objects.filter(merged_into=None, known_at__isnull=False).count() == 1
        done = list(PersonMerge.objects.filter(undone_at=None).order_by("id"))
        assert len(done) >= 2
    while True:
        with tenancy.scope(stage.cast.acme.id):
            oldest = PersonMerge.objects.filter(undone_at=None).order_by("id").first()
        if oldest is None:
            break
        stage.undo(oldest.pk)
    # An alias is something that happened, and is counted where it names somebody.
    happened = ("last_active_at", "known_at", "times")
    left = {key for key in differences(before, stage.whole()) if key.startswith("person") and not key.endswith(happened)}
    assert left == set()
    with tenancy.scope(stage.cast.acme.id):
        assert [Identifier.objects.get(value=who).person_id for who in "abc"] == stage.people


def test_an_alias_to_an_id_of_another_workspace_is_an_unknown_id(stage: Stage) -> None:
    with tenancy.scope(stage.cast.globex.id):
        create_lead({"user_id": "theirs", "email": "otto@globex.example"}, as_actor(stage.cast.otto))
    stage.settle(lambda: put_messages([message("identify", "d0", userId="ours")]))
    stage.settle(lambda: put_messages([{"type": "alias", "userId": "ours", "previousId": "theirs"}]))
    with tenancy.scope(stage.cast.acme.id):
        assert PersonMerge.objects.count() == 0 or Person.objects.filter(merged_into=None, known_at__isnull=False).count() == 1
        owner = Identifier.objects.get(value="theirs").person_id
        assert owner == Identifier.objects.get(value="ours").person_id
    with tenancy.scope(stage.cast.globex.id):
        assert Identifier.objects.get(value="theirs").person_id != owner


def test_whom_somebody_took_apart_stays_apart(stage: Stage) -> None:
    two(stage)
    stage.undo(stage.merge(0, 1))
    both = {"email": "p0@firm0.example", "phone": "+4930901820"}
    stage.settle(lambda: put_messages([message("identify", "d9", stage.now, traits=both)]))
    with tenancy.scope(stage.cast.acme.id):
        assert Person.objects.filter(id__in=stage.people, merged_into=None).count() == 2


def test_what_cannot_be_undone_is_refused(stage: Stage) -> None:
    two(stage)
    merge = stage.merge(0, 1)
    stage.undo(merge)
    for asked, status in ((merge, 409), (ids.new(), 404)):
        with pytest.raises(Refused) as refused:
            stage.undo(asked)
        assert refused.value.status == status


FIELDS = st.fixed_dictionaries({}, optional={"name": st.sampled_from(["Lena", "Lena Fischer"]), "title": st.sampled_from(["CTO", "CEO"])})


@example(  # A title that came with a merge brought the score over a threshold.
    fields=[{"title": "CTO", "name": "Lena Fischer"}, {}, {}],
    steps=[("did", 2, "live_broadcast_watched", 19), ("did", 1, "asset_downloaded", 25), ("did", 2, "asset_downloaded", 11)],
    order=[1, 0], pairs=((1, 0), (2, 1)), chosen=None, rules=STANDARD, decays={}, doubts=[],
)  # fmt: skip
@example(  # A hand-off moved with the older merge, which is undone first.
    fields=[{"title": "CEO", "name": "Lena"}, {"title": "CTO", "name": "Lena"}, {"title": "CEO"}],
    steps=[("did", 0, "offline_meeting_attended", 2)], order=[0, 1], pairs=((2, 0), (2, 1)), chosen=None, rules=STANDARD, decays={},
    doubts=[],
)  # fmt: skip
@example(  # Something of everything.
    fields=[{"title": "CEO", "name": "Lena"}, {"title": "CTO", "name": "Lena"}, {}],
    steps=[("consents", 0, True), ("consents", 1, True), ("withdraws", 1), ("reads", 1, "a"), ("alias", 0, "x"), ("new_job", 1, "CFO"),
           ("judge", 1, "a", "bot"), ("reads", 2, "b"), ("answer", 0, ("budget", "none")), ("answer", 1, ("budget", "approved")),
           ("answer", 1, ("need", "vague"))],
    order=[0, 1], pairs=((0, 1), (0, 2)), chosen=None, rules=STANDARD, decays=MIXED, doubts=[(2, "b")],
)  # fmt: skip
@example(  # Sales works on both, and both were at the fair.
    fields=[{"title": "CTO", "name": "Lena"}, {"title": "CEO"}, {}],
    steps=[("did", 0, "offline_meeting_attended", 2), ("did", 1, "offline_meeting_attended", 2), ("scans", 1, "a"), ("downloads", 0, "b"),
           ("registers", 1), ("works", 1, "no_answer"), ("deal", 0, "lost"), ("deal", 2, "open"), ("works", 2, "")],
    order=[0, 1], pairs=((0, 1), (0, 2)), chosen=None, rules=STANDARD, decays=MIXED, doubts=[(1, "a")],
)  # fmt: skip
@example(
    fields=[{}, {"name": "Lena", "title": "CTO"}, {"name": "Lena Fischer", "title": "CEO"}],
    steps=[("consents", 0, True), ("own", 1), ("did", 0, "live_broadcast_watched", 26), ("alias", 2, "y"), ("judge", 2, "b", "bot")],
    order=[1, 0], pairs=((2, 0), (2, 1)), chosen={"title": "winner"}, decays=MIXED, doubts=[(0, "a"), (0, "a")],
    rules=STANDARD | {"name": Survivorship.OLDEST, "email": Survivorship.OLDEST, "phone": Survivorship.OLDEST},
)  # fmt: skip
@given(
    fields=st.lists(FIELDS, min_size=3, max_size=3),
    steps=st.lists(STEP, max_size=9),
    order=st.permutations([0, 1]),
    pairs=st.sampled_from([((0, 1), (0, 2)), ((1, 0), (2, 1)), ((0, 1), (2, 0)), ((2, 0), (2, 1))]),
    chosen=st.none() | st.dictionaries(st.sampled_from(["name", "title", "email"]), st.sampled_from(["loser", "winner"])),
    rules=st.fixed_dictionaries(dict.fromkeys(STANDARD, st.sampled_from(Survivorship.values))),
    decays=st.just(MIXED),
    doubts=st.lists(DOUBT, max_size=2),
)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
def test_any_history_merged_and_undone_in_any_order_is_as_before(
    fields: list[dict[str, str]],
    steps: list[tuple[Any, ...]],
    order: list[int],
    pairs: tuple[tuple[int, int], ...],
    chosen: dict[str, str] | None,
    rules: dict[str, str],
    decays: dict[str, Any],
    doubts: list[tuple[int, str]],
    stage: Stage,
) -> None:
    first = Worked(stage.cast)
    first.now = stage.now = stage.now + DAY
    first.settle(lambda: change_rules(actor=first.actor, rules=rules))
    first.settle(lambda: put(decays))
    first.begin(fields)
    for name, *arguments in steps:
        getattr(first, name)(*arguments)
    before, settled = first.whole(), first.standing()
    made = [first.merge(*pair, chosen) for pair in pairs]
    for doubt in doubts:
        first.doubt(*doubt)
    for place in order:
        standing = [merge for merge in first.standing() if merge not in settled]
        first.undo(standing[place] if len(standing) > place else standing[-1])
    stage.now = first.now
    assert len(made) == 2
    with tenancy.scope(first.cast.acme.id):
        assert merges.standing(made) == set()
    assert differences(before, first.whole()) == {}


def test_instants() -> None:
    """The instants at which scores are compared lie before, in and long after what happens."""
    assert sorted(AT) == AT
    assert isinstance(AT[0], datetime)
