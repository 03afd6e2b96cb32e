"""Whatever happened, merges and their undoing, doubts and returns included: the shown parts are the score, at a thousand instants.

Each is a random instant of a lead's past or future, no two of a history alike. The parts are the score to the last tenth; the row, which
knows no past, says the same at those to come; and so do, at every one, the events played anew with what sales took. Where points hang
on what went before (limits, silences, rules that take), events alone do not say what they come to (docs/scoring.md, “heard late”): such
histories are lived apart, and compared without them. `make soak PART=ledger` lives more of it: ADDS_UP_HISTORIES says how many histories.
"""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kernel import audit, clock, ids, tenancy, work
from leads.actions.lifecycle import Move, move_stage
from leads.actions.people import change_person
from leads.models import Lead, Person, PersonMerge
from scoring.actions.penalty import RETURNED, penalise_return
from scoring.domain.replay import fit_line
from scoring.domain.revalue import Ledger, revalue
from scoring.domain.rule_shapes import Rules
from scoring.queries import history, ledgers, scores
from scoring.queries import rulebooks as books
from scoring.queries.explain import Explanation, explain
from tests.cast import Cast, as_actor
from tests.leads.conftest import message, put_messages
from tests.leads.stage import DAY, NAMES, Stage
from tests.life import CHROME
from tests.scoring.actions.test_switch import OFTEN, rules
from tests.scoring.decays import MIXED, put
from tracking.actions.redecide import redecide
from tracking.models import Visitor

