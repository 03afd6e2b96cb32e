"""The filters that onsite lends to lists, segments and branches: who hesitated on which form (F025), who saw or clicked what (F019)."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from leads.domain.filters import BadFilter
from onsite.enums import ReactionKind
from onsite.models import Hesitation, KeyAccount, OnsiteMessage, Reaction, Slot
from tracking.models import Visitor

ANY, NONE = "any", "-"
DAYS = 30
DID = {
    "viewed": (ReactionKind.VIEWED.value, ReactionKind.SHOWN.value),
    "clicked": (ReactionKind.CLICKED.value, ReactionKind.SLOT_CLICKED.value),
    "closed": (ReactionKind.CLOSED.value,),
}
MOST_OFFERED = 50
VALUE = re.compile(r"(.{1,150}?)(?::(\d{1,3})d)?", re.DOTALL)


def hesitated(value: str, now: datetime) -> Q:
    """`contact:7d`, `contact` (in the last 30 days), `any:7d`: leads with a device that hesitated on the form."""
    found = VALUE.fullmatch(value)
    days = int(found[2]) if found and found[2] else DAYS
    if found is None or not 1 <= days <= 366:
        raise BadFilter("hesitated", "Give the form and the days, such as contact:7d or any:30d.")
    happened = Hesitation.objects.filter(at__gte=now - timedelta(days=days))
    if found[1] != ANY:
        happened = happened.filter(form=found[1])
    devices = Visitor.objects.filter(pk__in=happened.values("visitor_id"), person_id__isnull=False)
    return Q(person_id__in=devices.values("person_id"))


def reacted(value: str, now: datetime) -> Q:
    """`viewed:<id>`, `clicked:<id>`, `closed:<id>` of a pop-up or slot: leads with a device that did so."""
    did, _colon, key = value.partition(":")
    try:
        happened = Reaction.objects.filter(item_id=UUID(key), kind__in=DID[did])
    except (ValueError, KeyError):
        raise BadFilter("reacted", "Give what was done with which pop-up or slot: follow a number of the page On-site.") from None
    devices = Visitor.objects.filter(pk__in=happened.values("visitor_id"), person_id__isnull=False)
    return Q(person_id__in=devices.values("person_id"))


def reactions() -> list[tuple[str, str]]:
    """(value, words) of what can be done with the newest pop-ups and slots that were ever live."""
    found = []
    for model, did in ((OnsiteMessage, DID), (Slot, ("viewed", "clicked"))):
        for key, name in model.objects.filter(live_version__isnull=False).order_by("-created_at").values_list("pk", "name")[:MOST_OFFERED]:
            words = {"viewed": _("saw %(name)s"), "clicked": _("clicked %(name)s"), "closed": _("closed %(name)s")}
            found += [(f"{one}:{key}", words[one] % {"name": name}) for one in did]
    return found


def at_key_account(value: str, now: datetime) -> Q:
    """By its name: leads of whom a visit came from this key account's network (the last that did, F047); any for all, - for none."""
    if value in (ANY, NONE):
        return Q(person__attributes__has_key="key_account") if value == ANY else ~Q(person__attributes__has_key="key_account")
    return Q(person__attributes__key_account=value)


def key_accounts() -> list[tuple[str, str]]:
    """(value, words) of the key accounts, by name."""
    names = KeyAccount.objects.order_by("name").values_list("name", flat=True)
    return [(ANY, _("Any")), (NONE, _("None")), *((name, name) for name in names)]
