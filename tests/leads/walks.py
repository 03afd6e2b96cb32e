"""Leads that walk through stages, one step an hour."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

from kernel import ids
from kernel.audit import SYSTEM
from leads.actions.lifecycle import Move, move_stages
from leads.actions.people import create_lead
from leads.domain.lifecycle import LEGAL

HOUR = timedelta(hours=1)


def walk(start: datetime, *stages: str) -> UUID:
    """A new lead (in *name* from `start` on) that goes through these stages."""
    lead = create_lead({"email": f"{ids.new().hex}@walker.example"}, SYSTEM, at=start).pk
    for step, stage in enumerate(stages, 1):
        moved = move_stages([Move(lead, stage, "recycled", start + step * HOUR)], SYSTEM)
        assert not moved.refused, moved.refused
    return UUID(str(lead))


def stroll(dice: Random, start: datetime, steps: int) -> UUID:
    """One that goes wherever it may."""
    stages = ["name"]
    for _ in range(steps):
        stages.append(dice.choice(sorted(LEGAL[stages[-1]])))
    assert all(a != b for a, b in pairwise(stages))
    return walk(start, *stages[1:])
