"""How far somebody is: inferred from what they consumed, said in a form, a message, by a hand; what is said stands over that."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from itertools import permutations

import pytest
from django.apps import apps

from dashboard.queries import lead_side
from kernel import clock, ids, tenancy
from kernel.models import AuditEntry
from leads.actions.identify import identify
from leads.actions.maturity import Sign, learn
from leads.actions.merge import merge_people
from leads.actions.people import create_lead
from leads.actions.qualification import disinherit, inherit, qualify, unqualify
from leads.actions.segments import build_segment
from leads.actions.unmerge import undo_merge
from leads.domain.maturity import LEVELS, read
from leads.domain.qualification import Answer
from leads.models import Lead, PersonMerge, Qualification
from leads.queries import membership, qualification
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.leads.conftest import Happen, message
from tracking.models import Event

pytestmark = pytest.mark.usefixtures("told_later")
HOUR = timedelta(hours=1)


def level(lead: Lead) -> tuple[str, int, str] | None:
    row = qualification.of_lead(lead.pk).get("maturity")
    return (row.value, row.confidence, row.source) if row else None


def track(name: str, hours: float = 0) -> dict[str, object]:
    return message("track", "d1", NOON + hours * HOUR, event=name)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("seeking", "seeking"), (" Looking for Solutions", "seeking"), ("已立项", "project"), ("nearly", ""), (3, ""), ("", "")],
)
def test_a_level_is_read_by_its_key_or_its_name(said: object, meant: str) -> None:
    assert read(said) == meant


def test_content_that_is_consumed_only_raises_it(cast: Cast, happen: Happen) -> None:
    happen(message("page", "d1", NOON))
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get()
        assert level(lead) is None
    for name, found in (
        ("newsletter_subscribed", "first"), ("whitepaper_downloaded", "seeking"), ("newsletter_subscribed", "seeking"),
        ("demo_requested", "project"), ("webinar_attended", "project"),
    ):  # fmt: skip
        happen(track(name))
        with tenancy.scope(cast.acme.id):
            told = level(lead)
            assert told is not None
            assert told[:2] == (found, 1)


def test_what_is_said_stands_over_what_is_inferred_and_the_last_word_holds(cast: Cast, happen: Happen) -> None:
    happen(track("demo_requested"), message("identify", "d1", NOON + HOUR, userId="u", traits={"maturity": "First acquaintance"}))
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get()
        assert level(lead) == ("first", 2, "identify")
        segment = build_segment(
            name="Early", tree={"ask": "maturity", "values": ["first"], "confidence": "likely"}, actor=as_actor(cast.mara)
        )
    happen(track("trial_started", 2), message("identify", "d1", NOON + HOUR / 2, userId="u", traits={"maturity": "project"}))
    with tenancy.scope(cast.acme.id):
        assert level(lead) == ("first", 2, "identify")
        assert membership.members(segment.line_id) == {lead.pk}
        with clock.pretend(NOON + 3 * HOUR):
            qualify(lead.pk, "maturity", Answer("seeking"), actor=as_actor(cast.sam))
    happen(track("trial_started", 4))
    with tenancy.scope(cast.acme.id):
        row = Qualification.objects.get()
        assert (row.value, row.by) == ("seeking", "Sam")
    happen(message("identify", "d1", NOON + 5 * HOUR, userId="u", traits={"maturity": "已立项"}))
    with tenancy.scope(cast.acme.id):
        assert level(lead) == ("project", 2, "identify")
        assert membership.members(segment.line_id) == set()


def test_an_app_that_repeats_its_traits_does_not_take_back_what_a_hand_said_since(cast: Cast, happen: Happen) -> None:
    def login(hours: float, said: str) -> None:
        happen(message("identify", "d1", NOON + hours * HOUR, userId="u", traits={"maturity": said}))

    login(0, "first")
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get()
        with clock.pretend(NOON + HOUR):
            qualify(lead.pk, "maturity", Answer("seeking"), actor=as_actor(cast.sam))
            qualify(lead.pk, "maturity", Answer("seeking", "So he said"), actor=as_actor(cast.sam))
    for hours, said, stands in (
        (2, "first", "seeking"), (0.5, "project", "seeking"), (3, "project", "seeking"), (4, "first", "first"), (5, "seeking", "seeking"),
    ):  # fmt: skip
        login(hours, said)
        with tenancy.scope(cast.acme.id):
            assert (level(lead) or ("",))[0] == stands, hours


def test_the_order_of_inferred_signs_changes_nothing(acme: Cast) -> None:
    leads = [create_lead({"email": f"p{ids.new().hex}@x.example"}, as_actor(acme.mara)) for _ in range(6)]
    for lead, order in zip(leads, permutations(LEVELS), strict=True):
        for one in order:
            learn([Sign(lead.pk, one, NOON, "x")])
        learn([Sign(lead.pk, one, NOON, "x") for one in order])
        assert level(lead) == ("project", 1, "x")


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        ("first", "seeking", "seeking"), ("seeking", "first", "seeking"), ("project", "said first", "said first"),
        ("said first", "project", "said first"), ("said first", "said project", "said first"), ("seeking", "hand first", "hand first"),
    ],
)  # fmt: skip
def test_a_merge_keeps_the_higher_level_and_what_was_said_and_gives_back_what_was(acme: Cast, ours: str, theirs: str, found: str) -> None:
    pair = [create_lead({"name": name, "email": f"{name}@x.example"}, as_actor(acme.mara)) for name in ("lena", "sven")]
    for lead, word in zip(pair, (ours, theirs), strict=True):
        how, _, said = word.rpartition(" ")
        if how == "hand":
            qualify(lead.pk, "maturity", Answer(said, confidence=1), actor=as_actor(acme.sam))
        else:
            learn([Sign(lead.pk, said, NOON, "x", explicit=bool(how))])
    before = list(Qualification.objects.order_by("id").values())
    merge = merge_people(pair[0].person_id, pair[1].person_id, as_actor(acme.mara))
    row = Qualification.objects.get(lead_id=pair[0].pk)
    assert (row.value, row.merge_id) == (found.rpartition(" ")[2], merge.pk if found == theirs else None)
    undo_merge(merge.pk, as_actor(acme.mara))
    assert list(Qualification.objects.order_by("id").values()) == before
    again = merge_people(pair[0].person_id, pair[1].person_id, as_actor(acme.mara))
    qualify(pair[0].pk, "maturity", Answer("seeking", "Anew"), actor=as_actor(acme.sam))
    undo_merge(again.pk, as_actor(acme.mara))
    assert Qualification.objects.get(lead_id=pair[0].pk).note == "Anew"


def test_what_is_heard_again_is_no_new_word_of_it(cast: Cast, happen: Happen) -> None:
    """A device doubted and believed again repeats what it said long ago; the next login then says nothing new, and a hand's word stands."""
    for hours, said in ((1, "seeking"), (2, "project")):
        happen(message("identify", "d1", NOON + hours * HOUR, userId="u", traits={"maturity": said}))
    with tenancy.scope(cast.acme.id):
        lead, oldest = Lead.objects.get(), Event.objects.order_by("occurred_at")[0]
        with clock.pretend(NOON + 3 * HOUR):
            qualify(lead.pk, "maturity", Answer("first"), actor=as_actor(cast.sam))
        identify([oldest.pk], again=True)
    happen(message("identify", "d1", NOON + 4 * HOUR, userId="u", traits={"maturity": "project"}))
    with tenancy.scope(cast.acme.id):
        assert Qualification.objects.get().value == "first"


