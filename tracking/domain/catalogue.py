"""The event catalogue: under which name a message is counted, and what a batch adds to each name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from tracking.domain.draft import Draft, as_text
from tracking.domain.volumes import NO_SITE

# Distinct names of one workspace; what comes beyond is counted together, so that a hostile site cannot fill the table.
CAP = 2_000
OTHER = ""


class Key(NamedTuple):
    site_id: UUID
    kind: str
    name: str


# How many messages of one name came with one request, which gives all of them one time: few entries for many messages.
Seen = Mapping[tuple[Key, datetime], int]


class Entry(NamedTuple):
    """One name as it stands."""

    id: UUID
    blocked: bool


@dataclass(slots=True)
class Sum:
    """What a batch adds to one name."""

    first: datetime
    last: datetime
    events: dict[date, int] = field(default_factory=dict)
    blocked: dict[date, int] = field(default_factory=dict)

    def add(self, at: datetime, day: date, count: int, blocked: bool) -> None:
        self.first, self.last = min(self.first, at), max(self.last, at)
        counts = self.blocked if blocked else self.events
        counts[day] = counts.get(day, 0) + count


def key_of(draft: Draft) -> Key:
    """Site, kind and name; views without a name given by the sender count as one, for their paths have no end."""
    name = draft.name
    if draft.is_view:
        name = as_text(draft.body.get("name"), 200) or as_text(draft.properties.get("name"), 200) or draft.kind
    return Key(draft.site_id or NO_SITE, draft.kind, name or draft.kind)


def is_any_page(kind: str, name: str) -> bool:
    """Whether an entry counts views without a name given by the sender, whatever their page."""
    return kind in ("page", "screen") and name == kind


def places(keys: Iterable[Key], known: dict[Key, Entry], room: int) -> dict[Key, Key]:
    """Under which key each is counted: its own while it is known or there is room for a new name, else that of all others."""
    placed = {}
    for key in keys:
        if key in placed:
            continue
        if key in known or room > 0:
            placed[key] = key
            room -= key not in known
        else:
            placed[key] = Key(key.site_id, key.kind, OTHER)
    return placed


def add_up(taken: Seen, blocked: Seen, placed: dict[Key, Key], zone: ZoneInfo) -> dict[Key, Sum]:
    """What each name gets, by the days of the workspace's zone on which its messages were received."""
    sums: dict[Key, Sum] = {}
    for seen, is_blocked in ((taken, False), (blocked, True)):
        for (name, at), count in seen.items():
            key = placed[name]
            found = sums.get(key)
            if found is None:
                found = sums[key] = Sum(at, at)
            found.add(at, at.astimezone(zone).date(), count, is_blocked)
    return sums
