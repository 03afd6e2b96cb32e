"""Fit rules and negative match."""

from uuid import UUID

from msgspec.structs import replace

from scoring.domain.default_pack import DEFAULT
from scoring.domain.fit import Profile, entry_of, judge
from scoring.domain.rule_shapes import FitRule, Limits
from tests.conftest import NOON

LEAD = UUID(int=1)


def rules_of(**fields: object) -> dict[str, float]:
    return {fit.rule: fit.points for fit in judge(DEFAULT, Profile(LEAD, **fields))}  # type: ignore[arg-type]


def test_whole_words_only() -> None:
    assert rules_of(title="Director of Sales") == {"fit:title_head": 12}
    assert rules_of(title="CTO") == {"fit:title_chief": 15}
    assert rules_of(title="市场总监") == {"fit:title_head": 12}
    assert rules_of(title="Intern") == {}


def test_company_by_size_and_name() -> None:
    assert rules_of(company="Acme", company_size=50) == {"fit:company_known": 5, "fit:company_50": 5}
    assert rules_of(company_size=49) == {}


def test_a_company_nobody_knows_deducts_from_whoever_can_be_reached_where_the_rulebook_says_so() -> None:
    rules = replace(DEFAULT, deductions=replace(DEFAULT.deductions, unknown_company=-8.0), fit=[])

    def judged(**fields: str) -> dict[str, float]:
        return {fit.rule: fit.points for fit in judge(rules, Profile(LEAD, **fields))}

    assert judged(email="lena@acme.example") == {"fit:unknown_company": -8}
    assert judged(phone="+4930901820") == {"fit:unknown_company": -8}
    assert judged(email="lena@acme.example", company="Acme") == {}
    assert judged(title="CTO") == {}
    assert rules_of(email="lena@acme.example") == {}


def test_free_mail_and_a_phone_number_that_is_none_deduct() -> None:
    assert rules_of(email="lena@gmail.com") == {"fit:free_mail": -10}
    assert rules_of(email="lena@acme.example", phone="+4930901820") == {}
    assert rules_of(phone="12") == {"fit:invalid_phone": -5}
    assert rules_of(phone="+86 138 0013 8000") == {}


def test_what_counts_as_purchase_stays_beside_match() -> None:
    """It is limited with neither the rules of match nor what fades, and its entry never fades without being part of the grade."""
    of_deal = FitRule("decides", "Decides", "title", 20.0, any_of=["ceo"], dimension="purchase")
    rules = replace(DEFAULT, fit=[*DEFAULT.fit, of_deal], limits=replace(Limits(), match=replace(Limits().match, cap=10.0)))
    found = {fit.rule: fit for fit in judge(rules, Profile(LEAD, title="CEO"))}
    assert {rule: (fit.points, fit.dimension) for rule, fit in found.items()} == {
        "fit:title_chief": (15, "match"), "fit:decides": (20, "purchase"), "fit:cap:match": (-5, "match"),
    }  # fmt: skip
    entries = [entry_of(LEAD, found[rule], NOON) for rule in ("fit:title_chief", "fit:decides")]
    assert [(entry.dimension, entry.decays, entry.kernel) for entry in entries] == [("match", False, ""), ("purchase", False, "none")]
