"""Where a name is counted, and that nothing is lost in counting."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from kernel import ids
from tracking.domain import catalogue
from tracking.domain.catalogue import Entry, Key
from tracking.domain.draft import Draft
from tracking.domain.volumes import NO_SITE

AT = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)
SITE = UUID(int=7)


def draft(kind: str, body: dict[str, object], name: str = "", at: datetime = AT, site: UUID | None = SITE) -> Draft:
    return Draft(1, "m", site, "live", kind, at, {}, body, name=name, properties=body.get("properties", {}))  # type: ignore[arg-type]


def test_a_view_counts_under_the_name_that_it_was_given() -> None:
    assert [
        catalogue.key_of(draft("track", {}, "bought")),
        catalogue.key_of(draft("page", {"name": "Pricing"}, "/pricing")),
        catalogue.key_of(draft("page", {"properties": {"name": "Docs"}}, "/docs")),
        catalogue.key_of(draft("page", {}, "/a/path/of/many")),
        catalogue.key_of(draft("identify", {}, "identify", site=None)),
    ] == [
        Key(SITE, "track", "bought"), Key(SITE, "page", "Pricing"), Key(SITE, "page", "Docs"), Key(SITE, "page", "page"),
        Key(NO_SITE, "identify", "identify"),
    ]  # fmt: skip


names = st.lists(st.text("abcdef", min_size=1, max_size=2), max_size=60)


@given(names, names, st.integers(0, 10))
def test_never_more_new_names_than_there_is_room_for(sent: list[str], stand: list[str], room: int) -> None:
    known = {Key(SITE, "track", name): Entry(ids.new(), False) for name in stand}
    placed = catalogue.places([Key(SITE, "track", name) for name in sent], known, room)
    assert set(placed) == {Key(SITE, "track", name) for name in sent}
    fresh = {key for key in placed.values() if key not in known and key.name != catalogue.OTHER}
    assert len(fresh) == min(room, len(set(sent) - set(stand)))
    assert all(placed[key] == key for key in placed if key in known)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.booleans(), st.integers(0, 5_000)), max_size=50))
def test_every_message_is_counted_once_on_its_day(sent: list[tuple[str, bool, int]]) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    seen = [(Key(SITE, "track", name), AT + timedelta(minutes=minute), blocked) for name, blocked, minute in sent]
    taken, blocked = (Counter((key, at) for key, at, is_blocked in seen if is_blocked == wanted) for wanted in (False, True))
    sums = catalogue.add_up(taken, blocked, catalogue.places([key for key, _, _ in seen], {}, 2), zone)
    assert sum(sum(found.events.values()) for found in sums.values()) == taken.total()
    assert sum(sum(found.blocked.values()) for found in sums.values()) == blocked.total()
    days = {at.astimezone(zone).date() for _, at, _ in seen}
    assert {day for found in sums.values() for day in (*found.events, *found.blocked)} == days
