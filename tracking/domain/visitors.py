"""What is kept of a visitor while a batch of its events is digested: first touch once, last touch, device, search intent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from tracking.domain import humanity, times
from tracking.domain.draft import Draft


class Known(msgspec.Struct):
    """A visitor in the making; `is_new` until it is stored."""

    id: UUID
    anonymous_id: str
    episode: int
    first_seen_at: datetime
    last_seen_at: datetime
    sessions: int = 0
    device: str = ""
    browser: str = ""
    country: str = ""
    is_bot: bool = False
    first_touch: dict[str, Any] = {}
    last_touch: dict[str, Any] = {}
    search_intent: str = ""
    human: float = 1.0
    doubts: list[str] = []
    verdict: str = ""
    # Microseconds by which the device's clock was behind ours when its last event was placed.
    clock_us: int | None = None
    is_new: bool = False
    # Since when its visit has to be judged anew.
    doubted_at: datetime | None = None

    def place(self, drafts: Sequence[Draft]) -> None:
        """Put the drafts, in the order of arrival, where they happened: one device has one clock, so its events keep their order."""
        last = self.last_seen_at
        for draft in drafts:
            if draft.told_at and draft.clock is not None:
                before = None if self.clock_us is None else timedelta(microseconds=self.clock_us)
                clock = times.steady(draft.told_at, draft.clock, before, last)
                draft.occurred_at = times.placed(draft.told_at + clock, draft.received_at, imported=False) or draft.occurred_at
                self.clock_us = clock // timedelta(microseconds=1)
            last = max(last, draft.at)

    def see(self, draft: Draft) -> None:
        """Take in one event. A visitor is a bot only while nothing but bots' events came of it."""
        self.first_seen_at, self.last_seen_at = min(self.first_seen_at, draft.at), max(self.last_seen_at, draft.at)
        self.is_bot = self.is_bot and draft.is_bot
        self.device = draft.device.kind or self.device
        self.browser = draft.device.browser or self.browser
        self.country = draft.context.get("country") or self.country
        self.search_intent = draft.search_terms or self.search_intent
        if draft.touch.channel and (draft.touch.channel != "direct" or not self.first_touch):
            self._touch(draft)

    def judge(self, drafts: Sequence[Draft]) -> None:
        """Look at all of a batch at once, before it is taken in: what one event does not show, several do."""
        if not any(draft.is_watched for draft in drafts):
            return
        before = self.doubts
        self.doubts = sorted(humanity.judge(drafts, before, self.verdict))
        self.doubted_at = None if self.is_new or self.verdict else self._look_again(drafts, before)
        self.human = {"human": 1.0, "bot": 0.0}.get(self.verdict, humanity.probability(self.doubts))

    def _look_again(self, drafts: Sequence[Draft], before: list[str]) -> datetime | None:
        """Since when this visit has to be judged anew: something showed in a new way that it is a machine's, or its views follow so close
        upon what was digested before that only both together may be a crowd. `drafts` in the order of happening."""
        if self.doubts != before and humanity.is_bot(self.doubts):
            shown = (draft for draft in drafts if draft.is_watched and not set(humanity.BEHAVIOUR).isdisjoint(draft.doubts))
            return next((draft.at for draft in shown), None)
        until = self.last_seen_at + humanity.VIEWS_WITHIN
        if drafts[0].at > until or humanity.is_bot(self.doubts):  # nearly all
            return None
        close = [draft.at for draft in drafts if draft.at <= until and draft.is_view and draft.is_watched and draft.has_own_time]
        return close[0] if len(close) > 1 else None

    def _touch(self, draft: Draft) -> None:
        touch = draft.touch._asdict() | {
            "term": draft.search_terms,
            "content": draft.utm.get("content", ""),
            "referrer": draft.referrer,
            "landing": draft.address.url,
        }
        self.first_touch = self.first_touch or touch
        self.last_touch = touch
