"""What an event means to a journey: which waits it meets, whom it lets in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from journeys.domain import settings
from journeys.domain.graph import EventEntry, Graph

EMAIL_OPENED, EMAIL_CLICKED = "email_opened", "email_clicked"
# Written by us or by sales about a lead: no interaction of the lead.
QUIET = frozenset({
    "unsubscribed", "email_bounced", "email_complained", "email_sent", "sdr_touched", "sdr_task_done", "hand_off_opened",
    "hand_off_accepted", "hand_off_returned", "opportunity_opened", "product_news", "opportunity_won", "opportunity_lost",
})  # fmt: skip


class Happening(msgspec.Struct, frozen=True):
    """One event of one lead."""

    event_id: UUID
    lead_id: UUID
    name: str
    at: datetime
    properties: Mapping[str, Any] = {}

    @property
    def message_id(self) -> str:
        return str(self.properties.get("message_id", "")) if self.name in (EMAIL_OPENED, EMAIL_CLICKED) else ""

    @property
    def is_interaction(self) -> bool:
        return self.name not in QUIET


def meets(happening: Happening) -> list[str]:
    """What may be waited for that this event brings. Who clicks has opened."""
    found = [settings.EVENT + happening.name]
    if happening.is_interaction:
        found.append(settings.ANY)
    if happening.name in (EMAIL_OPENED, EMAIL_CLICKED):
        found.append(settings.OPENED)
    if happening.name == EMAIL_CLICKED:
        found.append(settings.CLICKED)
    return found


def names_for(what: str) -> list[str]:
    """The event names that meet a wait for `what`; none means any interaction."""
    if what == settings.OPENED:
        return [EMAIL_OPENED, EMAIL_CLICKED]
    if what == settings.CLICKED:
        return [EMAIL_CLICKED]
    return [what.removeprefix(settings.EVENT)] if what.startswith(settings.EVENT) else []


def lets_in(entry: EventEntry, happening: Happening) -> bool:
    """Whether the event has the entry's name and every property that it asks for."""
    if entry.name != happening.name:
        return False
    return all(str(happening.properties.get(key, "")).casefold() == str(want).casefold() for key, want in entry.where.items())


def enters(graph: Graph, happening: Happening) -> bool:
    return any(lets_in(entry, happening) for entry in graph.entry.events)


def ends_by(names: list[str], happening: Happening) -> bool:
    """Whether the happening is among the events `names`, where “any” is any interaction."""
    return happening.name in names or (settings.ANY in names and happening.is_interaction)
