"""Was it a human? Mail gateways open and click before people do; what they do is kept, flagged, and moves nothing (D10)."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawlerdetect import CrawlerDetect

from campaigns.domain.links import is_trap

# What security gateways and previewers call themselves; general crawlers come from the library.
SCANNERS = (
    "barracuda", "proofpoint", "mimecast", "safelinks", "existence discovery", "protocol discovery",
    "bingpreview", "fireeye", "trendmicro", "symantec",
    "cloudmark", "zscaler", "ironport", "sophos", "forcepoint", "virustotal", "headlesschrome", "python-requests",
    "curl/", "wget/", "go-http-client", "okhttp", "java/", "libwww", "slackbot", "facebookexternalhit", "skypeuripreview",
)  # fmt: skip
# Mail programs at which a person sits, whatever the lists of crawlers say. Gmail and Yahoo load pictures through their proxies at the
# moment somebody opens the message.
READERS = ("googleimageproxy", "yahoomailproxy", "microsoft outlook", "ms-office", "thunderbird", "airmail", "applemail")
# Apple's Mail Privacy Protection loads every picture on arrival, under exactly this name.
APPLE_PREFETCH = "Mozilla/5.0"
TOO_SOON = timedelta(seconds=2)
BURST = timedelta(seconds=3)
BURST_HITS = 3
# A scanner that takes its time: what its program asked for around the link that nobody sees.
TRAPPED = timedelta(minutes=1)


@dataclass(frozen=True)
class Click:
    """One request for one link of one message."""

    url: str
    at: datetime
    user_agent: str


@functools.lru_cache(maxsize=2048)
def is_machine(user_agent: str) -> bool:
    """Whether the program that asks names itself as something else than a person's mail reader or browser."""
    told = user_agent.strip().lower()
    if not told or user_agent.strip() == APPLE_PREFETCH or any(name in told for name in SCANNERS):
        return True
    if any(name in told for name in READERS):
        return False
    return bool(CrawlerDetect(user_agent=user_agent).isCrawler())


def is_machine_open(user_agent: str, sent_at: datetime | None, at: datetime) -> bool:
    """A prefetch, a scanner, or a picture loaded before anybody could have read the subject."""
    return is_machine(user_agent) or sent_at is None or at - sent_at < TOO_SOON


def is_machine_click(click: Click, around: Sequence[Click], links: int, sent_at: datetime | None) -> bool:
    """`around` are all clicks on the same message, this one included; `links` is how many different links it has.

    A machine says so, is there within two seconds of sending, asks for every link at once or for one link again and again, or follows the
    link that no person sees.
    """
    if is_machine_open(click.user_agent, sent_at, click.at):
        return True
    if any(is_trap(other.url) and other.user_agent == click.user_agent and abs(other.at - click.at) <= TRAPPED for other in around):
        return True
    near = [other for other in around if abs(other.at - click.at) <= BURST]
    different = len({other.url for other in near})
    return len(near) >= BURST_HITS or (links >= 2 and different >= min(links, BURST_HITS))
