"""The filters that onsite lends to lists, segments and branches: who hesitated on which form (F025), who saw or clicked what (F019)."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from leads.domain.filters import BadFilter
from leads.queries.offers import Offer, Rows
from onsite.enums import ReactionKind
from onsite.models import Hesitation, Reaction
from tracking.models import Visitor

ANY, NONE = "any", "-"
DAYS = 30
DID = {
    "viewed": (ReactionKind.VIEWED.value, ReactionKind.SHOWN.value),
    "clicked": (ReactionKind.CLICKED.value, ReactionKind.SLOT_CLICKED.value),
    "closed": (ReactionKind.CLOSED.value,),
}
MOST_OFFERED = 50
# The newest pop-ups and slots of those that were ever live.
EVER_LIVE = " UNION ALL ".join(
    f"""
(SELECT '{kind}:' || x.id AS value, x.name FROM {table} x WHERE x.workspace_id = %(workspace_id)s AND x.live_version IS NOT NULL
 ORDER BY x.created_at DESC LIMIT {MOST_OFFERED})"""
    for kind, table in (("message", "onsite_onsitemessage"), ("slot", "onsite_slot"))
)
KEY_ACCOUNTS = "SELECT a.name AS value, a.name FROM onsite_keyaccount a WHERE a.workspace_id = %(workspace_id)s ORDER BY a.name"
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


def _reactions(rows: Rows) -> list[tuple[str, str]]:
    """(value, words) of what can be done with them; pop-ups first, which alone can be closed."""
    words = {"viewed": _("saw %(name)s"), "clicked": _("clicked %(name)s"), "closed": _("closed %(name)s")}
    found = []
    for item, name in sorted(rows, key=lambda row: row[0].partition(":")[0]):
        kind, _colon, key = item.partition(":")
        found += [(f"{did}:{key}", words[did] % {"name": name}) for did in DID if kind == "message" or did != "closed"]
    return found


reactions = Offer(EVER_LIVE, _reactions)


def at_key_account(value: str, now: datetime) -> Q:
    """By its name: leads of whom a visit came from this key account's network (the last that did, F047); any for all, - for none."""
    if value in (ANY, NONE):
        return Q(person__attributes__has_key="key_account") if value == ANY else ~Q(person__attributes__has_key="key_account")
    return Q(person__attributes__key_account=value)


key_accounts = Offer(KEY_ACCOUNTS, lambda rows: [(ANY, _("Any")), (NONE, _("None")), *rows])
