"""Progressive profiling: what is known is spared, and each spared field makes room for one later one."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from capture.domain import starters
from capture.domain.asking import fields_for, known_target
from capture.enums import Ask

DOWNLOAD = starters.content("download")
assert DOWNLOAD is not None
TARGETS = sorted({known_target(field) for field in DOWNLOAD.fields} - {""})


def keys(known: set[str]) -> list[str]:
    assert DOWNLOAD is not None
    return [field.key for field in fields_for(DOWNLOAD, known)]


def test_a_stranger_is_asked_the_first_questions() -> None:
    assert keys(set()) == ["name", "email", "company", "news"]


def test_each_known_field_makes_room_for_one() -> None:
    assert keys({"email"}) == ["name", "company", "title", "news"]
    assert keys({"email", "name", "company"}) == ["title", "company_size", "news"]
    assert keys({"email", "name", "company", "title"}) == ["company_size", "news"]


def test_ask_always_asks_everything_and_a_confirmed_address_is_asked_again() -> None:
    assert DOWNLOAD is not None
    everything = msgspec.structs.replace(DOWNLOAD, ask_always=True)
    assert len(fields_for(everything, set(TARGETS))) == len(DOWNLOAD.fields)
    confirmed = msgspec.structs.replace(DOWNLOAD, double_opt_in=True)
    assert "email" in [field.key for field in fields_for(confirmed, set(TARGETS))]


@given(st.sets(st.sampled_from(TARGETS)))
def test_nobody_is_asked_more_than_a_stranger_and_consent_always(known: set[str]) -> None:
    shown = keys(known)
    assert len(shown) <= len(keys(set()))
    assert "news" in shown
    assert DOWNLOAD is not None
    spared = {field.key for field in DOWNLOAD.fields if field.ask == Ask.UNLESS_KNOWN and known_target(field) in known}
    assert not spared & set(shown)
