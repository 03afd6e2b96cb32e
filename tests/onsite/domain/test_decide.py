"""The decision, for any facts: consent, order, frequency, and a reason for everything."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onsite.domain.decide import MOST_MESSAGES, Facts, Message, Seen, SlotRules, decide, too_often, why
from onsite.domain.networks import Account
from onsite.domain.shapes import Conditions, Content, Frequency, Popup, Rule
from onsite.enums import Reason

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
words = st.lists(st.sampled_from(["a", "B", "email", "/", "/x*"]), max_size=2).map(tuple)
conditions = st.builds(
    Conditions, visitor=st.sampled_from(["any", "new", "returning"]), intents=words, channels=words, sources=words, paths=words,
    tiers=words, filters=st.sampled_from([{}, {"known": ["yes"]}]),
)  # fmt: skip
popups = st.builds(
    Popup, conditions=conditions, priority=st.integers(0, 3), starts=st.sampled_from(["", "2026-11-02", "2026-11-03"]),
    ends=st.sampled_from(["", "2026-11-01", "2026-11-02"]), frequency=st.builds(Frequency, st.sampled_from(["once", "visit", "days"])),
)  # fmt: skip
facts = st.builds(
    Facts, consent=st.sampled_from(["granted", "cookieless", "denied"]), path=st.sampled_from(["/", "/x", "/x/y"]),
    today=st.just("2026-11-02"), visit_at=st.just(NOW - timedelta(minutes=5)), returning=st.booleans(), intent=st.sampled_from(["", "ab"]),
    channel=st.sampled_from(["", "email"]), source=st.sampled_from(["", "A"]),
    account=st.sampled_from([None, Account("1", "Acme", "a", ())]),
    audiences=st.sampled_from([frozenset(), frozenset({"m0", "m1", "s:0"})]),
)  # fmt: skip
views = st.lists(st.integers(0, 60 * 24 * 20).map(lambda minutes: NOW - timedelta(minutes=minutes)), max_size=5).map(tuple)
seen = st.builds(Seen, views, st.booleans())


@given(facts, st.lists(popups, max_size=9), st.lists(conditions, max_size=4), seen)
def test_everything_has_one_reason_and_the_first_rule_that_fits_decides(
    given_facts: Facts, shapes: list[Popup], rules: list[Conditions], history: Seen
) -> None:
    messages = [Message(f"m{number}", 1, popup) for number, popup in enumerate(shapes)]
    slot = SlotRules("s", "hero", 1, tuple(Rule("", Content(), Content(), one) for one in rules))
    decision = decide(given_facts, {"m0": history}, messages, [slot], NOW)
    reasons = dict(decision.reasons)
    shown = [key for key, reason in reasons.items() if reason == Reason.SHOWN and ":" not in key]
    assert shown == [message.id for message in decision.messages]
    assert {message.id for message in messages} <= set(reasons)
    assert len(decision.messages) <= MOST_MESSAGES
    priorities = [message.popup.priority for message in decision.messages]
    assert priorities == sorted(priorities, reverse=True)
    fitting = [number for number, one in enumerate(rules) if why(one, given_facts, f"s:{number}") == Reason.SHOWN]
    assert decision.slots == ({"hero": fitting[0]} if fitting else {})


@given(facts, st.lists(popups, max_size=5), st.lists(conditions, max_size=3))
def test_without_consent_nothing_personal_is_decided(given_facts: Facts, shapes: list[Popup], rules: list[Conditions]) -> None:
    messages = [Message(f"m{number}", 1, popup) for number, popup in enumerate(shapes)]
    slot = SlotRules("s", "hero", 1, tuple(Rule("", Content(), Content(), one) for one in rules))
    decision = decide(given_facts, {}, messages, [slot], NOW)
    if given_facts.consent == "denied":
        assert (decision.messages, decision.slots) == ([], {})
    if given_facts.consent == "cookieless":
        assert [one.id for one in decision.messages if one.popup.conditions.personal or one.popup.frequency.kind != "visit"] == []
        assert [number for number in decision.slots.values() if rules[number].personal] == []


@given(views, st.integers(1, 4), st.integers(1, 20))
def test_more_views_never_allow_more(past: tuple[datetime, ...], times: int, days: int) -> None:
    visit_at = NOW - timedelta(minutes=20)
    for kind in ("once", "visit", "days"):
        rule = Frequency(kind, times, days)  # type: ignore[arg-type]
        if too_often(rule, past, visit_at, NOW):
            assert too_often(rule, (*past, NOW), visit_at, NOW)
    recent = [view for view in past if view > NOW - timedelta(days=days)]
    assert too_often(Frequency("days", times, days), past, visit_at, NOW) == (len(recent) >= times)


def test_pages() -> None:
    def fits(path: str, *patterns: str) -> bool:
        return why(Conditions(paths=patterns), Facts("granted", path, "", NOW), "x") == Reason.SHOWN

    said = [
        fits("/pricing/", "/pricing"), fits("/pricing", "/pricing/"), fits("/pricing/eu", "/pricing"), fits("/pricing/eu", "/pricing*"),
        fits("/", "/"), fits("/x", "/"), fits("/a.b", "/a.b"), fits("/axb", "/a.b"),
        fits("/x", "!/x"), fits("/y", "!/x"), fits("/x/y/z", "*/z"),
    ]  # fmt: skip
    assert said == [True, True, False, True, True, False, True, False, False, True, True]


@given(st.integers(1, 40), st.integers(1, 12), st.booleans())
def test_on_every_nth_visit_it_appears_once(number: int, times: int, viewed: bool) -> None:
    visit_at = NOW - timedelta(minutes=20)
    popup, past = Popup(frequency=Frequency("every", times)), (NOW - timedelta(minutes=1),) if viewed else (visit_at - timedelta(days=1),)
    decision = decide(Facts("granted", "/", "", visit_at, number), {"m": Seen(past)}, [Message("m", 1, popup)], [], NOW)
    wanted = Reason.TURN if number % times else Reason.FREQUENCY if viewed else Reason.SHOWN
    assert decision.reasons == [("m", wanted)]
