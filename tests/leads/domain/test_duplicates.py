"""How sure is it that two are one?"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain import misspelt
from leads.domain.duplicates import canonical_email, grows, judge, letters, match_keys

BLANK: dict[str, Any] = {"name": "", "email": "", "phone": "", "company_name": "", "company_id": None}
PERSON = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", "Lena Fischer", "L. Fischer", "王伟", "Wei Wang", "Tom"]) | st.text(max_size=20),
        "email": st.sampled_from(["", "lena@acme.example", "l.ena+x@gmail.com", "lena@gmial.com"]) | st.text(max_size=20),
        "phone": st.sampled_from(["", "+4930901820", "030901820"]),
        "company_name": st.sampled_from(["", "Acme GmbH", "ACME Holding"]),
        "company_id": st.none(),
    }
)


def person(**fields: Any) -> dict[str, Any]:
    return {**BLANK, **fields}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lena.fischer+news@gmail.com", "lenafischer@googlemail.com"),
        ("lena@gmial.com", "lena@gmail.com"),
        ("lena+trial@acme.example", "lena@acme.example"),
        ("Lena@Outlok.com", "lena@outlook.com"),
    ],
)
def test_one_mailbox_has_one_canonical_address(one: str, other: str) -> None:
    assert canonical_email(one) == canonical_email(other)


def test_dots_count_where_the_provider_counts_them() -> None:
    assert canonical_email("l.ena@acme.example") != canonical_email("lena@acme.example")


LENA = person(name="Lena Fischer", email="lena.fischer@gmail.com")


@pytest.mark.parametrize(
    ("one", "other", "kind", "least"),
    [
        (person(name="王伟", company_name="深圳云帆科技有限公司"), person(name="Wei Wang", company_name="深圳云帆科技"), "name_order", 70),
        (person(name="Zhang Xiaoming", company_name="Acme"), person(name="张晓明", company_name="Acme GmbH"), "name_order", 70),
        (person(name="Lena Fischer", company_name="Acme GmbH"), person(name="Lena Fisher", company_name="ACME Holding"), "name_near", 60),
        (person(name="L. Fischer", company_name="Acme"), person(name="Lena Fischer", company_name="Acme"), "name_initials", 40),
        (person(phone="+4930901820"), person(phone="030 901820"), "phone", 70),
        (person(phone="+8613812345678"), person(phone="138 1234 5678"), "phone", 70),
        (person(phone="+8613812345678"), person(phone="+86 138-1234-5678"), "phone", 70),
        (person(phone="+4930901820"), person(phone="+49030901820"), "phone", 70),
        (person(email="lena+x@gmail.com"), person(email="le.na@gmail.com"), "email_spelling", 90),
        (person(email="lena@gmial.com"), person(email="lena@gmail.com"), "email_slip", 85),
        (LENA, person(name="Fisher, Lena", email="lena.fisher@gmx.de"), "email_near", 45),
        (LENA, person(name="Lena Fischre", email="l.e.n.a-fischer@web.de"), "email_near", 50),
        (LENA, person(name="Lena Fischer", email="lena_fischer@gmx.de"), "email_near", 55),
        (person(name="Jörg Meyer", email="joergmeyer@web.de"), person(name="Jörg Meier", email="joerg.meier@gmx.de"), "email_near", 45),
    ],
)
def test_likenesses_are_found_by_a_key_and_weighed(one: dict[str, Any], other: dict[str, Any], kind: str, least: int) -> None:
    assert set(match_keys(one)) & set(match_keys(other))
    finding = judge(one, other, ((), ()))
    assert finding is not None
    assert (finding.evidence[0]["kind"], finding.confidence >= least) == (kind, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person(name="Lena Fischer", company_name="Acme"), person(name="Tom Berger", company_name="Acme")),
        (person(name="Lena Fischer", company_name="Acme"), person(name="Lena Fischer", company_name="Globex")),
        (person(email="lena@acme.example"), person(email="lena@globex.example")),
        (person(phone="+8613812345678"), person(phone="+8613912345678")),
        (person(phone="+4912345678"), person(phone="+8613912345678")),
        (BLANK, BLANK),
    ],
)
def test_what_is_no_likeness(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert judge(one, other, ((), ())) is None


def test_different_user_ids_speak_against_it() -> None:
    one, other = person(email="lena+x@gmail.com"), person(email="lena@gmail.com")
    without, against = judge(one, other, ((), ())), judge(one, other, ([("user_id", "1")], [("user_id", "2")]))
    assert without is not None
    assert against is not None
    assert against.confidence < without.confidence


@given(PERSON, PERSON)
def test_a_judgement_is_the_same_both_ways_and_within_bounds(one: dict[str, Any], other: dict[str, Any]) -> None:
    there, back = judge(one, other, ((), ())), judge(other, one, ((), ()))
    assert (there and there.confidence) == (back and back.confidence)
    assert there is None or 40 <= there.confidence <= 99


@given(st.lists(st.sampled_from(["wei", "wang", "王", "Lena"]), min_size=1, max_size=4), st.randoms())
def test_the_letters_of_a_name_know_no_order(words: list[str], random: Any) -> None:
    shuffled = list(words)
    random.shuffle(shuffled)
    assert letters(" ".join(words)) == letters(" ".join(shuffled))


def test_evidence_grows_by_a_new_kind_only() -> None:
    phone, name = {"kind": "phone", "points": 70}, {"kind": "name", "points": 72}
    assert grows([phone], [phone, name])
    assert not grows([phone, name], [phone])
    assert not grows([phone], [{"kind": "phone", "points": 90}])


@pytest.mark.parametrize(
    "other",
    [
        person(name="Lena Fisher", email="sunny77@gmx.de"),
        person(name="Lena Fisher", email="lena.fischer84@gmx.de") | {"name": "Tom Berger"},
        person(name="Lena Fisher", email="lena.fisher@acme.example"),
        person(name="Lena Fischmann", email="lena.fischmann@gmx.de"),
        person(name="Lena", email="lena.fischer@gmx.de"),
    ],
)
def test_a_slip_alone_is_no_likeness(other: dict[str, Any]) -> None:
    assert judge(LENA, other, ((), ())) is None


def test_addresses_whose_numbers_differ_are_two_peoples() -> None:
    one, other = (person(name="Lena Fischer", email=f"lena.fischer{year}@gmx.de") for year in (84, 85))
    assert judge(one, other, ((), ())) is None


def test_chinese_names_that_only_sound_alike_do_not_meet() -> None:
    one, other = person(name="王伟明", email="wangweiming@qq.com"), person(name="王威明", email="wangweimin@163.com")
    assert not {key for key in match_keys(one) if "s:" in key}
    assert judge(one, other, ((), ())) is None or judge(one, other, ((), ())).evidence[0]["kind"] == "name_order"  # type: ignore[union-attr]


NAME = st.text("abcdefghij", min_size=4, max_size=10)


@given(NAME, NAME, st.integers(0, 9), st.sampled_from("xyz"), st.sampled_from(["drop", "add", "swap", "other"]))
def test_whatever_one_slip_is_the_names_meet(first: str, last: str, place: int, letter: str, slip: str) -> None:
    text = f"{first}{last}"
    place %= len(text) - 1
    wrong = {
        "drop": text[:place] + text[place + 1 :], "add": text[:place] + letter + text[place:],
        "swap": text[:place] + text[place + 1] + text[place] + text[place + 2 :], "other": text[:place] + letter + text[place + 1 :],
    }[slip]  # fmt: skip
    words, others = ["a", text], ["a", wrong]
    if misspelt.spelled(words) and misspelt.spelled(others):
        assert set(misspelt.keys(words)) & set(misspelt.keys(others))
        assert misspelt.near(words, others) == (misspelt.spelled(words) != misspelt.spelled(others))
        assert len(misspelt.keys(words)) <= misspelt.MOST + 1
