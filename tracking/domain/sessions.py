"""When one visit ends and the next begins: thirty minutes of silence, or another campaign."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from tracking.domain.channels import Touch
from tracking.domain.draft import Draft

SILENCE = timedelta(minutes=30)


class Visit(msgspec.Struct):
    """A session while events are added to it; `is_new` until it is stored."""

    id: UUID
    visitor_id: UUID
    number: int
    started_at: datetime
    last_at: datetime
    touch: Touch
    entry_url: str = ""
    exit_url: str = ""
    pages: int = 0
    events: int = 0
    engaged_ms: int = 0
    is_new: bool = False

    def takes(self, at: datetime, touch: Touch, is_landing: bool) -> bool:
        """Whether something at `at` belongs to this visit; late arrivals may lie before its start."""
        if not self.started_at - SILENCE <= at <= self.last_at + SILENCE:
            return False
        return not is_landing or touch[1:] == self.touch[1:]

    def add(self, draft: Draft) -> None:
        """Count one event in."""
        url = draft.address.url
        if draft.at < self.started_at:
            self.started_at = draft.at
            self.entry_url = url or self.entry_url
        if draft.at >= self.last_at:
            self.last_at = draft.at
            self.exit_url = url or self.exit_url
        self.entry_url = self.entry_url or url
        self.pages += draft.is_view
        self.events += 1
        self.engaged_ms += draft.engaged_ms


def starts_visit(draft: Draft) -> bool:
    """A person at a device: not a bot, and not a server that only names a user."""
    return not draft.is_bot and (draft.has_device or bool(draft.address.url))


def is_late(drafts: Sequence[Draft], latest: Visit | None) -> bool:
    """Whether the first of these (in order of happening) lies before the newest visit, so that an earlier one may take it."""
    return latest is not None and drafts[0].at < latest.started_at - SILENCE


def assign(
    drafts: Iterable[Draft], latest: Visit | None, visitor_id: UUID, number: int, new_ids: Iterable[UUID], others: Sequence[Visit] = ()
) -> list[Visit]:
    """Put each draft of one visitor (in order of happening) into a visit; the visits that changed, the new ones numbered after `number`.

    `others`: where some are late, the visits that may take them or what follows them.
    """
    ids, changed, open_visit = iter(new_ids), [], latest
    for draft in drafts:
        if draft.is_bot:
            continue
        if open_visit is None or not open_visit.takes(draft.at, draft.touch, draft.is_landing):
            found = next((one for one in others if one.takes(draft.at, draft.touch, draft.is_landing)), None)
            if found is None:
                if not starts_visit(draft):
                    continue
                number += 1
                touch = draft.touch if draft.touch.channel else Touch("direct", "", "", "")
                found = Visit(next(ids), visitor_id, number, draft.at, draft.at, touch, is_new=True)
            open_visit = found
        if open_visit not in changed:
            changed.append(open_visit)
        open_visit.add(draft)
        draft.session_id = open_visit.id
        if draft.touch.channel in ("", "direct"):
            draft.touch = open_visit.touch
    return changed
