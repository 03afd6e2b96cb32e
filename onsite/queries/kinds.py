"""Kind: what differs between pop-ups and slots; drafts, versions and states are the same of both."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from onsite.domain.shapes import Popup, Rules
from onsite.models import Item, ItemVersion, OnsiteMessage, OnsiteMessageVersion, Slot, SlotVersion

Written = TypeVar("Written", Popup, Rules)


@dataclass(frozen=True)
class Kind(Generic[Written]):
    """`name` stands in addresses and preview links, and is the versions' key to their item; `noun` stands in the audit log."""

    name: str
    noun: str
    model: type[Item]
    version: type[ItemVersion]
    shape: type[Written]


MESSAGE: Kind[Popup] = Kind("message", "onsite_message", OnsiteMessage, OnsiteMessageVersion, Popup)
SLOT: Kind[Rules] = Kind("slot", "slot", Slot, SlotVersion, Rules)


def kind_of(item: Item) -> Kind[Any]:
    return MESSAGE if isinstance(item, OnsiteMessage) else SLOT
