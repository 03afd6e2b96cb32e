"""Conditions over leads by score, grade and tag: what our plugs lend to lists, segments and branches."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, F, FloatField, Func, Max, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Exp, Extract, Greatest, Least
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from leads.domain.fading import sql
from leads.domain.filters import BadFilter, number_range
from leads.domain.snapshot import days
from leads.queries.offers import Offer, Rows
from scoring.domain.crossing import HAIR, least
from scoring.domain.grades import CELLS, reach, span
from scoring.domain.rule_shapes import Rules
from scoring.domain.score_model import DEFAULT
from scoring.enums import Band, Engagement, Fading, Grade
from scoring.models import Tag, TagEntry
from scoring.queries import rulebooks, tags
from scoring.queries.grid_leaf import bounds

LARGEST = 600.0


class FadesOtherwise(Func):
    """What fades otherwise than the score, as the row carries it, some days after the reference (leads.domain.fading)."""

    output_field = FloatField()

    def as_sql(self, compiler: Any, connection: Any, *_given: Any, **_more: Any) -> Any:
        (column, _params), (day, given) = (compiler.compile(each) for each in self.source_expressions)
        text = sql(column, day)
        return f"({text})", list(given) * text.count(day)


def interest(now: datetime) -> Any:
    """What is left of behaviour at `now`, as an expression over Lead."""
    log = Coalesce(F("snapshot__interest_log"), Value(-LARGEST)) - F("snapshot__interest_rate") * Value(days(now))
    fading = Exp(Greatest(Least(log, Value(LARGEST)), Value(-LARGEST)))
    return Cast(F("snapshot__interest_sign"), FloatField()) * fading + FadesOtherwise(F("snapshot__fading"), Value(days(now), FloatField()))


def total(now: datetime) -> Any:
    """fit + interest at `now`, as an expression over Lead; what it says below zero counts as zero."""
    return F("snapshot__fit") + interest(now)


def by_score(value: str, now: datetime) -> Q:
    """`60..`, `..20`, `10..20`: the score now."""
    low, high = number_range("score", value)
    found = Q()
    if low is not None and low > 0:
        found &= Q(GreaterThanOrEqual(total(now), Value(least(low), FloatField())))
    if high is not None:
        found &= Q(LessThanOrEqual(total(now), Value(high + HAIR, FloatField()))) if high >= 0 else Q(pk__in=[])
    return found


# As addresses of lists name them.
BANDS = tuple(("none" if each == Band.NO_POINTS else each.value, each.label) for each in Band)


def by_band(value: str, now: datetime) -> Q:
    """Where the score now stands to what the live rulebook, or the lead's score model, asks of an MQL and of a target; each lead is in
    exactly one band."""
    live = rulebooks.live()
    place = next((place for place, (key, _label) in enumerate(BANDS) if key == value), None)
    if place is None:
        raise BadFilter("band", f"“{value[:20]}” is no band: use {', '.join(key for key, _label in BANDS)}.")
    found = _others(live.rules) & _in_band(place, live.rules, now) if live.models else _in_band(place, live.rules, now)
    for model in live.rules.models:
        found |= Q(entry_channel__in=model.channels) & _in_band(place, live.of(model.channels[0]).rules, now)
    return found


def _in_band(place: int, rules: Rules, now: datetime) -> Q:
    steps = [None, *bounds(rules), None]
    high, low = steps[place], steps[place + 1]
    found = Q()
    if low is not None:
        found &= Q(GreaterThanOrEqual(total(now), Value(low, FloatField())))
    return found & ~Q(GreaterThanOrEqual(total(now), Value(high, FloatField()))) if high is not None else found


def _others(rules: Rules) -> Q:
    """Leads of no score model."""
    return ~Q(entry_channel__in=[channel for model in rules.models for channel in model.channels])


def by_model(value: str, now: datetime) -> Q:
    """The score model by its name; `default` is the rulebook itself. One that the live rulebook does not have scores nobody (F060)."""
    rules = rulebooks.live().rules
    if value == DEFAULT:
        return _others(rules)
    model = next((model for model in rules.models if model.name == value), None)
    return Q(entry_channel__in=model.channels) if model else Q(pk__in=[])


def _models(rows: Rows) -> Sequence[tuple[str, Any]]:
    """None where the live rulebook has no models."""
    models = rulebooks.published(int(rows[0][0]) if rows else None).rules.models
    return [(DEFAULT, _("The rulebook itself")), *((model.name, model.label) for model in models)] if models else []


model_choices = Offer(rulebooks.LIVE, _models)


def by_grade(value: str, now: datetime) -> Q:
    """A, B, C or D: the fit."""
    if value not in Grade.values:
        raise BadFilter("grade", f"“{value[:20]}” is no grade: use A, B, C or D.")
    low, high = span(value, rulebooks.live().rules.grades)
    found = Q()
    if low is not None:
        found &= Q(snapshot__fit__gte=least(low))
    return found & Q(snapshot__fit__lt=least(high)) if high is not None else found


def by_engagement(value: str, now: datetime) -> Q:
    """1, 2 or 3: the interest now."""
    if value not in Engagement.values:
        raise BadFilter("engagement", f"“{value[:20]}” is no engagement: use 1, 2 or 3.")
    low, high = reach(value, rulebooks.live().rules.levels)
    found = Q()
    if low is not None:
        found &= Q(GreaterThanOrEqual(interest(now), Value(least(low), FloatField())))
    return found & ~Q(GreaterThanOrEqual(interest(now), Value(least(high), FloatField()))) if high is not None else found


def by_cell(value: str, now: datetime) -> Q:
    """A1 to D3: grade and engagement."""
    if value not in CELLS:
        raise BadFilter("cell", f"“{value[:20]}” is no cell: use a grade and an engagement, from A1 to D3.")
    return by_grade(value[0], now) & by_engagement(value[1], now)


def by_tag(value: str, now: datetime) -> Q:
    """Carries the tag, or one that was merged into it, and it has not ended."""
    tag = tags.by_name(value)
    return Q(Exists(_earnings(tag, now))) if tag else Q(pk__in=[])


def by_tag_weight(value: str, now: datetime) -> Q:
    """`Content marketing:0.4..`: what the lead carries of the tag now."""
    name, _colon, span_of = value.rpartition(":")
    tag = tags.by_name(name.strip())
    low, high = number_range("tag_weight", span_of)
    if tag is None or (low is None and high is None):
        raise BadFilter("tag_weight", "Give a tag and a range, such as Content marketing:0.4.. or Pricing:..0.1.")
    carried = Coalesce(Subquery(_weight(tag, now)), Value(0.0))
    found = Q()
    if low is not None:
        found &= Q(GreaterThanOrEqual(carried, Value(low, FloatField())))
    return found & Q(LessThanOrEqual(carried, Value(high, FloatField()))) if high is not None else found


def _earnings(tag: Tag, now: datetime) -> Any:
    """The earnings of the lead at hand that count at `now`."""
    family = tags.family(tag.pk)
    found = TagEntry.objects.filter(lead_id=OuterRef("pk"), tag_id__in=family, removed_at=None, occurred_at__lte=now)
    if tag.lasts_days is not None:
        found = found.filter(occurred_at__gt=now - timedelta(days=tag.lasts_days))
    if len(family) > 1:
        # One effect counts once, also where it gave two tags that are one now.
        same = TagEntry.objects.filter(lead_id=OuterRef("lead_id"), effect_key=OuterRef("effect_key"), removed_at=None)
        found = found.exclude(Exists(same.filter(tag_id__in=family, tag_id__lt=OuterRef("tag_id"))))
    return found


def _weight(tag: Tag, now: datetime) -> Any:
    """What scoring.domain.tag_weight says, as a sub-query over one lead."""
    days_of = Cast(Extract(Value(now, DateTimeField()) - F("occurred_at"), "epoch"), FloatField()) / Value(86_400.0)
    left: Any = Value(1.0)
    if tag.fading == Fading.EXPONENTIAL:
        left = Exp(-Value(rulebooks.live().rate) * days_of)
    elif tag.fading == Fading.LINEAR:
        left = Value(1.0) - days_of / Value(float(tag.lasts_days or 1))
    weight = F("url_weight") * F("behaviour_weight")
    faded = Coalesce(Sum(weight * left, filter=Q(decays=True), output_field=FloatField()), Value(0.0))
    put = Coalesce(Max(weight, filter=Q(decays=False), output_field=FloatField()), Value(0.0))
    carried: Any = faded + put if tag.cap is None else Least(faded + put, Value(tag.cap))
    return _earnings(tag, now).order_by().values("lead_id").annotate(carried=carried).values("carried")


tag_choices = Offer(tags.NAMES)
