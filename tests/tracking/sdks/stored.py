"""What the calls of `calls/` must have become: one row an event, the same for every client but for what the client itself leaves out."""

import re
from typing import Any

from tests.tracking.conftest import Shop
from tracking.models import Event, Visitor

Row = dict[str, Any]
FIELDS = ("kind", "name", "door", "url", "path", "title", "referrer", "is_bot", "identity", "context", "properties")
ADA = {"email": "ada@shop.example", "phone": "+49 228 1", "age": 36}
KNOWN = {"user_id": "u-1", "email": ADA["email"], "phone": ADA["phone"], "traits": ADA}
ACME = {"id": "acme", "name": "Acme", "seats": 40}
PLAN = {"plan": "pro", "price": 12.5, "tags": ["a", "b"]}
URL = "https://www.shop.example/pricing?utm_source=news&gclid=c-1"
GIVEN = {"url": URL, "title": "Pricing", "referrer": "https://www.google.com/search"}
PLACE = {"url": URL, "path": "/pricing", "title": "Pricing", "referrer": "https://www.google.com/search"}
CLICK = {"gclid": "c-1"}
TWO_DAYS = 2 * 86_400
SLACK = 15.0  # seconds within which a client sends
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"


def told(shop: Shop, ids: str) -> list[Row]:
    """Everything that was stored, digested; each id like `ids`. The touch only of what has an address: the rest has the session's."""
    shop.digest()
    assert shop.refusals() == []
    who = {visitor.id: visitor.anonymous_id for visitor in shop.of(Visitor)}
    events = shop.events()
    assert [event.message_id for event in events if not re.fullmatch(ids, event.message_id)] == []
    assert {(event.site_id, event.workspace_id) for event in events} == {(shop.site.id, shop.workspace.id)}
    return by_name([_row(event, who[event.visitor_id]) for event in events])


def by_name(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["kind"], row["name"]))


def _row(event: Event, who: str) -> Row:
    late = (event.received_at - event.occurred_at).total_seconds()
    touch = (event.channel, event.source, event.medium, event.campaign) if event.url else ()
    days = [age for age in (0, TWO_DAYS) if age <= late < age + SLACK]
    return {name: getattr(event, name) for name in FIELDS} | {"who": who, "late": days[0] if days else late, "touch": touch}


def row(kind: str, name: str = "", **more: Any) -> Row:
    """An event about which nothing is known but what is given."""
    empty = {"door": "live", "url": "", "path": "", "title": "", "referrer": "", "is_bot": False, "properties": {}, "touch": (), "late": 0}
    return {**empty, "kind": kind, "name": name or kind, **more}


def from_server(library: str) -> list[Row]:
    """What a server's SDK tells by calls/python.txt and calls/node.txt."""
    plain = {"library": library}
    campaign = {"source": "news", "medium": "email", "campaign": "Autumn"}
    signed_up = {"utm": campaign, "click_ids": CLICK, "locale": "de-DE", "timezone": "Europe/Berlin", **plain}
    member = {"user_id": "u-1", "traits": {"city": "Bonn"}, "group": {"id": "acme"}}
    page = {"properties": {**GIVEN, "category": "Docs"}, "context": {"utm": {"source": "news"}, "click_ids": CLICK, **plain}}
    return by_name([
        row("identify", who="a-1", identity=KNOWN, context=plain),
        row("track", "Signed up", who="a-1", identity=member, context=signed_up, properties=PLAN, late=TWO_DAYS,
            touch=("email", "news", "email", "Autumn"), **PLACE),
        row("track", "Counted", who="user:42", identity={"user_id": "42"}, context=plain),
        row("page", "Prices", who="a-1", identity={}, touch=("paid_search", "news", "", ""), **page, **PLACE),
        row("screen", "Home", who="a-1", identity={}, context=plain, properties={"build": 7, "category": "Docs"}),
        row("group", who="user:u-1", identity={"user_id": "u-1", "group": ACME}, context=plain),
        row("alias", who="user:u-1", identity={"user_id": "u-1", "previous_id": "a-0"}, context=plain),
    ])  # fmt: skip
