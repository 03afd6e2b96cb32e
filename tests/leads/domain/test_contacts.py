"""Names, e-mail addresses, phone numbers, company domains, grams: one normal form, never an exception."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain import cards, contacts, export, grams, names, traits

ANYTHING = st.text(alphabet=st.characters(), max_size=80)


@pytest.mark.parametrize(
    ("given_text", "normal"),
    [
        ("Lena@Acme.COM ", "lena@acme.com"), ("lena@münchen.de", "lena@münchen.de"), ("a@b", ""), ("a b@c.de", ""),
        ("x@localhost.local", ""),
        (None, ""), ("a..b@c.de", ""), ("王@例子.中国", "王@例子.中国"),
    ],
)  # fmt: skip
def test_email(given_text: str | None, normal: str) -> None:
    assert contacts.email(given_text) == normal


@pytest.mark.parametrize(
    ("given_text", "country", "normal"),
    [
        ("138 0013 8000", "", "+8613800138000"), ("+1 (202) 555-0173", "", "+12025550173"), ("030 901820", "DE", "+4930901820"),
        ("none", "", ""),
        ("555", "", ""),
    ],
)  # fmt: skip
def test_phone(given_text: str, country: str, normal: str) -> None:
    assert contacts.phone(given_text, country) == normal


@pytest.mark.parametrize(
    ("address", "domain"),
    [("a@mail.acme.co.uk", "acme.co.uk"), ("a@qq.com", ""), ("a@vip.163.com", ""), ("a@acme.com.br", "acme.com.br"),
     ("a@acme.example", "acme.example")],
)  # fmt: skip
def test_company_domain(address: str, domain: str) -> None:
    assert contacts.company_domain(address) == domain


@given(ANYTHING)
def test_clean_is_stable_and_storable(text: str) -> None:
    once = names.clean(text)
    assert names.clean(once) == once
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in once)
    once.encode()


@given(ANYTHING, ANYTHING)
def test_normal_forms_are_stable_and_total(text: str, more: str) -> None:
    for normal in (contacts.email, contacts.phone, contacts.country):
        assert normal(normal(text)) == normal(text)
    traits.keys({"user_id": text, "email": more, "traits": {"phone": text}})
    traits.fields({text: more, "name": text, "company": {"name": more}, "country": text, "x": [text, 1]})
    cards.read({"name": text, "email": more, "attributes": {text: more}})


@given(ANYTHING)
def test_a_word_is_found_by_every_part_of_it(text: str) -> None:
    stored = set(grams.of_texts([text]))
    for word in grams.words(text):
        if len(stored) < grams.MOST:
            for start in range(len(word)):
                for part in (word[start : start + 1], word[start : start + 2], word[start:]):
                    assert set(grams.of_query(part)) <= stored


def test_full_name_follows_the_script() -> None:
    assert names.full_name("小明", "王") == "王小明"
    assert names.full_name("Lena", "Fischer") == "Lena Fischer"
    assert names.full_name("🚀", "") == "🚀"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("=1+1", "'=1+1"), ("+8613800138000", "+8613800138000"), ("-5.00", "-5.00"), ("+1-1", "'+1-1"), ("＝cmd", "'＝cmd"),
     ("@x", "'@x"), ("\tx", "'\tx"),
     ("-", "'-"), (None, ""), (7, "7")],
)  # fmt: skip
def test_cells_run_nothing(value: object, shown: str) -> None:
    assert export.cell(value) == shown
