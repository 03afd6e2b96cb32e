"""Was it a person? A probability out of doubts, each with a weight; kept with its reasons, so that it can be decided again (C4, D10)."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from tracking.domain import devices

if TYPE_CHECKING:
    from tracking.domain.draft import Draft

# Doubt → how strongly it speaks against a person. They multiply: p = (1 - w1) × (1 - w2) × …
WEIGHTS = {"agent": 0.98, "webdriver": 0.95, "headless": 0.9, "trap": 0.97, "speed": 0.8, "burst": 0.9, "visitor": 0.9, "by_hand": 1.0}
# What is seen only over several events; these are judged anew when a visitor is decided again.
BEHAVIOUR = ("speed", "burst", "trap")
LEAST = 0.5
# No person reads that fast: more page views than this within a second, as many mail links as this within two.
VIEWS, VIEWS_WITHIN = 5, timedelta(seconds=1)
LINKS, LINKS_WITHIN = 5, timedelta(seconds=2)
# Links that no person sees lead here: a page address with this parameter, or an event of this name.
TRAP_PARAMETER, TRAP_EVENT = "lw_trap", "trap_followed"
_HEADLESS = re.compile(r"headless|phantomjs|puppeteer|playwright|selenium|electron/.*headless", re.IGNORECASE)


def probability(found: Iterable[str]) -> float:
    """0..1, rounded to a thousandth."""
    left = 1.0
    for doubt in set(found):
        left *= 1 - WEIGHTS.get(doubt, 0)
    return round(left, 3)


def is_bot(found: Iterable[str]) -> bool:
    return probability(found) < LEAST


def doubts(draft: "Draft", agent: str) -> list[str]:
    """What one message says against a person."""
    shared, found = draft.shared, []
    is_machine, is_headless = _told(agent)
    if is_machine:
        found.append("agent")
    if shared.get("webdriver") is True:
        found.append("webdriver")
    if is_headless or _headless_hints(shared.get("userAgentData"), shared.get("screen")):
        found.append("headless")
    if f"{TRAP_PARAMETER}=" in draft.address.url or draft.body.get("event") == TRAP_EVENT:
        found.append("trap")
    return found


@lru_cache(maxsize=20_000)
def _told(agent: str) -> tuple[bool, bool]:
    """Whether the browser's name is a machine's, and whether it is headless."""
    return bool(agent) and devices.is_machine(agent), bool(_HEADLESS.search(agent))


def _headless_hints(brands: object, screen: object) -> bool:
    """A browser without a screen, or one whose brand says what it is."""
    names = brands.get("brands") if isinstance(brands, dict) else None
    if isinstance(names, list) and any(isinstance(one, dict) and "headless" in str(one.get("brand", "")).lower() for one in names):
        return True
    return isinstance(screen, dict) and screen.get("width") == 0 and screen.get("height") == 0


def crowded(times: Iterable[datetime], count: int, within: timedelta) -> set[datetime]:
    """Those instants that lie with at least `count` different ones inside `within`. Equal ones are one: a clock that only counts days."""
    sorted_times = sorted(set(times))
    found: set[datetime] = set()
    start = 0
    for end, at in enumerate(sorted_times):
        while at - sorted_times[start] > within:
            start += 1
        if end - start + 1 >= count:
            found.update(sorted_times[start : end + 1])
    return found


def judge(drafts: Sequence["Draft"], known: Iterable[str] = (), verdict: str = "") -> set[str]:
    """Add to the drafts of one visitor (in order of happening) what only several of them show; the doubts about the visitor from now on.

    `known`: doubts of before; `verdict`: what somebody decided by hand, which stands above all.
    """
    told = [draft for draft in drafts if draft.is_watched]
    timed = [draft for draft in told if draft.has_own_time]
    _mark([draft for draft in timed if draft.is_view], VIEWS + 1, VIEWS_WITHIN, "speed")
    _mark([draft for draft in timed if draft.is_landing and draft.touch.channel == "email"], LINKS, LINKS_WITHIN, "burst")
    about = set(known) | {doubt for draft in told for doubt in draft.doubts if doubt in BEHAVIOUR}
    for draft in told:
        if draft.doubts or about or verdict:
            draft.doubts = weighed(draft.doubts, about, verdict)
            settle(draft)
    return about


def weighed(own: Sequence[str], about: Iterable[str], verdict: str) -> list[str]:
    """The doubts that count for one event, of its own and of its visitor, under what somebody decided by hand."""
    if verdict == "human":
        return []
    if verdict == "bot":
        return [*own, "by_hand"]
    return [*own, "visitor"] if is_bot(about) and not set(own) & set(BEHAVIOUR) else list(own)


def _mark(drafts: Sequence["Draft"], count: int, within: timedelta, doubt: str) -> None:
    crowd = crowded((draft.at for draft in drafts), count, within) if len(drafts) >= count else ()
    for draft in drafts:
        if draft.at in crowd and doubt not in draft.doubts:
            draft.doubts = [*draft.doubts, doubt]


def settle(draft: "Draft") -> None:
    """Say on the draft how likely a person is, where there is any doubt, and whether it counts as a bot."""
    if not draft.doubts:  # nearly all
        draft.is_bot = False
        draft.context.pop("human", None)
        return
    draft.is_bot = is_bot(draft.doubts)
    draft.context["human"] = {"probability": probability(draft.doubts), "doubts": draft.doubts}
