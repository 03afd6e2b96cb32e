"""What a visitor is shown on a page, and why (pure): facts, candidates and history in, messages and slots out (F019, F023, F047)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from onsite.domain.networks import Account
from onsite.domain.shapes import Conditions, Frequency, Popup, Rule
from onsite.enums import Consent, Reason

MOST_MESSAGES = 5


@dataclass(frozen=True)
class Facts:
    """One page view. `audiences` names the candidates (`id` or `id:rule`) whose filters hold of the lead, `who` those whose
    trees do; `today` is an ISO day of the workspace; `visit_at` is when this visit began, `visit_no` its number on the
    device, from 1."""

    consent: str
    path: str
    today: str
    visit_at: datetime
    visit_no: int = 1
    returning: bool = False
    intent: str = ""
    channel: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    account: Account | None = None
    audiences: frozenset[str] = frozenset()
    who: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seen:
    """What this visitor did with one message before."""

    views: tuple[datetime, ...] = ()
    dismissed: bool = False


@dataclass(frozen=True)
class Message:
    """A published pop-up."""

    id: str
    version: int
    popup: Popup


@dataclass(frozen=True)
class SlotRules:
    """A published slot."""

    id: str
    key: str
    version: int
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Decision:
    """`messages` in the order in which they may appear; `slots` maps a key to the number of its rule, from 0; `reasons` names all."""

    messages: list[Message] = field(default_factory=list)
    slots: dict[str, int] = field(default_factory=dict)
    reasons: list[tuple[str, Reason]] = field(default_factory=list)


def decide(facts: Facts, history: Mapping[str, Seen], messages: Iterable[Message], slots: Iterable[SlotRules], now: datetime) -> Decision:
    """Choose. Without consent nothing is decided; cookieless visits are asked only for page, source and network."""
    decision = Decision()
    for message in sorted(messages, key=lambda one: (-one.popup.priority, one.id)):
        reason = _message(message, facts, history.get(message.id, Seen()), now)
        if reason == Reason.SHOWN and len(decision.messages) == MOST_MESSAGES:
            reason = Reason.LATER
        if reason == Reason.SHOWN:
            decision.messages.append(message)
        decision.reasons.append((message.id, reason))
    for slot in slots:
        for number, rule in enumerate(slot.rules):
            reason = why(rule.conditions, facts, f"{slot.id}:{number}")
            decision.reasons.append((f"{slot.id}:{number}", reason))
            if reason == Reason.SHOWN:
                decision.slots[slot.key] = number
                break
    return decision


def _message(message: Message, facts: Facts, seen: Seen, now: datetime) -> Reason:
    popup = message.popup
    if (popup.starts and facts.today < popup.starts) or (popup.ends and facts.today > popup.ends):
        return Reason.DATES
    if facts.consent == Consent.COOKIELESS and popup.frequency.kind != "visit":
        return Reason.CONSENT  # it would have to be remembered on the device
    reason = why(popup.conditions, facts, message.id)
    if reason != Reason.SHOWN:
        return reason
    if seen.dismissed:
        return Reason.DISMISSED
    if popup.frequency.kind == "every" and facts.visit_no % popup.frequency.times:
        return Reason.TURN
    return Reason.FREQUENCY if too_often(popup.frequency, seen.views, facts.visit_at, now) else Reason.SHOWN


def too_often(frequency: Frequency, views: Sequence[datetime], visit_at: datetime, now: datetime) -> bool:
    """Whether the frequency rule forbids another view at `now`."""
    if frequency.kind == "once":
        return bool(views)
    if frequency.kind in ("visit", "every"):
        return any(view >= visit_at for view in views)
    return sum(view > now - timedelta(days=frequency.days) for view in views) >= frequency.times


def why(conditions: Conditions, facts: Facts, name: str) -> Reason:
    """The first condition that does not hold; SHOWN when all do. `name` is what `facts.audiences` and `facts.who` would hold."""
    if facts.consent == Consent.DENIED or (facts.consent == Consent.COOKIELESS and conditions.personal):
        return Reason.CONSENT
    if not _on_page(conditions.paths, facts.path):
        return Reason.PAGE
    for wanted, given in (
        (conditions.channels, facts.channel), (conditions.sources, facts.source), (conditions.media, facts.medium),
        (conditions.campaigns, facts.campaign),
    ):  # fmt: skip
        if wanted and given.lower() not in {word.lower() for word in wanted}:
            return Reason.SOURCE
    if conditions.visitor != "any" and (conditions.visitor == "returning") != facts.returning:
        return Reason.VISITOR
    if conditions.intents and not any(word.lower() in facts.intent.lower() for word in conditions.intents):
        return Reason.INTENT
    if not _of_account(conditions, facts.account):
        return Reason.ACCOUNT
    if conditions.audiences and name not in facts.audiences:
        return Reason.AUDIENCE
    if conditions.who and name not in facts.who:
        return Reason.WHO
    return Reason.SHOWN


def _of_account(conditions: Conditions, account: Account | None) -> bool:
    if conditions.accounts and (account is None or not {account.id, "any"} & set(conditions.accounts)):
        return False
    return not conditions.tiers or (account is not None and account.tier in conditions.tiers)


@lru_cache(maxsize=10_000)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("".join(".*" if part == "*" else re.escape(part) for part in re.split(r"(\*)", text)), re.DOTALL)


def _on_page(patterns: Sequence[str], path: str) -> bool:
    """`/pricing` is that page, with or without a slash at the end; `*` stands for anything; a leading ! leaves out."""
    plain = path.rstrip("/") or "/"
    wanted = [one for one in patterns if not one.startswith("!")]
    unwanted = [one[1:] for one in patterns if one.startswith("!")]

    def fits(one: str) -> bool:
        return any(_pattern(one if one == "/" else one.rstrip("/")).fullmatch(each) for each in {path, plain})

    return (not wanted or any(map(fits, wanted))) and not any(map(fits, unwanted))
