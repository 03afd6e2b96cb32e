"""Why a lead is on top: up to three reasons, strongest first, and what is left of the promise. Pure; words are put in by the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

AT_MOST = 3


@dataclass(frozen=True)
class Part:
    """A reason of the score, its points now, and how many times it was earned."""

    text: str
    points: float
    times: int = 1


@dataclass(frozen=True)
class Why:
    parts: tuple[Part, ...]
    colleagues: int
    left: timedelta | None

    @property
    def late(self) -> bool:
        return self.left is not None and self.left < timedelta()

    @property
    def minutes(self) -> int:
        """Whole minutes left, or over."""
        return 0 if self.left is None else int(abs(self.left.total_seconds()) // 60)


def gather(parts: Sequence[Part]) -> list[Part]:
    """Equal reasons as one, with their points added and their times counted; strongest first."""
    found: dict[str, Part] = {}
    for part in parts:
        before = found.get(part.text, Part(part.text, 0.0, 0))
        found[part.text] = Part(part.text, before.points + part.points, before.times + part.times)
    return sorted(found.values(), key=lambda part: (-part.points, part.text))


def why(parts: Sequence[Part], colleagues: int, left: timedelta | None) -> Why:
    """Colleagues count as one of the three reasons; what took points away is no reason to be on top."""
    room = AT_MOST - (1 if colleagues else 0)
    strongest = [part for part in gather(parts) if part.points >= 0.05]
    return Why(tuple(strongest[:room]), colleagues, left)
