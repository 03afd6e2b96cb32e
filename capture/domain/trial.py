"""Two wordings of a form against each other: who sees which, and what can be said of the outcome (pure)."""

import hashlib
import math
import re
from dataclasses import dataclass

from msgspec.structs import replace

from capture.domain.content import Content, say

FIRST, SECOND = "a", "b"
# What a page says it has shown: the version of the form and the wording.
TOLD = re.compile(r"[1-9]\d{0,8}[ab]")
Z95 = 1.959963984540054
# With fewer readers of either wording nothing is said, however far they lie apart.
LEAST, SURE = 100, 0.95


def is_tested(content: Content) -> bool:
    """Whether there is a second wording."""
    return any(content.rival_title.values()) or any(content.rival_button.values())


def differs(content: Content, language: str, *, titled: bool) -> bool:
    """Whether somebody who reads this language sees two wordings at all, on a page that shows the form's title or on one that does not."""
    other = worded(content, SECOND)
    shown = ("title", "button") if titled else ("button",)
    return any(say(getattr(content, name), language) != say(getattr(other, name), language) for name in shown)


def wording_of(code: str, reader: str) -> str:
    """Which wording this reader of the form sees: half of them each, and the same one whenever they come."""
    return SECOND if hashlib.sha256(f"{code}|{reader}".encode()).digest()[0] & 1 else FIRST


def worded(content: Content, wording: str) -> Content:
    """The form in this wording; where the second says nothing, the first stands."""
    if wording != SECOND:
        return content
    title, button = content.title | content.rival_title, content.button | content.rival_button
    return replace(content, title=title, button=button)


@dataclass(frozen=True)
class Arm:
    """How many readers saw a wording, and how many of them sent the form."""

    wording: str
    seen: int = 0
    sent: int = 0

    @property
    def rate(self) -> float | None:
        return self.sent / self.seen if self.seen else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which shares the true one lies, with 95 % confidence (Wilson)."""
        if not self.seen:
            return None
        p, spread = self.sent / self.seen, Z95 * Z95 / self.seen
        middle = (p + spread / 2) / (1 + spread)
        half = Z95 * math.sqrt(p * (1 - p) / self.seen + spread / self.seen / 4) / (1 + spread)
        return max(middle - half, 0.0) if self.sent else 0.0, min(middle + half, 1.0) if self.sent < self.seen else 1.0


def confidence(one: Arm, other: Arm) -> float | None:
    """How sure it is that the two differ at all, 0 to 1 (z-test of two shares, both sides); None when nobody saw one of them."""
    if not one.seen or not other.seen:
        return None
    both = (one.sent + other.sent) / (one.seen + other.seen)
    error = math.sqrt(both * (1 - both) * (1 / one.seen + 1 / other.seen))
    return math.erf(abs(one.sent / one.seen - other.sent / other.seen) / error / math.sqrt(2)) if error else 0.0


def better(one: Arm, other: Arm) -> str:
    """The wording that sends more, once that is 95 % sure among at least 100 readers of each; "" before."""
    sure = confidence(one, other)
    if sure is None or sure < SURE or min(one.seen, other.seen) < LEAST:
        return ""
    return max((one, other), key=lambda arm: arm.sent / arm.seen).wording
