"""The cell of a lead in the grid of fit and engagement, as scoring lends it; empty where nobody does."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

# A lead or a row with its snapshot, at an instant → “A1”; “” for one that was never scored.
Reader = Callable[[Any, datetime], str]
LENT: list[Callable[[], Reader]] = []
# A lead → the name of the score model that scores it; “” for the rulebook itself.
Namer = Callable[[Any], str]
MODELS: list[Callable[[], Namer]] = []


def reader() -> Reader:
    """Ready for many leads: the rulebook is looked up once."""
    return LENT[0]() if LENT else lambda lead, now: ""


def namer() -> Namer:
    """Ready for many leads: the rulebook is looked up once."""
    return MODELS[0]() if MODELS else lambda lead: ""
