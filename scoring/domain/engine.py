"""score(book, activities): the points and tags that events give, each with its factors and its reason. Pure and total."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import msgspec
from msgspec.structs import replace

from scoring.domain import contents, kernels
from scoring.domain.addresses import MEMORY, Finder
from scoring.domain.contents import Library
from scoring.domain.event_rules import by_event, which
from scoring.domain.kernels import RuleDecay
from scoring.domain.limits import Limiter, limiter
from scoring.domain.rule_shapes import ContentItem, EventRule, PageCategory, Rules
from scoring.domain.rulebook import decays_of

UNWORDY = re.compile(r"[^a-z0-9]+")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# (lead, effect, tag) that was earned; "" for the points.
Told = set[tuple[UUID, str, str]]


class Activity(msgspec.Struct, frozen=True):
    """An event as far as the engine is concerned."""

    event_id: UUID
    lead_id: UUID
    kind: str
    name: str
    url: str
    path: str
    occurred_at: datetime
    session_id: UUID | None = None
    session_no: int = 1
    # How likely a person did it, in percent, as it is known now; None where no device did.
    human: int | None = None
    # What the event says, as a JSON object of texts; read only where a rule asks for it (scoring.domain.event_rules).
    properties: str | None = None


class Entry(msgspec.Struct, frozen=True):
    """A line of the ledger to be."""

    lead_id: UUID
    rule: str
    dimension: str
    points: float
    decays: bool
    occurred_at: datetime
    reason: str
    effect_key: str
    event_id: UUID | None = None
    url_weight: float = 1.0
    behaviour_weight: float = 1.0
    reverses_id: UUID | None = None
    # How it fades, where that is not as `decays` says (scoring.domain.kernels).
    kernel: str = ""
    # How likely a person did it, in percent, as it was known then.
    human: int | None = None


class TagGain(msgspec.Struct, frozen=True):
    """An earning of a tag."""

    lead_id: UUID
    name: str
    url_weight: float
    behaviour_weight: float
    event_id: UUID
    occurred_at: datetime
    effect_key: str


@dataclass(frozen=True, slots=True)
class Scored:
    entries: list[Entry]
    tags: list[TagGain]


@lru_cache(maxsize=MEMORY)
def key_of(name: str) -> str:
    """“Asset Downloaded”, “assetDownloaded” and “asset-downloaded” are one event."""
    return UNWORDY.sub("_", HUMP.sub("_", name).lower()).strip("_")


class Book:
    """Rules made ready for matching. Keep it as long as the version lives."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.events: dict[str, tuple[EventRule, ...]] = by_event(rules.events)
        self.engaged = frozenset(rules.engaged_events)
        self.quiet = frozenset(rules.quiet_events)
        # The first category with a pattern for an address.
        self.page = Finder(rules.pages).find
        self.library = Library(rules.contents)
        self.limiter: Limiter | None = limiter(rules)
        self.decays: dict[str, RuleDecay] = decays_of(rules)
        # Rules that count once, by their name in the ledger (scoring.domain.once).
        self.onces = frozenset(rule.key for rule in rules.events if rule.once)


def score(book: Book, activities: Iterable[Activity]) -> Scored:
    """Entries and tags of `activities`, in their order; the same page of a visit once, for what it did first."""
    scored, told = Scored([], []), Told()
    for activity in activities:
        category = book.page(activity.url, activity.path)
        if activity.kind == "page":
            item = book.library.of_page(activity.url, activity.path)
            if key := page_key(category, item, activity):
                _page(scored, told, activity, category, item, key)
        elif rule := which(book.events.get(key_of(activity.name), ()), activity.properties):
            _event(scored, activity, rule, category, book.library.of_event(activity.url, activity.path, activity.properties))
    return _fading(scored, book) if book.decays else scored


def _fading(scored: Scored, book: Book) -> Scored:
    """The same, each entry with the kernel of its rule."""
    rate = book.rules.decay.rate
    return Scored([replace(e, kernel=kernels.at_entry(book.decays.get(e.rule), e.occurred_at, rate)) for e in scored.entries], scored.tags)


def _page(
    scored: Scored, told: Told, activity: Activity, category: PageCategory | None, item: ContentItem | None, key: str
) -> None:  # fmt: skip
    """The points of a page and each of its tags, once a visit, as the ledger keeps them: what gives nothing takes no place."""
    times, once = item.multiplier if item else 1.0, (activity.lead_id, key, "")
    if category and category.points * times and once not in told:
        told.add(once)
        scored.entries.append(
            Entry(
                lead_id=activity.lead_id,
                rule=f"page:{category.name}",
                dimension=category.dimension,
                points=round(category.points * category.url_weight * times, 4),
                decays=True,
                occurred_at=activity.occurred_at,
                reason=contents.said(f"{category.label}: {activity.path}"[:300], item),
                effect_key=key,
                event_id=activity.event_id,
                url_weight=category.url_weight,
                human=activity.human,
            )
        )
    fresh = [name for name in _names(category, item) if (activity.lead_id, key, name) not in told]
    told.update((activity.lead_id, key, name) for name in fresh)
    _tags(scored, activity, fresh, category.url_weight if category else 1.0, 1.0, key)


def _names(*givers: EventRule | PageCategory | ContentItem | None) -> dict[str, None]:
    """The tags of all of them, once each."""
    return dict.fromkeys(tag for giver in givers if giver for tag in giver.tags)


def page_key(category: PageCategory | None, item: ContentItem | None, activity: Activity) -> str:
    """A page counts once a visit, however often it is reloaded; without a visit, once an event. "" where no rule knows it."""
    name = category.name if category else f"content.{item.name}" if item and item.tags else ""
    if not name:
        return ""
    if activity.session_id is None:
        return f"page:{name}:{activity.event_id}"
    return f"page:{name}:{activity.session_id}:{_address(activity.path)}"


@lru_cache(maxsize=MEMORY)
def _address(path: str) -> str:
    return hashlib.sha1(path.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:12]


def _event(scored: Scored, activity: Activity, rule: EventRule, category: PageCategory | None, item: ContentItem | None) -> None:
    points = round(rule.points * (item.multiplier if item else 1.0), 4)
    if points:
        scored.entries.append(
            Entry(
                lead_id=activity.lead_id,
                rule=rule.key,
                dimension=rule.dimension,
                points=points,
                decays=True,
                occurred_at=activity.occurred_at,
                reason=contents.said(rule.label, item),
                effect_key=f"{rule.key}:{activity.event_id}",
                event_id=activity.event_id,
                human=activity.human,
            )
        )
    # “The content determines the label, the URL determines the weight”: where it happened counts in the tag.
    url_weight = category.url_weight if category else 1.0
    if names := _names(rule, category, item):
        _tags(scored, activity, names, url_weight, rule.behaviour_weight, f"event:{activity.event_id}")


def _tags(scored: Scored, activity: Activity, names: Iterable[str], url_weight: float, behaviour_weight: float, effect_key: str) -> None:
    at, lead = activity.occurred_at, activity.lead_id
    scored.tags.extend(TagGain(lead, name, url_weight, behaviour_weight, activity.event_id, at, effect_key) for name in names)