def hand(cast: Cast, lead: Lead, said: str, hours: float) -> None:
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + hours * HOUR):
        if said:
            qualify(lead.pk, "maturity", Answer(said), actor=as_actor(cast.sam))
        else:
            unqualify(lead.pk, "maturity", actor=as_actor(cast.sam))


@pytest.fixture
def login(happen: Happen) -> Callable[[float, str], None]:
    """An app says the maturity, as it does each time that somebody comes in; `who` on a device of their own."""

    def said(hours: float, what: str, who: str = "u") -> None:
        happen(message("identify", f"d-{who}", NOON + hours * HOUR, userId=who, traits={"maturity": what}))

    return said


def test_a_late_word_from_before_a_hands_makes_no_news_of_what_apps_repeat(cast: Cast, login: Callable[[float, str], None]) -> None:
    login(0, "first")
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get()
    hand(cast, lead, "seeking", 1)
    for hours, said, stands in (
        (0.5, "project", "seeking"), (2, "first", "seeking"), (1.5, "project", "seeking"), (3, "project", "project"),
    ):  # fmt: skip
        login(hours, said)
        with tenancy.scope(cast.acme.id):
            assert (level(lead) or ("",))[0] == stands, (hours, said)


def test_what_was_taken_back_is_not_brought_back_by_an_app_that_repeats_it(cast: Cast, login: Callable[[float, str], None],
                                                                          happen: Happen) -> None:  # fmt: skip
    login(0, "first")
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get()
        early = build_segment(name="Early", tree={"ask": "maturity", "values": ["unknown"]}, actor=as_actor(cast.mara))
        assert membership.members(early.line_id) == set()
    hand(cast, lead, "", 1)
    hand(cast, lead, "", 1.5)
    login(2, "first")
    with tenancy.scope(cast.acme.id):
        assert level(lead) is None
        assert membership.members(early.line_id) == {lead.pk}
        assert AuditEntry.objects.filter(verb="lead.unqualified").count() == 1
        assert lead_side.of_lead(lead, clock.now()).known == []
    happen(message("track", "d-u", NOON + 3 * HOUR, event="whitepaper_downloaded"))
    login(4, "first")
    with tenancy.scope(cast.acme.id):
        assert level(lead) == ("seeking", 1, "whitepaper_downloaded")
    login(5, "project")
    with tenancy.scope(cast.acme.id):
        assert level(lead) == ("project", 2, "identify")
    hand(cast, lead, "", 6)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + 7 * HOUR):
        assert qualify(lead.pk, "maturity", Answer("first"), actor=as_actor(cast.sam))[1] is True


