"""Fit rules and negative match."""

from uuid import UUID

from scoring.domain.default_pack import DEFAULT
from scoring.domain.fit import Profile, judge

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


def test_free_mail_and_a_phone_number_that_is_none_deduct() -> None:
    assert rules_of(email="lena@gmail.com") == {"fit:free_mail": -10}
    assert rules_of(email="lena@acme.example", phone="+4930901820") == {}
    assert rules_of(phone="12") == {"fit:invalid_phone": -5}
    assert rules_of(phone="+86 138 0013 8000") == {}
