"""Companies in the matrix: placed by hand with evidence, many at once and back; the history is only added to."""

from random import Random
from typing import Any
from uuid import UUID

import pytest

from kernel import ids, work
from kernel.audit import SYSTEM
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions.companies import class_many, class_preview, put_market_class
from leads.actions.people import create_lead
from leads.actions.placements import Evidence, place, place_many, preview, undo_batch
from leads.actions.segments import build_segment
from leads.actions.tier_schemes import publish_scheme, read
from leads.domain.tiers import DEFAULT, plain
from leads.models import Company, Lead, Placement
from leads.queries import membership, tiers
from leads.queries.companies import Asked
from tests.cast import Cast, as_actor

CORE, EDGE = Evidence("core", "high", "Signed a frame contract", "https://acme.example/frame"), Evidence("outside", "low", "A one-off")
OUT = Evidence("", "", "We know too little")


@pytest.fixture
def firms(acme: Cast) -> list[Company]:
    """Six companies with one lead each."""
    for number in range(6):
        create_lead({"name": f"Lead {number}", "email": f"lead@firm{number}.example"}, SYSTEM)
    return list(Company.objects.order_by("domain"))


def stands(company: Company) -> tuple[str, str, str]:
    company.refresh_from_db()
    return company.direction, company.profit, company.tier


def told(company: Company) -> list[tuple[str, str, str]]:
    """Its history: (tier, reason, who), the oldest first."""
    return list(Placement.objects.filter(company=company).order_by("id").values_list("tier", "reason", "by"))


def test_a_placement_stands_and_the_ones_before_it_stay(acme: Cast, firms: list[Company]) -> None:
    mara, sam = as_actor(acme.mara), as_actor(acme.sam)
    place(firms[0].pk, CORE, mara)
    assert stands(firms[0]) == ("core", "high", "t1")
    place(firms[0].pk, EDGE, sam)
    assert stands(firms[0]) == ("outside", "low", "t3")
    place(firms[0].pk, OUT, mara)
    assert stands(firms[0]) == ("", "", "")
    assert firms[0].placed_at is None
    assert told(firms[0]) == [("t1", CORE.reason, "Mara"), ("t3", EDGE.reason, "Sam"), ("", OUT.reason, "Mara")]
    changes = AuditEntry.objects.filter(verb="company.placed").order_by("id").values_list("changes", flat=True)
    assert [change["tier"] for change in changes] == [["", "t1"], ["t1", "t3"], ["t3", ""]]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Evidence("core", "none", "x"), "profit"),
        (Evidence("none", "high", "x"), "direction"),
        (Evidence("core", "", "x"), "profit"),
        (Evidence("core", "high", "  "), "reason"),
        (Evidence("core", "high", "x" * 2_001), "reason"),
        (Evidence("core", "high", "a\x00b"), "reason"),
        (Evidence("core", "high", "x", "javascript:alert(1)"), "link"),
        (Evidence("core", "high", "x", "https://"), "link"),
        (Evidence("core", "high", "x", 'https://a.example/"onx'), "link"),
        (Evidence("core", "high", "x", "https://[bad"), "link"),
    ],
)
def test_what_cannot_be_a_placement_is_refused_by_field(firms: list[Company], given: Evidence, field: str) -> None:
    with pytest.raises(Refused) as refused:
        place(firms[0].pk, given, SYSTEM)
    assert (refused.value.field, told(firms[0])) == (field, [])


def test_nobodys_company_is_not_found(firms: list[Company]) -> None:
    with pytest.raises(Refused) as refused:
        place(ids.new(), CORE, SYSTEM)
    assert refused.value.status == 404


