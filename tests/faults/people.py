"""What visitors do, as messages of the tracking protocol: the same for every door."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"


def views(mark: str, count: int) -> list[dict[str, Any]]:
    """Page views of as many strangers."""
    common = {"type": "page", "context": {"userAgent": CHROME}, "properties": {"path": "/"}}
    return [{**common, "messageId": f"{mark}-{n}", "anonymousId": f"{mark}-{n}"} for n in range(count)]


def visitors(count: int) -> list[dict[str, Any]]:
    """Each looks at prices and a case, gives a name, subscribes, downloads. Two of them fill a batch: nobody is torn in two."""
    return [message for number in range(count) for message in _visitor(number)]


def subscribers(count: int) -> list[dict[str, Any]]:
    """Each only gives an address."""
    return [message for number in range(count) for message in _visitor(number) if message["type"] == "identify"]


def _visitor(number: int) -> list[dict[str, Any]]:
    page = {"url": "https://acme.example/pricing?utm_source=search", "path": "/pricing", "title": "Prices"}
    common = {"anonymousId": f"browser-{number}", "userId": f"user-{number}", "context": {"page": page, "userAgent": CHROME}}
    traits = {"name": f"Lena {number}", "email": f"lena-{number}@buyer.example", "title": "CEO"}
    said = [
        {**common, "type": "page", "properties": page},
        {**common, "type": "identify", "traits": traits},
        {**common, "type": "track", "event": "newsletter_subscribed"},
        {**common, "type": "track", "event": "asset_downloaded", "properties": {"asset": "guide"}},
        {**common, "type": "page", "properties": {"path": "/cases/1"}},
    ]
    return [{**message, "messageId": f"visitor-{number}-{place}"} for place, message in enumerate(said)]


@dataclass(frozen=True)
class Somebody:
    """Who has to come out of a life, in whatever order its messages arrive."""

    identifiers: frozenset[tuple[str, str]]
    devices: frozenset[str]
    first_source: str
    company: str


def lives(mark: str, count: int, seed: int = 5) -> tuple[list[dict[str, Any]], list[Somebody]]:
    """`count` messages of people on several devices who say who they are by and by, in an order by chance, and strangers' for the rest;
    and who they are. Ids begin with `mark`."""
    chance, began = Random(seed), datetime.now(UTC) - timedelta(days=1)
    messages: list[dict[str, Any]] = []
    people = []
    while count - len(messages) >= LIFE:
        told, somebody = _life(f"{mark}-l{len(people)}", len(people), began)
        messages += told
        people.append(somebody)
    messages += views(mark, count - len(messages))
    chance.shuffle(messages)
    return messages, people


def again(messages: list[dict[str, Any]], share: float = 0.1, seed: int = 6) -> list[dict[str, Any]]:
    """The same with some of them sent a second time, somewhere else: a retry whose answer was lost."""
    chance = Random(seed)
    told = messages + chance.sample(messages, round(len(messages) * share))
    chance.shuffle(told)
    return told


LIFE = 13


def _life(mark: str, number: int, began: datetime) -> tuple[list[dict[str, Any]], Somebody]:
    """Three devices, two ids of which an alias says that they are one, an address, a company, and a server that knows the id."""
    phone, work, old = (f"{mark}-{name}" for name in ("phone", "work", "old"))
    user, past, email, company = f"{mark}-user", f"{mark}-past", f"{mark}@buyer{number}.example", f"Buyer {number}"
    sources = [f"s{(number + place) % 7}" for place in range(3)]
    devices = [_page(name, source) for name, source in zip((work, phone, old), sources, strict=True)]
    said: list[dict[str, Any]] = [
        *devices,
        {"type": "identify", "anonymousId": work, "userId": user, "traits": {"email": email, "title": "CEO"}},
        {"type": "identify", "anonymousId": work, "userId": user, "traits": {"email": email}},
        {"type": "identify", "anonymousId": phone, "traits": {"email": email.upper()}},
        {"type": "identify", "anonymousId": old, "userId": past},
        {"type": "alias", "userId": user, "previousId": past},
        {"type": "group", "userId": user, "groupId": f"g{number}", "traits": {"name": company}},
        {"type": "track", "userId": user, "event": "asset_downloaded"},
        {"type": "track", "anonymousId": phone, "event": "newsletter_subscribed"},
        {"type": "track", "anonymousId": old, "event": "contact_request_submitted"},
        {"type": "page", "anonymousId": work, "properties": {"path": "/cases/1"}},
    ]
    told = []
    for place, message in enumerate(said):
        at = began + timedelta(seconds=number, minutes=place)
        about = {"userAgent": CHROME, **message.pop("context", {})}
        told.append({**message, "context": about, "messageId": f"{mark}-{place}", "timestamp": at.isoformat()})
    keys = frozenset({("user_id", user), ("user_id", past), ("email", email)})
    return told, Somebody(keys, frozenset({phone, work, old, f"user:{user}"}), sources[0], company)


def _page(device: str, source: str) -> dict[str, Any]:
    page = {"url": f"https://acme.example/pricing?utm_source={source}", "path": "/pricing"}
    return {"type": "page", "anonymousId": device, "properties": page, "context": {"page": page}}
