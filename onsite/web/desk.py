"""Desk: what the pages of pop-ups and of slots do not have alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic
from uuid import UUID

from django.http import Http404, QueryDict

from onsite.domain.decide import Message, SlotRules
from onsite.domain.shapes import BadShape
from onsite.models import Item
from onsite.queries import choices, items, previews
from onsite.queries.kinds import Kind, Written
from tenants.web.identity import WorkspaceRequest

Shown = tuple[Sequence[Message], Sequence[tuple[SlotRules, int]]]


@dataclass(frozen=True)
class Desk(Generic[Written]):
    """`create` makes an item out of a request, `read` a definition out of the editor's form; `editor` gives the editor its own values, of
    what is written or of what was typed; `shown` says what the preview shows of a definition (the form says which part).
    """

    kind: Kind[Written]
    argument: str
    create: Callable[[WorkspaceRequest], Item]
    read: Callable[[QueryDict], Written]
    editor: Callable[[Item, Written, QueryDict | None], dict[str, Any]]
    shown: Callable[[Item, Written, QueryDict], Shown]

    def url(self, page: str = "") -> str:
        """The name of a page of one item: `onsite:slot`, `onsite:review_slot`."""
        return f"onsite:{page and page + '_'}{self.kind.name}"

    def found(self, ids: dict[str, UUID]) -> Item:
        item = items.item(self.kind, ids[self.argument])
        if item is None:
            raise Http404
        return item

    def written(self, item: Item, number: int | None = None) -> Written:
        """What is written; an empty definition where this release cannot read it."""
        try:
            return items.written(self.kind, item, number)
        except BadShape:
            return self.kind.shape()


def preview_links(kind: str, item_id: UUID, rule: int = 0) -> list[tuple[str, str]]:
    """(site, address of its page that shows the draft)."""
    token = previews.token(kind, item_id, rule)
    return [(name, f"{url}{'&' if '?' in url else '?'}lw_preview={token}") for name, url in choices.site_pages()]
