"""What is kept of a visitor while a batch of its events is digested: first touch once, last touch, device, search intent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tracking.domain import humanity
from tracking.domain.draft import Draft


@dataclass(slots=True)
class Known:
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
    first_touch: dict[str, Any] = field(default_factory=dict)
    last_touch: dict[str, Any] = field(default_factory=dict)
    search_intent: str = ""
    human: float = 1.0
    doubts: list[str] = field(default_factory=list)
    verdict: str = ""
    is_new: bool = False

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
        self.doubts = sorted(humanity.judge(drafts, self.doubts, self.verdict))
        self.human = {"human": 1.0, "bot": 0.0}.get(self.verdict, humanity.probability(self.doubts))

    def _touch(self, draft: Draft) -> None:
        touch = draft.touch._asdict() | {
            "term": draft.search_terms,
            "content": draft.utm.get("content", ""),
            "referrer": draft.referrer,
            "landing": draft.address.url,
        }
        self.first_touch = self.first_touch or touch
        self.last_touch = touch
