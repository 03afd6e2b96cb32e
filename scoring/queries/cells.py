"""The cell of a lead in the grid of fit and engagement, A1 to D3, by the live rulebook."""

from datetime import datetime
from typing import Any

from leads.queries.cells import Namer, Reader
from scoring.domain.grades import cell
from scoring.queries import rulebooks


def reader() -> Reader:
    """What tells the cell of each lead at an instant; it reads snapshots, so it asks the database once, for the rulebook."""
    rules = rulebooks.live().rules

    def read(lead: Any, now: datetime) -> str:
        if lead.snapshot.scored_at is None:
            return ""
        return cell(lead.snapshot.fit, lead.snapshot.interest(now), rules)

    return read


def namer() -> Namer:
    """What names the score model of each lead (F060); it asks the database once, for the rulebook."""
    labels = {channel: model.label for model in rulebooks.live().rules.models for channel in model.channels}
    return lambda lead: labels.get(lead.entry_channel, "")
