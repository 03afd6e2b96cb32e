"""Whether somebody can be reached, by form and lists alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.contactability import RANK, Reach, keys, of, of_email, of_phone
from leads.domain.profile import put_identity

EMAILS = [
    ("lena@fischer.example", "valid", "good"), ("Lena <x", "invalid", "bad"), ("lena@gmail.com", "free", "warn"),
    ("li@qq.com", "free", "warn"),
    ("info@fischer.example", "role", "warn"), ("sales+eu@fischer.example", "role", "warn"), ("x@mailinator.com", "disposable", "bad"),
    ("x@sub.mailinator.com", "disposable", "bad"), ("", "", ""),
]  # fmt: skip
PHONES = [
    ("+8613800138000", "mobile", "good"), ("13800138000", "mobile", "good"), ("+4930123456", "fixed_line", "good"),
    ("12", "invalid", "bad"),
    ("+49190", "invalid", "bad"), ("+4915", "invalid", "bad"), ("", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "state", "level"), EMAILS)
def test_addresses(text: str, state: str, level: str) -> None:
    assert of_email(text) == Reach(state, level)


@pytest.mark.parametrize(("text", "state", "level"), PHONES)
def test_numbers(text: str, state: str, level: str) -> None:
    assert of_phone(text) == Reach(state, level)


@pytest.mark.parametrize(
    ("off", "states"),
    [
        ("", ["valid", "free", "disposable", "invalid", "mobile", "invalid"]),
        ("email", ["unchecked", "unchecked", "unchecked", "unchecked", "mobile", "invalid"]),
        ("phone", ["valid", "free", "disposable", "invalid", "unchecked", "unchecked"]),
        ("disposable", ["valid", "free", "valid", "invalid", "mobile", "invalid"]),
        ("free_mail", ["valid", "valid", "disposable", "invalid", "mobile", "invalid"]),
    ],
)
def test_a_switch_leaves_out_just_its_judgement(off: str, states: list[str]) -> None:
    switched = frozenset({off} - {""})
    emails = [of_email(one, switched).state for one in ("lena@fischer.example", "lena@gmail.com", "x@mailinator.com", "Lena <x")]
    assert emails + [of_phone(one, switched).state for one in ("+8613800138000", "12")] == states


def test_what_nobody_judges_is_no_reason_to_hold_back_and_no_switch_hides_what_is_known() -> None:
    off = frozenset({"email", "phone"})
    assert of("x@mailinator.com", "12", off=off).reachable
    assert of("", "", off=off) == of("", "")
    assert of("lena@gmail.com", "", "unsubscribed", off=off).email == Reach("unsubscribed", "bad")
    assert of("lena@gmail.com", "", proven={"lena@gmail.com"}, off=off).email == Reach("confirmed", "proven")


def test_one_good_way_is_enough() -> None:
    assert [of("x@mailinator.com", "+8613800138000").reachable, of("lena@gmail.com", "").reachable, of("", "").reachable] == [
        True,
        False,
        False,
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_it(email: str, phone: str) -> None:
    assert {of(email, phone).email.level, of(email, phone).phone.level} <= {"", "good", "warn", "bad"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"company_name": "", "email": "", "company_id": None}, "Fischer GmbH"),
        ({"company_name": "Own word", "email": "", "company_id": None}, "Own word"),
        ({"company_name": "", "email": "lena@other.example", "company_id": None}, ""),
    ],
)  # fmt: skip
def test_the_company_of_a_network_is_a_hint_about_strangers(row: dict[str, object], expected: str) -> None:
    person = {**row, "attributes": {}}
    put_identity(person, {"network_company": "Fischer GmbH"})
    assert person["company_name"] == expected


@given(
    st.text(max_size=40) | st.sampled_from([row[0] for row in EMAILS]), st.text(max_size=30) | st.sampled_from([row[0] for row in PHONES])
)
def test_a_proof_lifts_only_what_nothing_speaks_against(email: str, phone: str) -> None:
    before, after = of(email, phone), of(email, phone, "", keys(email, phone))
    for was, now in ((before.email, after.email), (before.phone, after.phone)):
        assert now == was if was.level in ("", "bad") else RANK[now.level] == 4
    assert of(email, phone, "hard_bounce", keys(email, phone)).email.level in ("", "bad")


def test_a_proof_holds_for_its_own_address_alone() -> None:
    assert of("lena@gmail.com", "", "", keys("Lena@GMAIL.com", "")).email == Reach("confirmed", "proven")
    assert of("lena@gmail.com", "", "", keys("max@gmail.com", "13800138000")).email == Reach("free", "warn")
    assert of("", "13800138000", "", {"+8613800138000"}).phone == Reach("reached", "proven")
