"""Conditions over leads by score, grade and tag: what our plugs lend to lists, segments and branches."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, FloatField, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce, Exp, Greatest, Least
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from leads.domain.filters import BadFilter, number_range
from leads.domain.snapshot import days
from scoring.domain.grades import span
from scoring.enums import Grade
from scoring.models import Tag, TagEntry
from scoring.queries import rulebooks

LARGEST = 600.0


def total(now: datetime) -> Any:
    """fit + interest at `now`, as an expression over Lead; what it says below zero counts as zero."""
    log = Coalesce(F("interest_log"), Value(-LARGEST)) - F("interest_rate") * Value(days(now))
    fading = Exp(Greatest(Least(log, Value(LARGEST)), Value(-LARGEST)))
    return F("fit") + Cast(F("interest_sign"), FloatField()) * fading


def by_score(value: str, now: datetime) -> Q:
    """`60..`, `..20`, `10..20`: the score now."""
    low, high = number_range("score", value)
    found = Q()
    if low is not None and low > 0:
        found &= Q(GreaterThanOrEqual(total(now), Value(low, FloatField())))
    if high is not None:
        found &= Q(LessThanOrEqual(total(now), Value(high, FloatField()))) if high >= 0 else Q(pk__in=[])
    return found


def by_grade(value: str, now: datetime) -> Q:
    """A, B, C or D: the fit."""
    if value not in Grade.values:
        raise BadFilter("grade", f"“{value[:20]}” is no grade: use A, B, C or D.")
    low, high = span(value, rulebooks.live().rules.grades)
    found = Q()
    if low is not None:
        found &= Q(fit__gte=low)
    return found & Q(fit__lt=high) if high is not None else found


def by_tag(value: str, now: datetime) -> Q:
    """Carries the tag."""
    carried = TagEntry.objects.filter(lead_id=OuterRef("pk"), tag__name=value, removed_at=None)
    return Q(Exists(carried))


def tag_choices() -> Sequence[tuple[str, str]]:
    names = Tag.objects.order_by("name").values_list("name", flat=True)
    return [(name, name) for name in names]
