"""What a move of many leads would do, by where they stand: how many move, how many are there already, how many cannot and why (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from leads.domain import lifecycle
from leads.domain.lifecycle import BACK_REASONS, LEGAL, ORDER, POSITION

Why = Literal["closed", "no_way", "back_reason"]
# How many leads stand in a stage: (stage, whether they are closed) → number.
Standings = Mapping[tuple[str, bool], int]


@dataclass(frozen=True)
class Left:
    """Leads that stay because they cannot move: where they stand, how many, and why.

    `closed`: their episode is over. `no_way`: the table has no way from there. `back_reason`: the way is one back, and this reason
    explains none.
    """

    stage: str
    count: int
    why: Why


@dataclass(frozen=True)
class Plan:
    """`moving` + `same` + those of `left` are all that matched; `stages` are those that leads move from, in the order of the scheme."""

    matched: int
    moving: int
    same: int
    left: tuple[Left, ...]
    stages: tuple[str, ...]


def plan(standings: Standings, to: str, reason: str) -> Plan:
    """What moving them to `to` for `reason` would do; a note is given with every move of many, so none is missing."""
    left: list[Left] = []
    moving, same, stages = 0, 0, []
    for (stage, closed), count in sorted(standings.items(), key=lambda item: (POSITION.get(item[0][0], len(ORDER)), item[0][1])):
        why = why_not(stage, closed, to, reason)
        if why:
            left.append(Left(stage, count, why))
        elif stage == to:
            same += count
        else:
            moving += count
            stages.append(stage)
    return Plan(sum(standings.values()), moving, same, tuple(left), tuple(stages))


def why_not(stage: str, closed: bool, to: str, reason: str) -> Why | None:
    """Why leads that stand there cannot move; None when they can, or stand in `to` already."""
    if closed:
        return "closed"
    if stage == to:
        return None
    if to not in LEGAL.get(stage, ()):
        return "no_way"
    return "back_reason" if lifecycle.is_back(stage, to) and reason not in BACK_REASONS else None
