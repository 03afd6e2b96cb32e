"""What visitors do, as messages of the tracking protocol: the same for every door."""

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
