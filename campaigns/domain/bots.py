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
# From a host's network people come, too (through the proxy of their company), but not within a moment of sending, nor to two links at once.
HOSTED_SOON, HOSTED_LINKS = timedelta(minutes=1), 2
# In place of a link's address: the picture of the message.
PICTURE = ""


@dataclass(frozen=True)
class Click:
    """One request for one link of one message, or for its picture."""

    url: str
    at: datetime
    user_agent: str
    hosted: bool = False  # asked from a host's network


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
    """`around` are all clicks on the same message, this one included, no pictures; `links` is how many different links it has.

    A machine says so, is there within two seconds of sending, asks for every link at once or for one link again and again, or follows the
    link that no person sees. From a host's network less is enough: within a minute of sending, or two links at once.
    """
    if is_machine_open(click.user_agent, sent_at, click.at):
        return True
    if any(is_trap(other.url) and other.user_agent == click.user_agent and abs(other.at - click.at) <= TRAPPED for other in around):
        return True
    if click.hosted and sent_at is not None and click.at - sent_at < HOSTED_SOON:
        return True
    near = [other for other in around if abs(other.at - click.at) <= BURST]
    different = len({other.url for other in near})
    if click.hosted and different >= HOSTED_LINKS:
        return True
    return len(near) >= BURST_HITS or (links >= 2 and different >= min(links, BURST_HITS))


def machines(asked: Sequence[Click], links: int, sent_at: datetime | None) -> list[bool]:
    """For each request around one message whether a machine made it. A picture is the machine's that follows links beside it, too."""
    clicks = [one for one in asked if one.url != PICTURE]
    told = {one: is_machine_click(one, clicks, links, sent_at) for one in clicks}
    scans = [one for one, machine in told.items() if machine]
    return [told[one] if one in told else _is_machine_picture(one, scans, sent_at) for one in asked]


def _is_machine_picture(picture: Click, scans: Sequence[Click], sent_at: datetime | None) -> bool:
    beside = (scan for scan in scans if scan.user_agent == picture.user_agent and abs(scan.at - picture.at) <= TRAPPED)
    return is_machine_open(picture.user_agent, sent_at, picture.at) or any(beside)
