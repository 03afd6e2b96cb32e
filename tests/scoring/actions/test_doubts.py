"""Human, bot, human: whoever was taken for a bot for a while has exactly the points and tags of a twin whom nobody doubted."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kernel import clock, ids, tenancy
from leads.models import Person, PersonMerge, Snapshot
from scoring.models import LedgerEntry
from scoring.queries import explain, tags
from tests.cast import Cast, as_actor
from tests.leads.conftest import message, put_messages
from tests.leads.stage import DAY, NAMES, Stage
from tests.life import CHROME
from tests.scoring.decays import MIXED, put
from tracking.actions.redecide import redecide
from tracking.models import Visitor

DOUBTED, TWINS = (0, 1), (2, 3)


def _plain(fading: list[list[Any]] | None) -> list[list[Any]]:
    """The parts that fade otherwise; the two worlds' instants are the same, their sums to the last digit are not."""
    return [[kind, round(at, 6), round(amount, 6), round(log, 6)] for kind, at, amount, log in fading or []]


class Doubts(Stage):
    """Two people with a device each, and a twin of either who does the same; only the first two are ever doubted."""

    def open(self) -> None:
        self.mark = ids.new().hex
        for number in (*DOUBTED, *TWINS):
            self.newcomer()
            with tenancy.scope(self.cast.acme.id):
                email = Person.objects.get(pk=self.people[number]).email
            self.say(number, "identify", self.now, traits={"email": email})

    def device(self, number: int) -> str:
        return f"{self.mark}-{number}"

    def say(self, number: int, kind: str, at: datetime, **more: Any) -> None:
        page = {"url": f"https://acme.example{more.get('path', '/')}", "path": more.pop("path", "/")}
        told = message(kind, self.device(number), at, context={"page": page, "userAgent": CHROME}, **more)
        self.settle(lambda: put_messages([told]))

    def both(self, number: int, kind: str, back: int, **more: Any) -> None:
        """They do the same at the same instant, `back` minutes ago; the twin is heard a minute later."""
        at = self.now - timedelta(minutes=back)
        for each in (number, number + 2):
            self.say(each, kind, at, **more)

    def judge(self, number: int, verdict: str) -> None:
        with tenancy.scope(self.cast.acme.id):
            visitor = Visitor.objects.get(anonymous_id=self.device(number)).pk
        self.settle(lambda: redecide(visitor_id=visitor, actor=as_actor(self.cast.olga), verdict=verdict))

    def join(self, winner: int) -> None:
        for first in (0, 2):
            self.merge(first + winner, first + 1 - winner)

    def part(self) -> None:
        """Undo what stands, in both worlds."""
        with tenancy.scope(self.cast.acme.id):
            standing = list(PersonMerge.objects.filter(winner_id__in=self.people, undone_at=None).order_by("id"))
        for merge in standing:
            self.undo(merge.pk)

    def counted(self, number: int) -> tuple[Any, ...]:
        """What one of them has, as every page reads it, at two instants; what is only said of a person (fit) has the time of its saying."""
        lead = self.lead(number)
        with clock.pretend(self.now), tenancy.scope(self.cast.acme.id):
            found = []
            for at in (self.now, self.now + 9 * DAY):
                why = explain.explain(lead, at)
                assert why is not None
                earned = sorted((tag.name, round(tag.weight, 9), len(tag.earnings)) for tag in tags.of_lead(lead, at))
                parts = [(p.rule, p.points, p.entries, p.dimension == "match" or p.last_at) for p in why.parts]
                found.append((why.score, why.fit, round(why.interest, 9), parts, earned))
            row = Snapshot.objects.get(pk=lead)
            return (*found, row.fit, row.interest_sign, round(row.interest_log or 0, 9), _plain(row.fading))

    def ledger(self) -> dict[UUID, tuple[Any, ...]]:
        with tenancy.scope(self.cast.acme.id):
            return {row["id"]: tuple(row.values()) for row in LedgerEntry.objects.values()}


@pytest.fixture
def doubts(cast: Cast) -> Doubts:
    found = Doubts(cast)
    found.open()
    return found


def test_points_taken_for_a_bots_come_back_as_they_were_twice(doubts: Doubts) -> None:
    doubts.both(0, "page", 0, path="/pricing/a")
    doubts.both(0, "track", 5, event="asset_downloaded")
    before, entries = doubts.counted(0), doubts.ledger()
    assert before[0][2] > 0
    assert before[0][4] != []
    for _ in range(2):
        doubts.judge(0, "bot")
        assert doubts.counted(0)[0][2] == 0
        assert doubts.counted(0)[0][4] == []
        doubts.judge(0, "human")
        assert doubts.counted(0) == doubts.counted(2)
    grown = doubts.ledger()
    assert {key: grown[key] for key in entries} == entries
    assert len(grown) > len(entries)


def test_a_merge_undone_while_a_bot_gives_the_points_to_whom_they_belong(doubts: Doubts) -> None:
    """Doubted before the merge, undone while doubted, cleared after: neither world keeps anything of the other."""
    doubts.both(1, "track", 1, event="live_broadcast_watched")
    doubts.judge(1, "bot")
    doubts.join(0)
    doubts.both(1, "track", 0, event="contact_request_submitted")
    doubts.judge(1, "human")
    assert doubts.counted(0) == doubts.counted(2)
    doubts.judge(1, "bot")
    doubts.part()
    assert doubts.counted(1)[0][2] == 0
    doubts.judge(1, "human")
    assert [doubts.counted(number) for number in DOUBTED] == [doubts.counted(number) for number in TWINS]


STEP = st.one_of(
    st.tuples(st.just("track"), st.sampled_from(DOUBTED), st.integers(0, 40), st.sampled_from(NAMES)),
    st.tuples(st.just("page"), st.sampled_from(DOUBTED), st.integers(0, 40)),
    st.tuples(st.just("judge"), st.sampled_from(DOUBTED), st.sampled_from(["bot", "human", ""])),
    st.tuples(st.just("judge"), st.sampled_from(DOUBTED), st.just("bot")),
    st.tuples(st.just("join"), st.sampled_from(DOUBTED)),
    st.tuples(st.just("part")),
)


@given(steps=st.lists(STEP, min_size=2, max_size=9))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
def test_any_history_of_doubts_merges_and_late_events_ends_like_a_twins(steps: list[tuple[Any, ...]], stage: Stage) -> None:
    world = Doubts(stage.cast)
    world.now = stage.now = stage.now + DAY
    world.settle(lambda: put(MIXED))
    world.open()
    entries: dict[UUID, tuple[Any, ...]] = {}
    joined = False
    for number, (what, *more) in enumerate(steps):
        if what == "track":
            world.both(more[0], "track", more[1], event=more[2])
        elif what == "page":
            world.both(more[0], "page", more[1], path=f"/pricing/{number}")
        elif what == "judge":
            world.judge(*more)
        elif what == "join" and not joined:
            world.join(*more)
            joined = True
        elif what == "part":
            world.part()
            joined = False
        now = world.ledger()
        assert {key: now[key] for key in entries} == entries, "the ledger only grows"
        entries = now
    for number in DOUBTED:
        world.judge(number, "human")
    stage.now = world.now
    assert [world.counted(number) for number in DOUBTED] == [world.counted(number) for number in TWINS]


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return Stage(cast)
