"""Why a site sends nothing, by what is known of it: the likeliest first, and each with its mend (on the page)."""

import contextlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from tracking.domain import origins
from tracking.enums import Diagnosis


@dataclass(frozen=True)
class Attempt:
    """A request that was refused for its key; `at` in seconds since 1970."""

    origin: str
    key_hint: str
    at: float


@dataclass(frozen=True)
class Signs:
    """What was seen of one site lately. Times are seconds since 1970, 0 for never."""

    revoked: bool
    events: int
    last_event_at: float
    people: int
    blocked_origins: tuple[str, ...]
    blocked_at: float
    unreadable: tuple[str, ...]
    unreadable_at: float
    attempts: tuple[Attempt, ...]
    csp_at: float
    loaded_at: float
    # The last load was in a browser that asks not to be tracked; when one sent, and nothing was kept.
    asks_not: bool = False
    declined_at: float = 0.0


def diagnose(signs: Signs) -> Diagnosis:
    """The one thing to say: what is newest wins, and a good event after all faults says that all is well."""
    faults = {
        Diagnosis.ORIGIN: signs.blocked_at,
        Diagnosis.UNREADABLE: signs.unreadable_at,
        Diagnosis.CSP: signs.csp_at,
        Diagnosis.WRONG_KEY: max((attempt.at for attempt in signs.attempts), default=0.0),
    }
    if signs.revoked:
        return Diagnosis.REVOKED
    worst = max(faults, key=lambda fault: faults[fault])
    if faults[worst] > signs.last_event_at:
        return worst
    if signs.events:
        return Diagnosis.WELL if signs.people else Diagnosis.BOT
    if signs.declined_at or signs.asks_not:
        return Diagnosis.DECLINED
    return Diagnosis.SILENT if signs.loaded_at else Diagnosis.WAITING


def origins_of(url: str, allowed: list[str]) -> list[str]:
    """The origins from which a site may be expected to load the tracker: its address with and without www, and those it lists."""
    with contextlib.suppress(origins.NoOrigin):  # as it was typed, it is shown, and nothing is found under it
        url = origins.read(url)
    parts = urlsplit(url)
    host = parts.netloc.lower()
    bare = host.removeprefix("www.")
    return list(
        dict.fromkeys([f"{parts.scheme}://{name}" for name in (host, bare, f"www.{bare}") if name] + [each.lower() for each in allowed])
    )
