"""The filter that onsite lends to lists, segments and branches: who hesitated on which form (F025)."""

import re
from datetime import datetime, timedelta

from django.db.models import Q

from leads.domain.filters import BadFilter
from onsite.models import Hesitation
from tracking.models import Visitor

ANY = "any"
DAYS = 30
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
