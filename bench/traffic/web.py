"""Visits to a website, by people and by machines that run its scripts; one that runs none never reaches the tracker."""

from collections.abc import Callable
from random import Random
from typing import Any

from bench.traffic.actors import BROWSERS, CHROME, CLOUDS, EDGE, HOME_NETWORKS, Actor, Hit, paced

SITE = "https://www.shop.example"
PATHS = ("/", "/pricing", "/cases/1", "/cases/2", "/product/", "/blog/a", "/blog/b", "/demo", "/contact", "/about", "/docs/1", "/docs/2")
ARRIVALS = ("", "?utm_source=google&utm_medium=cpc", "?utm_source=zhihu", "?utm_source=news&utm_medium=email&utm_campaign=may")
# Programs that read pages for others and say so.
CRAWLERS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Mozilla/5.0 (compatible; bingbot/2.0)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "Mozilla/5.0 (compatible; Baiduspider-render/2.0)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; YandexBot/3.0)", "Mozilla/5.0 (compatible; Bytespider)", "Mozilla/5.0 (compatible; PetalBot)",
)  # fmt: skip
PREVIEWERS = (
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "facebookexternalhit/1.1", "WhatsApp/2.23.20 A",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5", "TelegramBot (like TwitterBot)",
)  # fmt: skip
HEADLESS = CHROME.replace("Chrome/", "HeadlessChrome/")
MONITORS = ("Chrome-Lighthouse", "Pingdom.com_bot_version_1.4", "Mozilla/5.0+(compatible; UptimeRobot/2.0)")


def _pages(random: Random, times: list[float], agent: str, arrival: str = "", **context: Any) -> list[Hit]:
    paths = random.sample(PATHS, len(times))
    first = SITE + paths[0] + arrival
    return [Hit(at, "page", SITE + path if n else first, agent, context) for n, (at, path) in enumerate(zip(times, paths, strict=True))]


def _read(random: Random, hits: list[Hit]) -> list[Hit]:
    """The pages, and after each how long it was looked at."""
    return [one for hit in hits for one in (hit, Hit(hit.at + random.uniform(0.5, 2), "engaged", hit.url, hit.agent, hit.context))]


def reader(random: Random) -> Actor:
    times = paced(random, random.randint(2, 7), 4, 40)
    hits = _read(random, _pages(random, times, random.choice(BROWSERS), random.choice(ARRIVALS)))
    return Actor("person: reads", True, hits, network=random.choice(HOME_NETWORKS))


def bounced(random: Random) -> Actor:
    return Actor("person: one page", True, _pages(random, [0], random.choice(BROWSERS), random.choice(ARRIVALS)))


def hurried(random: Random) -> Actor:
    """Behind a corporate proxy: one address for all of them, clicking on as soon as the page is there."""
    times = paced(random, random.randint(5, 10), 0.8, 3)
    return Actor("person: behind a proxy, clicks fast", True, _pages(random, times, CHROME), hard=True, network="203.0.113.40")


def tabs(random: Random) -> Actor:
    """Opens a list's entries in tabs with the middle button."""
    times = paced(random, random.randint(4, 9), 0.15, 0.7)
    return Actor("person: opens many tabs", True, _pages(random, [0, *[2 + at for at in times]], CHROME), hard=True)


def restored(random: Random) -> Actor:
    """Starts a browser that had tabs of ours open: all of them load at once."""
    times = paced(random, random.randint(3, 8), 0.02, 0.12)
    return Actor("person: browser restores its tabs", True, [*_pages(random, times, CHROME), *_later(random)], hard=True)


def from_mails(random: Random) -> Actor:
    """Follows some links of a newsletter, one after the other."""
    times = paced(random, random.randint(2, 4), 0.8, 8)
    hits = [Hit(at, "page", f"{SITE}{PATHS[n]}?utm_source=news&utm_medium=email&utm_campaign=c{n}", CHROME) for n, at in enumerate(times)]
    return Actor("person: follows links of a mail", True, hits, hard=True)


def _later(random: Random) -> list[Hit]:
    return _pages(random, paced(random, 2, 10, 30, start=20), CHROME)


def crawler(random: Random) -> Actor:
    hits = _pages(random, paced(random, random.randint(3, 9), 0.5, 6), random.choice(CRAWLERS))
    return Actor("machine: crawler under its name", False, hits, network=random.choice(CLOUDS))


def previewer(random: Random) -> Actor:
    return Actor("machine: preview of a link", False, _pages(random, [0], random.choice(PREVIEWERS)), network=random.choice(CLOUDS))


def monitor(random: Random) -> Actor:
    return Actor("machine: monitor", False, _pages(random, paced(random, 4, 15, 30), random.choice(MONITORS)))


def headless(random: Random) -> Actor:
    return Actor("machine: headless by its name", False, _pages(random, paced(random, 5, 0.5, 4), HEADLESS), network=random.choice(CLOUDS))


def driven(random: Random) -> Actor:
    """A browser's name, but `navigator.webdriver` is true."""
    return Actor("machine: driven browser", False, _pages(random, paced(random, 5, 0.5, 4), CHROME, webdriver=True))


def blind(random: Random) -> Actor:
    """A browser's name, and no screen."""
    hits = _pages(random, paced(random, 5, 1, 5), CHROME, screen={"width": 0, "height": 0})
    return Actor("machine: browser without a screen", False, hits)


def scraper(random: Random) -> Actor:
    times = paced(random, random.randint(7, 12), 0.03, 0.15)
    return Actor("machine: scraper, many pages a second", False, _pages(random, times, CHROME), network=random.choice(CLOUDS))


def follower(random: Random) -> Actor:
    """Reads the source of the page: it asks for the link that nobody sees, early or late."""
    hits = _pages(random, paced(random, 6, 1, 4), CHROME)
    place = random.randrange(len(hits))
    hits[place] = Hit(hits[place].at, "page", f"{SITE}/?lw_trap=1", CHROME)
    return Actor("machine: follows hidden links", False, hits, network=random.choice(CLOUDS))


def detonator(random: Random) -> Actor:
    """The sandbox of a mail gateway: loads every link of a mail within two seconds."""
    times = paced(random, random.randint(5, 8), 0.05, 0.25)
    hits = [Hit(at, "page", f"{SITE}{PATHS[n]}?utm_source=news&utm_medium=email&utm_campaign=c{n}", EDGE) for n, at in enumerate(times)]
    return Actor("machine: gateway loads all links", False, hits, network=random.choice(CLOUDS))


def patient(random: Random) -> Actor:
    """A browser's name, a screen, a reader's pace: nothing that it does says what it is."""
    hits = _pages(random, paced(random, 8, 2, 8), CHROME)
    return Actor("machine: patient scraper", False, hits, hard=True, network=random.choice(CLOUDS))


def sandbox(random: Random) -> Actor:
    """The sandbox of a gateway that loads one link, later."""
    hit = Hit(random.uniform(15, 60), "page", f"{SITE}/pricing?utm_source=news&utm_medium=email", CHROME)
    return Actor("machine: sandbox loads one link", False, [hit], hard=True, network=random.choice(CLOUDS))


MAKERS: tuple[Callable[[Random], Actor], ...] = (
    reader, bounced, hurried, tabs, restored, from_mails,
    crawler, previewer, monitor, headless, driven, blind, scraper, follower, detonator, patient, sandbox,
)  # fmt: skip


def traffic(random: Random, each: int) -> list[Actor]:
    """`each` actors of every kind."""
    return [make(random) for make in MAKERS for _ in range(each)]
