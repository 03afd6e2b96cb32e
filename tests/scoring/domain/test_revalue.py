"""What an account played anew keeps: what sales took, and what followed from events that retention has removed since."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from scoring.domain.default_pack import DEFAULT
from scoring.domain.engine import Activity, Book, Entry
from scoring.domain.past import Moment, Past, tell
from scoring.domain.replay import first_entries
from scoring.domain.revalue import Revalued, Stood, effect_of, ledger_of, revalue
from tests.conftest import NOON

LEAD, DAY = UUID(int=1), timedelta(days=1)
# Downloads are worth half as much.
HALF = Book(replace(DEFAULT, events=[replace(e, points=e.points / 2) if e.event == "asset_downloaded" else e for e in DEFAULT.events]))


def download(number: int, days: float) -> Activity:
    return Activity(UUID(int=number), LEAD, "track", "asset_downloaded", "", "", NOON + days * DAY)


def given(*activities: Activity) -> list[Entry]:
    """What the default pack gave for them."""
    return list(first_entries(Book(DEFAULT), activities).values())


def silence(days: float) -> Entry:
    return Entry(LEAD, "silence", "behaviour", -4.0, True, NOON + days * DAY, "No interaction for 30 days", f"silence:{days}")


def anew(known: list[Activity], stood: list[Entry], book: Book = HALF, until: datetime = NOON) -> Revalued:
    past = Past(LEAD, None, [Moment(each.occurred_at, each) for each in known])
    return revalue(past, tell(past), ledger_of(Stood(entry, True) for entry in stood), (), book, 2, until)


def told(made: Revalued) -> list[tuple[str, float, str]]:
    return [(entry.rule, entry.points, entry.effect_key) for entry in made.entries]


def test_the_difference_is_an_entry_at_the_instant_of_the_effect() -> None:
    one = download(7, 0)
    (stood,) = given(one)
    made = anew([one], [stood])
    assert told(made) == [("anew:event:asset_downloaded", -5.0, f"{stood.effect_key}@2")]
    assert (made.entries[0].occurred_at, made.entries[0].event_id, effect_of(made.entries[0].effect_key)) == (
        NOON, UUID(int=7), stood.effect_key,
    )  # fmt: skip
    assert made.account.score(NOON) == pytest.approx(5)
    assert told(anew([one], [stood], Book(DEFAULT))) == []


def test_what_followed_from_events_that_are_gone_stays() -> None:
    """Retention drops events, not points."""
    old, new = download(7, 0), download(8, 60)
    stood = [*given(old), silence(30), *given(new)]
    made = anew([new], stood)
    assert told(made) == [("anew:event:asset_downloaded", -5.0, f"{stood[-1].effect_key}@2")]
    before = sum(entry.points * 0.7 ** ((60 - days) / 7) for entry, days in zip(stood[:2], (0, 30), strict=True))
    assert made.account.score(NOON + 60 * DAY) == pytest.approx(5 + before)
    assert told(anew([], stood)) == []


def test_a_silence_that_was_none_is_taken_back() -> None:
    """Among events that are known, only what they say counts."""
    one, two = download(7, 0), download(8, 40)
    stood = [*given(one), silence(10), *given(two)]
    found = {rule: points for rule, points, key in told(anew([one, two], stood, Book(DEFAULT))) if "silence" in key}
    assert found["anew:silence"] == 4.0