HISTORIES, INSTANTS, PEOPLE = int(os.environ.get("ADDS_UP_HISTORIES", "6")), 168, 3
BOUND_HISTORIES, BOUND_INSTANTS = max(HISTORIES // 2, 1), 60
EVENTS = tuple(name for name in NAMES if name != "offline_meeting_attended")
ONCE = {"asset_downloaded": {"once": True}, "live_broadcast_watched": {"once": True}}
CAPPED = {"email_clicked": {"cap": 5.0}, "asset_downloaded": {"once": True}, "contact_request_submitted": {"cap": 40.0}}
# Who decides counts twice: as match by the rules there are, and as purchase stage.
DECIDES = {"name": "decides", "label": "Decides", "field": "title", "any_of": ["ceo"], "points": 7.0, "dimension": "purchase"}
FIT = [*rules()["fit"], DECIDES]
# What was told late is worth less: a rule that asks what an event says.
LATE = {
    "event": "email_clicked", "name": "late", "label": "Clicked, told late", "points": 1.0,
    "where": [{"property": "minutes", "at_least": 600}],
}  # fmt: skip
# Whose points do not hang on what went before, so that events alone say what they come to.
FREE: dict[str, Any] = rules({}, ONCE, fit=FIT, silence={"days": 30, "points": 0.0})
FREE["events"] = [LATE, *FREE["events"]]
# What is read counts as often as its content says: of a page, and of what is done there.
FREE["contents"] = [
    {
        "name": "prices",
        "label": "Prices",
        "journey_stage": "vendor_selection",
        "maturity": "project",
        "multiplier": 1.5,
        "patterns": ["/pricing*"],
    },
    {"name": "rest", "label": "All else", "journey_stage": "awareness", "maturity": "first", "multiplier": 0.75, "patterns": ["/*"]},
]
# Except by this page: what it takes is what is there when it is heard, so a download heard later is not taken from.
TAKES = "/careers"
BOUND: dict[str, Any] = rules(
    {}, CAPPED, fit=FIT, patterns=[OFTEN], limits={"total": 70.0}, silence={"days": 12, "points": -6.0, "repeats": True}
)


class World(Stage):
    """Three people with a device each, to whom anything happens."""

    def open(self) -> None:
        self.mark = ids.new().hex
        for number in range(PEOPLE):
            self.newcomer()
            with tenancy.scope(self.cast.acme.id):
                email = Person.objects.get(pk=self.people[number]).email
            self.say(number, "identify", traits={"email": email})

    def say(self, number: int, kind: str, back: int = 0, path: str = "/", **more: Any) -> None:
        page = {"url": f"https://acme.example{path}", "path": path}
        told = message(
            kind, f"{self.mark}-{number}", self.now - timedelta(minutes=back), context={"page": page, "userAgent": CHROME}, **more
        )
        self.settle(lambda: put_messages([told]))

    def track(self, number: int, event: str, back: int) -> None:
        self.say(number, "track", back, event=event, properties={"minutes": back})

    def page(self, number: int, path: str) -> None:
        self.say(number, "page", path=path)

    def judge(self, number: int, verdict: str) -> None:
        with tenancy.scope(self.cast.acme.id):
            visitor = Visitor.objects.get(anonymous_id=f"{self.mark}-{number}").pk
        self.settle(lambda: redecide(visitor_id=visitor, actor=as_actor(self.cast.olga), verdict=verdict))

    def join(self, winner: int, loser: int) -> None:
        """Whoever they are part of by now."""
        one, other = self.who(winner), self.who(loser)
        if one != other:
            self.merge(self.people.index(one), self.people.index(other))

    def part(self, place: int) -> None:
        with tenancy.scope(self.cast.acme.id):
            standing = list(PersonMerge.objects.filter(winner_id__in=self.people, undone_at=None).order_by("id"))
        if standing:
            self.undo(standing[place % len(standing)].pk)

    def title(self, number: int, title: str) -> None:
        self.settle(lambda: change_person(self.who(number), {"title": title}, self.actor))

    def returned(self, number: int) -> None:
        lead = self.lead(self.people.index(self.who(number)))

        def give_back() -> None:
            penalise_return(lead, audit.SYSTEM, clock.now())
            if Lead.objects.get(pk=lead).stage in ("mql", "sql"):
                move_stage(Move(lead, "target", "sales_return", clock.now()), audit.SYSTEM)

        self.settle(give_back)

    def rate(self, factor: float) -> None:
        """Another decay goes live, by which all of the past is weighed anew."""
        self.settle(lambda: put(MIXED, decay={"factor": factor, "days": 7.0}))

    def days(self, count: int) -> None:
        self.now += count * DAY
        with clock.pretend(self.now):
            work.run_until_quiet(self.cast.acme.id)

    def who(self, number: int) -> UUID:
        with tenancy.scope(self.cast.acme.id):
            found = Person.objects.get(pk=self.people[number])
            while found.merged_into_id:
                found = Person.objects.get(pk=found.merged_into_id)
            return found.pk

    def leads(self) -> list[UUID]:
        """Of all, also of those who are part of others."""
        return [self.lead(number) for number in range(PEOPLE)]


def played_anew(leads: Sequence[UUID], at: datetime, whole: Rules) -> dict[UUID, tuple[float, float]]:
    """Lead → (match, interest) by nothing but events, edits and what sales took; who is part of another has nothing."""
    book, found = books.live().book, dict.fromkeys(leads, (0.0, 0.0))
    assert book.rules == whole
    stood = ledgers.of_leads(leads)
    for known in history.of_leads(leads, [], at, True):
        lead = known.past.lead_id
        taken = [e for e in stood[lead].fixed if e.rule == RETURNED and e.occurred_at <= at] if lead in stood else []
        profile = next((who for _, who in reversed(known.told) if who), None)
        fits = fit_line(book.rules, profile, {}, at).entries if profile else ()
        account = revalue(known.past, known.told, Ledger(fixed=taken), fits, book, 9, at).account
        found[lead] = account.fit, account.left(at)
    return found


def add_up(why: Explanation) -> bool:
    return round(sum(round(part.points * 10) for part in why.parts) + why.floor * 10) == round(why.score * 10)


person = st.integers(0, PEOPLE - 1)
STEP = st.one_of(
    st.tuples(st.just("did"), person, st.sampled_from(EVENTS), st.integers(0, 40)),
    st.tuples(st.just("track"), person, st.sampled_from(EVENTS), st.integers(0, 60 * 24 * 20)),
    st.tuples(st.just("page"), person, st.sampled_from(["/pricing", "/demo", TAKES])),
    st.tuples(st.just("judge"), person, st.sampled_from(["bot", "human"])),
    st.tuples(st.just("judge"), person, st.just("bot")),
    st.tuples(st.just("join"), person, person),
    st.tuples(st.just("join"), person, person),
    st.tuples(st.just("part"), st.integers(0, 2)),
    st.tuples(st.just("returned"), person),
    st.tuples(st.just("title"), person, st.sampled_from(["CEO", "Head of marketing", "Student"])),
    st.tuples(st.just("rate"), st.sampled_from([0.5, 0.9])),
    st.tuples(st.just("days"), st.integers(1, 25)),
)


steps_of, seed = st.lists(STEP, min_size=5, max_size=12), st.integers(0, 1 << 32)
quick: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": (Phase.explicit, Phase.generate)}


@settings(max_examples=HISTORIES, **quick)
@given(steps=steps_of, seed=seed)
def test_parts_row_and_recompute_are_one_whatever_happened(steps: list[tuple[Any, ...]], seed: int, stage: Stage) -> None:
    world = lived(stage, [step for step in steps if TAKES not in step], free=True)
    with clock.pretend(world.now), tenancy.scope(world.cast.acme.id):
        whole = books.live().rules
        for lead, at in asked(world, seed, INSTANTS):
            why = told(lead, at, world.now)
            assert (why.fit, why.interest) == pytest.approx(played_anew([lead], at, whole)[lead], abs=1e-5)


@settings(max_examples=BOUND_HISTORIES, **quick)
@given(steps=steps_of, seed=seed)
def test_parts_and_row_are_one_where_points_hang_on_what_went_before(steps: list[tuple[Any, ...]], seed: int, stage: Stage) -> None:
    """Limits, silences, and rules that take: what they came to was settled when it was heard."""
    world = lived(stage, steps, free=False)
    with clock.pretend(world.now), tenancy.scope(world.cast.acme.id):
        for lead, at in asked(world, seed, BOUND_INSTANTS):
            told(lead, at, world.now)


def lived(stage: Stage, steps: list[tuple[Any, ...]], free: bool) -> World:
    world = World(stage.cast)
    world.now = stage.now = stage.now + DAY
    world.settle(lambda: publish(free))
    world.open()
    for what, *more in steps:
        getattr(world, what)(*more)
    stage.now = world.now
    return world


def asked(world: World, seed: int, count: int) -> list[tuple[UUID, datetime]]:
    """So many instants, no two alike, of the past and the future, each of one of the leads."""
    minutes = Random(seed).sample(range(-90 * 24 * 60, 120 * 24 * 60), count)
    leads = world.leads()
    return [(leads[n % PEOPLE], world.now + timedelta(minutes=each)) for n, each in enumerate(minutes)]


def told(lead: UUID, at: datetime, now: datetime) -> Explanation:
    """The explanation, whose parts add up; the row, which knows no past, says the same of the future."""
    why = explain(lead, at, advise=False)
    assert why is not None
    assert add_up(why)
    if at >= now:
        assert scores.now_for([lead], at)[lead] == pytest.approx(why.score, abs=0.0501)
    return why


def test_it_is_a_thousand_instants() -> None:
    assert HISTORIES * INSTANTS >= 1_000


def publish(free: bool) -> None:
    """Which changes back and forth as histories are drawn; nothing where it is so already."""
    wanted = FREE if free else BOUND
    put(MIXED, **{name: wanted[name] for name in ("events", "fit", "silence", "patterns", "limits", "decay")})


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return Stage(cast)
