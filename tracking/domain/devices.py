"""What a browser says of itself: device, browser, system, and whether it is a machine that reads pages for another."""

import re
from functools import lru_cache
from typing import NamedTuple

from crawlerdetect import CrawlerDetect
from ua_parser import parse

_crawlers = CrawlerDetect()
# Beside the list of crawlerdetect: monitors, previews and mail scanners. CUBOT makes phones, and browsers of people are called
# “Technology Preview” and “Developer Preview”.
_OWN = re.compile(
    r"headless|phantomjs|lighthouse|pagespeed|gtmetrix|pingdom|uptime|statuscake|datadog|newrelic|prerender|"
    r"(?<!technology )(?<!developer )preview|safelinks|mimecast|proofpoint|barracuda|python-requests|"
    r"curl/|wget|go-http-client|okhttp|node-fetch|axios|scrapy|(?<!\bcu)bot\b|spider|crawl",
    re.IGNORECASE,
)
_TABLET = re.compile(r"ipad|tablet|kindle|silk|playbook|(?:android(?!.*mobile))", re.IGNORECASE)
_PHONE = re.compile(r"mobi|iphone|ipod|android|windows phone", re.IGNORECASE)
_SERVER_LIBRARY = re.compile(r"(?:^|[-_/ ])(?:node|python|go|java|php|ruby|net|csharp|rust|server)\b", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def is_machine(agent: str) -> bool:
    """Whether the name is that of a program that reads pages for another."""
    return bool(_OWN.search(agent) or _crawlers.isCrawler(agent))


class Device(NamedTuple):
    kind: str
    browser: str
    os: str
    is_bot: bool


UNSAID = Device("", "", "", False)


@lru_cache(maxsize=20_000)
def read(agent: str) -> Device:
    """What the user agent tells. An empty one tells nothing, and is no bot for that."""
    if not agent:
        return UNSAID
    found = parse(agent)
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    kind = "tablet" if _TABLET.search(agent) else "phone" if _PHONE.search(agent) else "desktop"
    return Device(kind, browser[:60], system[:60], is_machine(agent))


@lru_cache(maxsize=1_000)
def by_server(library: str, channel: str) -> bool:
    """Whether a customer's server sends: its library's name is no browser, and never a bot's."""
    return channel == "server" or bool(_SERVER_LIBRARY.search(library))
