from onsite.models.edition import Edition
from onsite.models.item import Item, ItemVersion
from onsite.models.key_account import KeyAccount
from onsite.models.message import OnsiteMessage, OnsiteMessageVersion
from onsite.models.reaction import Hesitation, Reaction
from onsite.models.slot import Slot, SlotVersion

__all__ = [
    "Edition", "Hesitation", "Item", "ItemVersion", "KeyAccount", "OnsiteMessage", "OnsiteMessageVersion", "Reaction", "Slot",
    "SlotVersion",
]  # fmt: skip
