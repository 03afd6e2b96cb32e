"""The filter `rfm`: the leads behind one kind of customer, so that lists, segments and branches can name it (F042)."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from analytics.domain.rfm import Ask, BadAsk, parse
from analytics.enums import Group, Octant
from analytics.queries import rfm
from leads.domain.filters import BadFilter
from leads.models import Lead


def value_of(kind: str, ask: Ask) -> str:
    """`champions;by=company;recent=90`: a kind or a group, and what differs from the default."""
    return ";".join([kind, *(f"{name}={value}" for name, value in ask.words().items())])


def by_rfm(value: str, now: datetime) -> Q:
    """The newest lead of each person whose customer (they, or their company) is of this kind now."""
    kind, *words = [part.strip() for part in value.split(";")]
    if kind not in Octant.values and kind not in Group.values[1:]:
        raise BadFilter("rfm", f"“{kind[:40]}” is none of: {', '.join([*Octant.values, *Group.values[1:]])}.")
    try:
        ask = parse(dict(word.partition("=")[::2] for word in words))
    except BadAsk as error:
        raise BadFilter("rfm", f"{error.field}: {error.detail}") from error
    subjects = [one.subject for one in rfm.customers(ask, now) if kind in (one.octant, one.group)]
    newer = Lead.objects.filter(person_id=OuterRef("person_id"), number__gt=OuterRef("number")).exclude(closed_reason="merged")
    found = Q(person_id__in=subjects)
    if ask.by == "company":
        found = Q(person__company_id__in=subjects) | Q(person_id__in=subjects, person__company_id__isnull=True)
    return found & ~Q(Exists(newer)) & Q(person__merged_into__isnull=True)


def choices() -> list[tuple[str, Any]]:
    return [*Octant.choices, *Group.choices[1:]]