def test_many_are_counted_placed_and_given_back(acme: Cast, firms: list[Company]) -> None:
    place(firms[0].pk, CORE, SYSTEM)
    place(firms[1].pk, EDGE, SYSTEM)
    found = preview(Asked(), CORE)
    assert (found.matched, len(found.changing), found.same) == (6, 5, 1)
    with pytest.raises(Refused) as refused:
        place_many(Asked(), CORE, 4, SYSTEM)
    assert (refused.value.code, Placement.objects.count()) == ("changed", 2)
    batch = place_many(Asked(), Evidence("core", "high", "All of them", ""), 5, SYSTEM)
    assert {stands(firm)[2] for firm in firms} == {"t1"}
    place(firms[2].pk, EDGE, as_actor(acme.mara))  # somebody knows better
    assert undo_batch(batch.pk, SYSTEM) == 4
    assert [stands(firm)[2] for firm in firms] == ["t1", "t3", "t3", "", "", ""]
    assert [tier for tier, *_ in told(firms[1])] == ["t3", "t1", "t3"]
    with pytest.raises(Refused, match="undone already"):
        undo_batch(batch.pk, SYSTEM)
    with pytest.raises(Refused) as refused:
        place_many(Asked(q="firm0"), CORE, None, SYSTEM)
    assert refused.value.code == "nothing"


def test_batches_undone_in_any_order_leave_what_the_newest_words_say(acme: Cast, firms: list[Company]) -> None:
    """What stands is always the newest placement, whatever is placed and undone."""
    random, open_batches = Random(7), list[UUID]()
    cells = [("core", "high"), ("core", "low"), ("outside", "low"), ("adjacent", "medium")]
    for step in range(60):
        given = Evidence(*random.choice(cells), reason=f"Step {step}")
        if random.random() < 0.3:
            place(random.choice(firms).pk, given, SYSTEM)
        elif open_batches and random.random() < 0.4:
            undo_batch(open_batches.pop(random.randrange(len(open_batches))), SYSTEM)
        else:
            asked = Asked(q=random.choice(["", "firm1", "firm3"]), tier=random.choice(["", "t1", "-"]))
            if preview(asked, given).changing:
                open_batches.append(place_many(asked, given, None, SYSTEM).pk)
        for firm in firms:
            newest = Placement.objects.filter(company=firm).order_by("-id").first()
            assert stands(firm) == ((newest.direction, newest.profit, newest.tier) if newest else ("", "", ""))


def scheme(**change: Any) -> Any:
    return read({**plain(DEFAULT), **change})


def test_another_scheme_gives_companies_the_tier_of_their_cell(firms: list[Company]) -> None:
    place(firms[0].pk, CORE, SYSTEM)
    place(firms[1].pk, EDGE, SYSTEM)
    new = scheme(cells=[["t2", "t2", "t2"], ["t2", "t2", "t3"], ["t3", "t3", "t3"]])
    assert tiers.would_change(new) == 1
    with pytest.raises(Refused) as refused:
        publish_scheme(new, SYSTEM, 2)
    assert refused.value.code == "changed"
    assert publish_scheme(new, SYSTEM, 1).version == 1
    assert [stands(firm)[2] for firm in firms[:2]] == ["t2", "t3"]
    assert [tier for tier, *_ in told(firms[0])] == ["t1"]  # as it was written
    place(firms[2].pk, CORE, SYSTEM)
    assert Placement.objects.order_by("-id").values_list("tier", "scheme_version")[0] == ("t2", 1)


def test_a_level_on_which_companies_stand_cannot_be_left_out(firms: list[Company]) -> None:
    place(firms[0].pk, EDGE, SYSTEM)
    levels = plain(DEFAULT)["direction"]
    fewer = scheme(direction={**levels, "levels": levels["levels"][:2]}, cells=[["t1", "t1", "t2"], ["t1", "t2", "t3"]])
    with pytest.raises(Refused) as refused:
        publish_scheme(fewer, SYSTEM)
    assert (refused.value.code, tiers.standing().version) == ("in_use", 0)
    batch = place_many(Asked(tier="t3"), CORE, 1, SYSTEM)
    publish_scheme(fewer, SYSTEM)
    with pytest.raises(Refused) as refused:
        undo_batch(batch.pk, SYSTEM)
    assert (refused.value.code, stands(firms[0])[2]) == ("level_gone", "t1")


