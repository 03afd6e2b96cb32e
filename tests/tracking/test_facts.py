"""A fact says which events may be among its own, and never by their names."""

from hypothesis import given
from hypothesis import strategies as st

from tracking.facts import EventsRecorded, mark

NAMES = st.lists(st.text(max_size=30), max_size=6)


def of(names: list[str] | None) -> EventsRecorded:
    return EventsRecorded(event_ids=[], visitor_ids=[], names=names)


@given(NAMES, NAMES)
def test_nobody_who_cares_is_told_not_to_look(happened: list[str], wanted: list[str]) -> None:
    may = of([mark(name) for name in happened]).may_tell(wanted)
    assert may or not set(happened) & set(wanted)


def test_who_cares_for_no_other_need_not_look_and_what_is_not_said_may_be_anything() -> None:
    told = of([mark("page_viewed"), mark("lena@fischer.example")])
    assert (told.may_tell(["qr_scanned"]), told.may_tell(["page_viewed"]), told.may_tell([]), of(None).may_tell([])) == (
        False,
        True,
        False,
        True,
    )
    assert "lena" not in repr(told)