@pytest.mark.parametrize(("who", "said"), [("u1", "first"), ("u2", "project")])
@pytest.mark.parametrize("last", ["seeking", ""])
def test_what_apps_said_of_either_is_no_news_of_who_was_merged(
    cast: Cast, login: Callable[..., None], last: str, who: str, said: str
) -> None:
    login(0, "project", "u2")
    with tenancy.scope(cast.acme.id):
        loser = Lead.objects.get()
    login(0.5, "first", "u1")
    with tenancy.scope(cast.acme.id):
        winner = Lead.objects.exclude(pk=loser.pk).get()
    hand(cast, winner, "seeking", 1)
    hand(cast, winner, last, 1.5)
    with tenancy.scope(cast.acme.id):
        before = Qualification.objects.filter(lead=winner).values().get()
        merge = merge_people(winner.person_id, loser.person_id, as_actor(cast.mara))
        undo_merge(merge.pk, as_actor(cast.mara))
        assert Qualification.objects.filter(lead=winner).values().get() == before
        merge_people(winner.person_id, loser.person_id, as_actor(cast.mara))
    if not last:
        hand(cast, winner, last, 1.8)
    login(2, said, who)
    with tenancy.scope(cast.acme.id):
        assert Qualification.objects.get(lead=winner).value == last


def test_what_was_said_before_it_was_noted_is_known_from_the_log(cast: Cast, login: Callable[[float, str], None]) -> None:
    """Rows that a hand corrected under a version that did not note what messages say."""
    login(0, "first")
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get()
    hand(cast, lead, "seeking", 1)
    with tenancy.scope(cast.acme.id):
        Qualification.objects.update(heard="", heard_at=None)
    import_module("leads.migrations.0029_heard_before").fill(apps, None)
    login(2, "first")
    with tenancy.scope(cast.acme.id):
        assert Qualification.objects.get().value == "seeking"


def test_several_merged_into_one_at_once_are_given_back_one_by_one(cast: Cast) -> None:
    """Each raised the winner; the undoing of the last one leaves what the first one brought."""
    leads = {}
    with tenancy.scope(cast.acme.id):
        for name, said in (("lena", "first"), ("sven", "seeking"), ("tom", "project")):
            leads[name] = create_lead({"name": name, "email": f"{name}@x.example"}, as_actor(cast.mara))
            learn([Sign(leads[name].pk, said, NOON, "x")])
        before = list(Qualification.objects.order_by("id").values())
        winner = leads["lena"].pk
        merges = [ids.new(), ids.new()]
        for merge_id, name in zip(merges, ("sven", "tom"), strict=True):
            PersonMerge.objects.create(
                id=merge_id, winner_id=leads["lena"].person_id, loser_id=leads[name].person_id, at=NOON, moved={}, reason="x"
            )
        inherit([winner, winner], [leads["sven"].pk, leads["tom"].pk], merges)
        for merge_id, stands in ((merges[1], "seeking"), (merges[0], "first")):
            disinherit(merge_id, PersonMerge.objects.get(pk=merge_id).moved)
            assert Qualification.objects.get(lead_id=winner).value == stands
        assert list(Qualification.objects.order_by("id").values()) == before
