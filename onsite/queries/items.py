"""Messages, slots and key accounts: lists, one, versions, and what came of them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from leads.queries import segments
from onsite.domain.shapes import Popup, Rules, read
from onsite.enums import ReactionKind
from onsite.models import KeyAccount, OnsiteMessage, OnsiteMessageVersion, Reaction, Slot, SlotVersion
from tracking.queries import sites


@dataclass(frozen=True)
class Results:
    """How often an item was seen, clicked and closed by people. `rate` is clicks per view, None before the first."""

    views: int = 0
    clicks: int = 0
    closes: int = 0

    @property
    def rate(self) -> float | None:
        return self.clicks / self.views if self.views else None


COLUMN = {
    ReactionKind.VIEWED: "views", ReactionKind.SHOWN: "views", ReactionKind.CLICKED: "clicks", ReactionKind.SLOT_CLICKED: "clicks",
    ReactionKind.CLOSED: "closes",
}  # fmt: skip


def results() -> dict[UUID, Results]:
    """Item id → results over all versions."""
    found: dict[UUID, dict[str, int]] = {}
    for row in Reaction.objects.values("item_id", "kind").annotate(number=Count("id")):
        column = COLUMN.get(row["kind"])
        if column:
            found.setdefault(row["item_id"], {})[column] = row["number"]
    return {item: Results(**numbers) for item, numbers in found.items()}


def messages() -> "QuerySet[OnsiteMessage]":
    return OnsiteMessage.objects.order_by("-created_at", "-id")


def message(message_id: UUID) -> OnsiteMessage | None:
    return OnsiteMessage.objects.filter(pk=message_id).first()


def message_versions(found: OnsiteMessage) -> "QuerySet[OnsiteMessageVersion]":
    return OnsiteMessageVersion.objects.filter(message=found).order_by("-number")


def popup_of(found: OnsiteMessage, number: int | None = None) -> Popup:
    """What its authors work on: the draft, or the live version when there is none; with `number` that version. Raises BadShape."""
    if number is None and found.draft:
        return read(found.draft, Popup)
    version = message_versions(found).filter(number=number or found.live_version or 0).first()
    return read(version.definition, Popup) if version else Popup()


def slots() -> "QuerySet[Slot]":
    return Slot.objects.order_by("key")


def slot(slot_id: UUID) -> Slot | None:
    return Slot.objects.filter(pk=slot_id).first()


def slot_versions(found: Slot) -> "QuerySet[SlotVersion]":
    return SlotVersion.objects.filter(slot=found).order_by("-number")


def rules_of(found: Slot, number: int | None = None) -> Rules:
    """The draft, or the live version when there is none; with `number` that version. Raises BadShape."""
    if number is None and found.draft:
        return read(found.draft, Rules)
    version = slot_versions(found).filter(number=number or found.live_version or 0).first()
    return read(version.definition, Rules) if version else Rules()


def key_accounts() -> "QuerySet[KeyAccount]":
    return KeyAccount.objects.select_related("company").order_by("name")


def key_account(key_account_id: UUID) -> KeyAccount | None:
    return KeyAccount.objects.filter(pk=key_account_id).first()


def segment_choices() -> list[tuple[str, str]]:
    """(id, name) of the segments in use."""
    return [(str(one.pk), one.name) for one in segments.segments()]


def site_pages() -> list[tuple[str, str]]:
    """(name, address) of the sites, for preview links."""
    return [(site.name, site.url) for site in sites.sites()]
