"""What one actor does: when, where, under which name; and whether it is a person. Labels are ours, the product never sees them."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
EDGE = CHROME + " Edg/141.0.0.0"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; V2307A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 "
    "MicroMessenger/8.0.54"
)
CUBOT = "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36"
BROWSERS = (CHROME, EDGE, MAC, FIREFOX, IPHONE, WECHAT, CUBOT)
HOME_NETWORKS, CLOUDS = ("84.57.12.7", "101.80.3.9", "73.15.200.4"), ("40.94.28.10", "52.34.1.9", "35.190.247.3", "209.222.82.5")


@dataclass(frozen=True)
class Hit:
    """`at`: seconds after the beginning (on the web) or after the mail was sent. `what`: page, engaged, open or click."""

    at: float
    what: str
    url: str = ""
    agent: str = CHROME
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Actor:
    """`hard`: told wrongly by whoever looks at names and paces alone; kept apart in the figures."""

    kind: str
    person: bool
    hits: list[Hit]
    hard: bool = False
    network: str = ""


def paced(random: Random, count: int, least: float, most: float, start: float = 0) -> list[float]:
    """`count` instants from `start` on, `least` to `most` seconds apart."""
    found = [start]
    for _ in range(count - 1):
        found.append(found[-1] + random.uniform(least, most))
    return found
