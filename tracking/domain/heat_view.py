"""What is asked of the page Heat map: which pages, which device, what, which days."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from tracking.enums import HeatKind

DAYS = 29
EVERYWHERE = "*"
DEVICES = ("desktop", "tablet", "phone")
SHOWN = (HeatKind.CLICK, HeatKind.RAGE, HeatKind.DEAD, HeatKind.REACH)
# How wide a page is drawn, in its own pixels.
WIDTHS = {"desktop": 1280, "tablet": 820, "phone": 390}


@dataclass(frozen=True)
class Asked:
    """`page` is a path, or a pattern in which * stands for anything; days are those of UTC, both included. `host` is EVERYWHERE for the
    pages of this path on every host, "" for what was counted before hosts were kept apart."""

    page: str
    device: str
    kind: str
    since: date
    until: date
    host: str = "*"

    @property
    def is_everywhere(self) -> bool:
        return self.host == EVERYWHERE

    @property
    def is_pattern(self) -> bool:
        return "*" in self.page

    @property
    def like(self) -> str:
        """For SQL's LIKE, with what it would take for a wildcard escaped."""
        escaped = self.page.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        return escaped.replace("*", "%")

    def as_text(self) -> dict[str, str]:
        """For a token; `read` understands it."""
        return {name: str(value) for name, value in asdict(self).items()}


def read(given: Mapping[str, str], today: date) -> Asked:
    """What the address asks for, the last 30 days where it does not say or says no date."""
    until = _day(given.get("until", "")) or today
    since = _day(given.get("since", "")) or until - timedelta(days=DAYS)
    kind, device = given.get("kind", ""), given.get("device", "")
    page = given.get("page", "").replace("\x00", "").strip()[:500]
    return Asked(
        page=page,
        device=device if device in DEVICES else DEVICES[0],
        kind=kind if kind in SHOWN else HeatKind.CLICK.value,
        since=min(since, until),
        until=max(since, until),
        host=given.get("host", EVERYWHERE).replace("\x00", "").strip().lower()[:253],
    )


def page_and_host(given: Mapping[str, str], known: Sequence[tuple[str, str, int]]) -> dict[str, str]:
    """The page that is shown to an address which names none, or no host: the most viewed one of `known` (host, path, views). A pattern
    stands for pages everywhere, and so does a page of which views were counted before hosts were kept apart."""
    page, host = given.get("page", "").strip(), given.get("host")
    fitting = [(at, path) for at, path, _views in known if page in ("", path) and host in (None, EVERYWHERE, at)]
    if "*" in page or not fitting:
        return {}
    page = page or fitting[0][1]
    hosts = [at for at, path in fitting if path == page]
    return {"page": page} if host is not None or "" in hosts else {"page": page, "host": hosts[0]}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def shares(steps: Mapping[int, int]) -> list[tuple[int, int]]:
    """(per cent of the page, per cent of the views that saw it), from counts by steps of 5 per cent; step 0 counts every view."""
    views = steps.get(0, 0)
    if not views:
        return []
    return [(step * 5, min(100, round(100 * steps.get(step, 0) / views))) for step in range(1, 21)]
