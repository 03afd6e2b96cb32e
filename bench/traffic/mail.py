"""What happens to one mail with four links: the pixel is loaded, links are followed, by readers, mail programs and gateways.

One mail may see both: a person behind a gateway. Then there are two actors on it, each with its own label.
"""

from collections.abc import Callable
from random import Random

from bench.traffic.actors import CHROME, EDGE, IPHONE, MAC, Actor, Hit, paced
from campaigns.domain.links import trap_on

LINKS = tuple(f"https://www.shop.example/{name}" for name in ("pricing", "cases", "demo", "events"))
TRAP = trap_on("https://www.shop.example")
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
OUTLOOK = "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Microsoft Outlook 16.0.5071; ms-office)"
APPLE_PREFETCH = "Mozilla/5.0"
# A request that only looks ahead (HEAD, prefetch) comes in without a name (campaigns.web.public.user_agent).
LOOKS_AHEAD = ""
PROGRAMS = ((GMAIL, CHROME), (OUTLOOK, EDGE), (MAC, MAC), (IPHONE, IPHONE), (CHROME, CHROME))
Mail = list[Actor]


def _person(kind: str, hits: list[Hit], hard: bool = False) -> Actor:
    return Actor(kind, True, hits, hard)


def _machine(kind: str, hits: list[Hit], hard: bool = False) -> Actor:
    return Actor(kind, False, hits, hard)


def _clicks(times: list[float], urls: list[str], agent: str) -> list[Hit]:
    return [Hit(at, "click", url, agent) for at, url in zip(times, urls, strict=True)]


def _some(random: Random, count: int) -> list[str]:
    return random.sample(LINKS, count)


def reads(random: Random) -> Mail:
    picture, browser = random.choice(PROGRAMS)
    at = random.uniform(30, 20_000)
    click = _clicks([at + random.uniform(3, 60)], _some(random, 1), browser)
    return [_person("person: opens and clicks", [Hit(at, "open", agent=picture), *click])]


def opens(random: Random) -> Mail:
    return [_person("person: opens", [Hit(random.uniform(20, 20_000), "open", agent=random.choice(PROGRAMS)[0])])]


def two_links(random: Random) -> Mail:
    return [_person("person: two links", _clicks(paced(random, 2, 4, 40, random.uniform(30, 5_000)), _some(random, 2), CHROME))]


def double(random: Random) -> Mail:
    times = paced(random, 2, 0.1, 0.5, random.uniform(30, 5_000))
    return [_person("person: double click", _clicks(times, _some(random, 1) * 2, CHROME), True)]


def at_once(random: Random) -> Mail:
    """A phone announces the mail, a thumb is there."""
    return [_person("person: clicks seconds after sending", _clicks([random.uniform(2.5, 8)], _some(random, 1), IPHONE), True)]


def mail_tabs(random: Random) -> Mail:
    times = paced(random, 3, 0.4, 2, random.uniform(30, 5_000))
    return [_person("person: three links in tabs", _clicks(times, _some(random, 3), CHROME), True)]


def behind(random: Random) -> Mail:
    """A gateway with a browser's name scans, then the reader comes, in half a minute or in hours."""
    scan = _gateway(random, random.uniform(3, 10), EDGE)
    reader = _clicks([scan[-1].at + 10 ** random.uniform(1.3, 4)], _some(random, 1), EDGE)
    return [_machine("machine: gateway before the reader", scan), _person("person: behind a gateway", reader, True)]


def _gateway(random: Random, start: float, agent: str) -> list[Hit]:
    urls = [*LINKS, TRAP]
    return [Hit(start, "open", agent=agent), *_clicks(paced(random, len(urls), 0.05, 0.4, start + 0.2), urls, agent)]


def safelinks(random: Random) -> Mail:
    return [_machine("machine: all links and the trap at once (SafeLinks)", _gateway(random, random.uniform(1, 20), EDGE))]


def mimecast(random: Random) -> Mail:
    agent = "Mozilla/5.0 (compatible; Mimecast TTP URL Protect)"
    return [_machine("machine: names itself (Mimecast)", _clicks(paced(random, 4, 1, 15, random.uniform(5, 60)), list(LINKS), agent))]


def proofpoint(random: Random) -> Mail:
    times = paced(random, 4, 0.1, 0.6, random.uniform(10, 90))
    return [_machine("machine: burst without the trap (Proofpoint)", _clicks(times, list(LINKS), CHROME))]


def barracuda(random: Random) -> Mail:
    agent = "Mozilla/5.0 (Windows NT 10.0; Barracuda Sentinel (EE))"
    return [_machine("machine: one link under its name (Barracuda)", _clicks([random.uniform(1, 30)], _some(random, 1), agent))]


def looks_ahead(random: Random) -> Mail:
    return [_machine("machine: HEAD requests and prefetch", _clicks([random.uniform(5, 600)], _some(random, 1), LOOKS_AHEAD))]


def apple(random: Random) -> Mail:
    return [_machine("machine: Apple's privacy prefetch", [Hit(random.uniform(1, 600), "open", agent=APPLE_PREFETCH)])]


def on_delivery(random: Random) -> Mail:
    return [_machine("machine: picture on delivery", [Hit(random.uniform(0.2, 1.9), "open", agent=CHROME)])]


def patient_trap(random: Random) -> Mail:
    urls = [*LINKS[:2], TRAP, *LINKS[2:]]
    return [_machine("machine: takes its time, meets the trap", _clicks(paced(random, 5, 8, 20, random.uniform(10, 60)), urls, CHROME))]


def slow(random: Random) -> Mail:
    times = paced(random, 4, 15, 40, random.uniform(15, 60))
    return [_machine("machine: all links, slowly, no trap", _clicks(times, list(LINKS), CHROME), True)]


def one_link(random: Random) -> Mail:
    return [_machine("machine: one link under a browser's name", _clicks([random.uniform(15, 60)], _some(random, 1), CHROME), True)]


def late_picture(random: Random) -> Mail:
    return [_machine("machine: picture under a browser's name", [Hit(random.uniform(4, 30), "open", agent=CHROME)], True)]


MAKERS: tuple[Callable[[Random], Mail], ...] = (
    reads, opens, two_links, double, at_once, mail_tabs, behind,
    safelinks, mimecast, proofpoint, barracuda, looks_ahead, apple, on_delivery, patient_trap, slow, one_link, late_picture,
)  # fmt: skip


def mails(random: Random, each: int) -> list[Mail]:
    """`each` mails of every kind."""
    return [make(random) for make in MAKERS for _ in range(each)]
