"""What a stranger does on a website over the days: messages as the tracker sends them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

from dashboard.management.demo.people import Place, Stranger

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)

# (utm parameters, referrer): how a visit begins. None, None is typed in.
ORIGINS: dict[str, tuple[tuple[dict[str, str] | None, str], ...]] = {
    "en": (
        (None, "https://www.google.com/"),
        (None, "https://www.google.com/"),
        ({"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "spring-brand", "utm_term": "lead analytics"}, ""),
        ({"utm_source": "linkedin", "utm_medium": "social", "utm_campaign": "benchmark-report"}, "https://www.linkedin.com/"),
        ({"utm_source": "newsletter", "utm_medium": "email", "utm_campaign": "weekly"}, ""),
        (None, "https://news.partner.example/lead-scoring"),
        (None, ""),
    ),
    "zh-hans": (
        (None, "https://www.baidu.com/"),
        ({"utm_source": "baidu", "utm_medium": "cpc", "utm_campaign": "pinpai", "utm_term": "线索管理"}, ""),
        ({"utm_source": "wechat", "utm_medium": "social", "utm_campaign": "gongzhonghao"}, ""),
        (None, ""),
    ),
}
READING = ("/", "/blog/lead-scoring", "/blog/what-is-an-mql", "/product", "/case/brightwater", "/pricing")


@dataclass(frozen=True)
class Plan:
    """What kind of visitor: how many days they come, and what they do on which of those days."""

    share: float
    days: int
    deeds: dict[int, tuple[str, ...]]
    pages: tuple[str, ...] = READING


PLANS = (
    Plan(0.52, 1, {}),
    Plan(0.12, 2, {}),
    Plan(0.04, 1, {}, ("/careers", "/careers/engineer")),
    Plan(0.10, 3, {0: ("identify", "newsletter_subscribed")}),
    Plan(
        0.09,
        3,
        {0: ("identify", "asset_downloaded"), 2: ("asset_downloaded",)},
        ("/", "/resources/benchmark", "/pricing", "/case/brightwater"),
    ),
    Plan(
        0.06,
        4,
        {1: ("identify", "live_broadcast_watched"), 3: ("offline_meeting_attended",)},
        ("/", "/webinar", "/pricing", "/case/halcyon"),
    ),
    Plan(0.05, 2, {1: ("identify", "contact_request_submitted")}, ("/", "/pricing", "/contact")),
    Plan(0.02, 3, {0: ("identify", "demo_requested"), 1: ("live_broadcast_watched",)}, ("/product", "/pricing", "/case/oakline")),
)


def plan(chance: Random) -> Plan:
    return chance.choices(PLANS, [one.share for one in PLANS])[0]


def visits(place: Place, stranger: Stranger, first_day: datetime, chance: Random) -> Iterator[tuple[datetime, list[dict[str, Any]]]]:
    """The visits of one stranger: when, and what was sent then. Later visits come 1 to 9 days after the one before."""
    chosen, day = plan(chance), first_day
    origin = chance.choice(ORIGINS[place.language])
    for number in range(chosen.days):
        at = day + timedelta(minutes=chance.randrange(8 * 60))
        yield at, _visit(place, stranger, chosen, number, at, origin if not number else (None, ""), chance)
        day = day + timedelta(days=chance.randint(1, 9))


def _visit(
    place: Place, stranger: Stranger, chosen: Plan, number: int, at: datetime, origin: tuple[Any, str], chance: Random
) -> list[dict[str, Any]]:
    utm, referrer = origin
    agent = PHONE if stranger.number % 4 == 0 else CHROME
    key = f"demo-{place.slug}-{stranger.number}"
    common: dict[str, Any] = {"anonymousId": key, "context": {"userAgent": agent, "locale": place.language}}
    sent: list[dict[str, Any]] = []
    for step in range(chance.randint(1, 3) + (2 if chosen.deeds else 0)):
        path = chosen.pages[(step + number) % len(chosen.pages)]
        query = f"?{urlencode(utm)}" if utm and not step else ""
        page = {"url": f"{place.site}{path}{query}", "path": path, "title": path.strip("/").replace("-", " ").title() or "Home"}
        page["referrer"] = referrer if not step else f"{place.site}/"
        sent.append({**common, "type": "page", "properties": page, "context": {**common["context"], "page": page}})
    for deed in chosen.deeds.get(number, ()):
        if deed == "identify":
            sent.append({**common, "type": "identify", "userId": f"u-{key}", "traits": stranger.traits})
        else:
            sent.append({**common, "type": "track", "event": deed, "userId": f"u-{key}", "properties": {"asset": "Benchmark report"}})
    return [
        {**message, "messageId": f"{key}-{number}-{place_in_visit}", "timestamp": (at + timedelta(seconds=40 * place_in_visit)).isoformat()}
        for place_in_visit, message in enumerate(sent)
    ]
