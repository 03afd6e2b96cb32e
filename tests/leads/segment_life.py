"""Random histories of a handful of leads, written as the stations write them, and random trees that ask about them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from kernel import clock, ids, sql
from kernel.audit import SYSTEM
from leads.actions import snapshot
from leads.actions.blacklist import blacklist, lift_blacklist
from leads.actions.companies import put_market_class
from leads.actions.identify import identify
from leads.actions.lifecycle import Move, move_stages
from leads.actions.people import create_lead
from leads.actions.placements import Evidence, place
from leads.actions.qualification import qualify, unqualify
from leads.actions.schemes import publish_scheme, read
from leads.domain.qualification import Answer
from leads.domain.schemes import plain
from leads.enums import Lane, MarketClass, MoveReason, Stage
from leads.models import Lead, Person
from leads.queries.schemes import standing
from scoring.actions.tag_merges import merge_tags
from scoring.actions.tags import TagPut, add_tags, define_tag, earn, remove_tag
from scoring.domain.engine import TagGain
from tracking.actions.record import OwnEvent, record_own

EVENTS = ("demo_viewed", "price_seen", "asset_downloaded")
PLANS = ("pro", "Team", "3")
TEXTS = ("software", "Soft", "硬件", "", "É")
TAGS = ("hot", "cold", "linear", "brief", "warm")
# What does not fade like the score; "warm" is read as "hot".
DEFINED = {"linear": {"fading": "linear", "lasts_days": 3}, "brief": {"fading": "step", "lasts_days": 1, "cap": 1.2}}
STAGES = (Stage.NAME, Stage.ENGAGED, Stage.TARGET, Stage.MQL, Stage.SQL)
days = st.sampled_from([0.5, 1.0, 3.0, 7.0, 30.0])
ever = st.one_of(st.just(0.0), days)
times = st.integers(1, 3)


def leaf(ask: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"ask": st.just(ask), **fields})


where = st.one_of(st.just({}), st.fixed_dictionaries({"plan": st.sampled_from(PLANS)}))
LEAVES = st.one_of(
    leaf("did", event=st.sampled_from([*EVENTS, "*"]), times=times, days=ever, where=where,
         of=st.sampled_from(["events", "sessions", "pages"]), page=st.sampled_from(["", "", "", "DEMO.", "/1", "demo$", "#/1"])),
    leaf("engaged_time", seconds=st.sampled_from([1, 30, 90, 300]), days=ever, page=st.sampled_from(["", "", "DEMO.", "/1"])),
    leaf("first", event=st.sampled_from(EVENTS), days=days),
    leaf("sequence", first=st.sampled_from(EVENTS), then=st.sampled_from(EVENTS), within=days, days=ever),
    leaf("stage", stages=st.lists(st.sampled_from([str(stage) for stage in STAGES]), min_size=1), visit=st.integers(1, 2)),
    leaf("been", stage=st.sampled_from([str(stage) for stage in STAGES]), times=times, days=ever),
    leaf("moment", field=st.sampled_from(["created_at", "last_active_at", "stage_entered_at", "known_at", "closed_at"]),
         op=st.sampled_from(["within", "before"]), days=days),
    leaf("text", field=st.sampled_from(["industry", "title", "company", "attribute:size", "attribute:none"]),
         op=st.sampled_from(["is", "contains", "starts", "empty"]), values=st.lists(st.sampled_from([*TEXTS[:3], "É", "3"]), min_size=1)),
    leaf("number", field=st.sampled_from(["returns", "visits", "company_size", "fit", "attribute:size"]),
         op=st.sampled_from(["at_least", "at_most"]), value=st.sampled_from([0, 1, 2.5, 40])),
    leaf("grade", values=st.lists(st.sampled_from("ABCD"), min_size=1, max_size=3)),
    leaf("engagement", values=st.lists(st.sampled_from("123"), min_size=1, max_size=2)),
    leaf("band", values=st.lists(st.sampled_from(["over", "near", "some", "no_points"]), min_size=1, max_size=3)),
    leaf("score", op=st.sampled_from(["at_least", "below"]), value=st.sampled_from([1, 20, 55.5])),
    leaf("tag", tag=st.sampled_from([*TAGS, "none"]), weight=st.sampled_from([0, 0.3, 1, 1.1, 1.5])),
    leaf("filter", key=st.just("lane"), value=st.sampled_from([str(lane) for lane in Lane])),
    leaf("known"),
    leaf("overdue"),
    leaf("ping_pong", times=times, days=ever),
    leaf("tier", tiers=st.lists(st.sampled_from(["t1", "t2", "t3", "-", "none"]), min_size=1, max_size=3)),
    leaf("market_class", classes=st.lists(st.sampled_from(["small_b", "big_c", "big_b", "unknown"]), min_size=1, max_size=2)),
    leaf("blacklisted"),
    leaf("bant_budget", values=st.lists(st.sampled_from(["none", "approved", "unknown"]), min_size=1, max_size=2),
         confidence=st.sampled_from(["guess", "likely", "sure"])),
    leaf("buying_phase", values=st.lists(st.sampled_from(["awareness", "vendor_selection", "unknown"]), min_size=1, max_size=2)),
    leaf("consent", purpose=st.just("newsletter"), answers=st.lists(st.sampled_from(["given", "withdrawn", "silent"]), min_size=1)),
    leaf("filter", key=st.just("tier"), value=st.sampled_from(["t1", "t2", "-"])),
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=6,
)


def people(count: int, random: Random) -> list[UUID]:
    """Leads with names, of different industries, created at different times; and tags that fade and end in every way."""
    for name, how in DEFINED.items():
        define_tag(name, "factual", "", SYSTEM, how)
    hot, warm = (define_tag(name, "factual", "", SYSTEM) for name in ("hot", "warm"))
    merge_tags(warm, hot, SYSTEM)
    made = [
        create_lead({"name": f"Lead {n}", "email": f"lead{n}@firm{n}.example", "industry": random.choice(TEXTS)}, SYSTEM)
        for n in range(count)
    ]
    return [lead.pk for lead in made]


def happen(lead_id: UUID, random: Random, at: datetime) -> str:
    """Something happens to a lead at `at`, through the door that it comes by; says what."""
    doors = (
        did, did, did, looked, looked, moved, edited, tagged, earned, untagged, scored, returned, placed, classed, barred, answered,
        promised, played,
    )  # fmt: skip
    what = random.choice(doors)
    what(lead_id, random, at)
    return what.__name__


def did(lead_id: UUID, random: Random, at: datetime) -> None:
    bot = random.random() < 0.1
    properties = {"plan": random.choice((*PLANS, 3, None, True))} if random.random() < 0.7 else {}
    person = Lead.objects.get(pk=lead_id).person_id
    ((event,)) = record_own([
        OwnEvent(person, random.choice(EVENTS), at - timedelta(hours=random.choice((0, 0, 5, 100))), str(ids.new()), properties,
                 is_bot=bot)
    ])  # fmt: skip
    if random.random() < 0.5:
        # As the digest of a website writes it: a session and a page.
        path = f"/{random.randrange(3)}"
        url = f"https://{random.choice(('www', 'Demo'))}.acme.example{path}{random.choice(('', '', '?next=demo./1', '#/1'))}"
        place = {"session": str(UUID(int=random.randrange(1, 4))), "path": path, "url": url, "id": str(event)}
        sql.execute(
            """UPDATE tracking_event SET session_id = %(session)s, path = %(path)s, url = %(url)s
            WHERE workspace_id = %(workspace_id)s AND id = %(id)s""",
            **place,
        )

    if not bot:
        identify([event], False)  # what the fact EventsRecorded rings for


def looked(lead_id: UUID, random: Random, at: datetime) -> None:
    """Has a page in view for a while, as the digest of a website writes it; a bot at times, and at times not measured."""
    bot = random.random() < 0.1
    person, earlier = Lead.objects.get(pk=lead_id).person_id, timedelta(hours=random.choice((0, 0, 5, 100)))
    ((event,)) = record_own([OwnEvent(person, "page_engaged", at - earlier, str(ids.new()), is_bot=bot)])
    url = f"https://{random.choice(('www', 'Demo'))}.acme.example/{random.randrange(3)}?next=demo./1"
    measured = {"engaged_ms": random.choice((999, 1_000, 15_000, 60_000))} if random.random() < 0.9 else {}
    sql.execute(
        """UPDATE tracking_event SET context = context || %(measured)s::jsonb, url = %(url)s
        WHERE workspace_id = %(workspace_id)s AND id = %(id)s""",
        measured=sql.as_json(measured), url=url, id=str(event),
    )  # fmt: skip
    if not bot:
        identify([event], False)


def moved(lead_id: UUID, random: Random, at: datetime) -> None:
    move_stages([Move(lead_id, random.choice(STAGES), MoveReason.MANUAL, at, note="so")], SYSTEM)


def edited(lead_id: UUID, random: Random, at: datetime) -> None:
    email = Person.objects.get(pk=Lead.objects.get(pk=lead_id).person_id).email
    size = random.choice(("3", "40", 40.0, "many", None))
    create_lead({"email": email, "industry": random.choice(TEXTS), "title": random.choice(TEXTS), "attributes": {"size": size}}, SYSTEM)


def tagged(lead_id: UUID, random: Random, at: datetime) -> None:
    add_tags([TagPut(lead_id, random.choice(TAGS), str(ids.new()), at, "test")])


def earned(lead_id: UUID, random: Random, at: datetime) -> None:
    name, weight = random.choice(TAGS), random.choice((0.5, 1.0, 2.0))
    earn(
        [
            TagGain(
                lead_id=lead_id,
                name=name,
                event_id=ids.new(),
                url_weight=weight,
                behaviour_weight=1.0,
                occurred_at=at,
                effect_key=str(ids.new()),
            )
        ]
    )


def untagged(lead_id: UUID, random: Random, at: datetime) -> None:
    remove_tag(lead_id, random.choice(TAGS), SYSTEM)


def scored(lead_id: UUID, random: Random, at: datetime) -> None:
    sign, log = random.choice(((0, None), (1, 18.0 + random.random()), (-1, 18.0)))
    snapshot.put([snapshot.SnapshotRow(lead_id, random.choice((0.0, 20.0, 60.0, -5.0)), sign, log, None, at)])


def returned(lead_id: UUID, random: Random, at: datetime) -> None:
    snapshot.mark_returned(lead_id, clock.now() + timedelta(days=7))


def placed(lead_id: UUID, random: Random, at: datetime) -> None:
    company = Lead.objects.get(pk=lead_id).person.company_id
    cell = random.choice((("core", "high"), ("core", "low"), ("outside", "low"), ("", "")))
    if company:
        place(company, Evidence(*cell, reason="A talk"), SYSTEM)


def classed(lead_id: UUID, random: Random, at: datetime) -> None:
    company = Lead.objects.get(pk=lead_id).person.company_id
    if company:
        put_market_class(company, random.choice(MarketClass.values), SYSTEM)


def barred(lead_id: UUID, random: Random, at: datetime) -> None:
    """Its company comes onto the blacklist, or off it."""
    company = Lead.objects.get(pk=lead_id).person.company_id
    if company:
        (lift_blacklist if random.random() < 0.5 else blacklist)(company, "So", SYSTEM)


def answered(lead_id: UUID, random: Random, at: datetime) -> None:
    """Somebody says something of the budget or the phase, or takes it back."""
    letter, values = random.choice((("budget", ("none", "approved")), ("phase", ("awareness", "vendor_selection"))))
    if random.random() < 0.2:
        unqualify(lead_id, letter, actor=SYSTEM)
    else:
        qualify(lead_id, letter, Answer(random.choice(values), confidence=random.choice((1, 2, 3))), actor=SYSTEM)


def promised(lead_id: UUID, random: Random, at: datetime) -> None:
    """Another promise for the stage that the lead stands in."""
    scheme = plain("nine", standing("nine").scheme)
    stage = next(one for one in scheme["stages"] if one["key"] == Lead.objects.get(pk=lead_id).stage)
    stage["sla_hours"] = 30 if stage.get("sla_hours") != 30 else random.choice((None, 2, 100))
    publish_scheme("nine", read("nine", scheme), SYSTEM)


def played(lead_id: UUID, random: Random, at: datetime) -> None:
    """Handed over, accepted, and back."""
    for hours, stage in enumerate((Stage.MQL, Stage.SQL, Stage.MQL), -2):
        move_stages([Move(lead_id, stage, MoveReason.MANUAL, at + timedelta(hours=hours), note="so")], SYSTEM)


def lived(
    seed: int, happenings: int, within: timedelta, until: datetime, what: Callable[[UUID, Random, datetime], object] = happen
) -> list[UUID]:
    """Eight leads to whom so much happened within that time until then, most of it lately."""
    random = Random(seed)
    with clock.pretend(until - within):
        leads = people(8, random)
    for _ in range(happenings):
        at = until - within * random.random() ** 2
        with clock.pretend(at):
            what(random.choice(leads), random, at)
    return leads