def test_a_market_class_is_set_of_one_and_of_many_and_given_back(firms: list[Company]) -> None:
    put_market_class(firms[0].pk, "big_b", SYSTEM)
    batch = class_many(Asked(), "small_b", 6, SYSTEM)
    put_market_class(firms[1].pk, "big_c", SYSTEM)
    assert undo_batch(batch.pk, SYSTEM) == 5
    assert list(Company.objects.order_by("domain").values_list("market_class", flat=True)) == ["big_b", "big_c", "", "", "", ""]
    with pytest.raises(Refused) as refused:
        put_market_class(firms[0].pk, "huge", SYSTEM)
    assert refused.value.field == "market_class"


def test_members_of_segments_follow_each_write(acme: Cast, firms: list[Company]) -> None:
    top = build_segment(name="Top", tree={"ask": "tier", "tiers": ["t1"]}, actor=SYSTEM)
    low_but_big = {"all": [{"ask": "market_class", "classes": ["big_b"]}, {"ask": "tier", "tiers": ["-", "t3"]}]}
    big = build_segment(name="Big", tree=low_but_big, actor=SYSTEM)
    lead = dict(Lead.objects.values_list("person__company_id", "id"))

    def members(segment: Any) -> set[UUID]:
        work.run_until_quiet(acme.acme.id)
        return membership.members(segment.line_id)

    place(firms[0].pk, CORE, SYSTEM)
    assert members(top) == {lead[firms[0].pk]}
    batch = place_many(Asked(), CORE, 5, SYSTEM)
    assert len(members(top)) == 6
    undo_batch(batch.pk, SYSTEM)
    assert members(top) == {lead[firms[0].pk]}
    put_market_class(firms[1].pk, "big_b", SYSTEM)
    assert members(big) == {lead[firms[1].pk]}
    place(firms[1].pk, EDGE, SYSTEM)
    assert members(big) == {lead[firms[1].pk]}
    publish_scheme(scheme(cells=[["t2"] * 3, ["t2"] * 3, ["t1"] * 3]), SYSTEM)
    assert (members(top), members(big)) == ({lead[firms[1].pk]}, set())


def test_a_file_and_the_api_say_the_class_of_a_company(acme: Cast) -> None:
    create_lead({"email": "a@big.example", "market_class": "Big B"}, SYSTEM)
    create_lead({"email": "b@small.example", "market_class": "小B"}, SYSTEM)
    create_lead({"email": "c@big.example"}, SYSTEM)
    assert dict(Company.objects.values_list("domain", "market_class")) == {"big.example": "big_b", "small.example": "small_b"}
    create_lead({"email": "a@big.example", "market_class": "unknown"}, SYSTEM)
    assert Company.objects.get(domain="big.example").market_class == ""
    for card in ({"email": "a@big.example", "market_class": "huge"}, {"email": "a@gmail.com", "market_class": "big_b"}):
        with pytest.raises(Refused) as refused:
            create_lead(card, SYSTEM)
        assert refused.value.field == "market_class"


def test_as_many_others_than_were_shown_stay_as_they_are(acme: Cast, firms: list[Company]) -> None:
    """One of six was placed and classed meanwhile, and a seventh came."""
    placing, classing = preview(Asked(), CORE), class_preview(Asked(), "small_b")
    place(firms[0].pk, CORE, SYSTEM)
    put_market_class(firms[0].pk, "small_b", SYSTEM)
    create_lead({"email": "lead@new.example"}, SYSTEM)
    for attempt in (
        lambda: place_many(Asked(), CORE, 6, SYSTEM, placing.digest),
        lambda: class_many(Asked(), "small_b", 6, SYSTEM, classing.digest),
    ):
        with pytest.raises(Refused) as error:
            attempt()
        assert (error.value.field, error.value.code, error.value.status) == ("digest", "changed", 409)
    assert [stands(company) for company in firms[1:]] == [("", "", "")] * 5
    assert len(place_many(Asked(), CORE, 6, SYSTEM, preview(Asked(), CORE).digest).before) == 6
    assert len(class_many(Asked(), "small_b", 6, SYSTEM, class_preview(Asked(), "small_b").digest).before) == 6
