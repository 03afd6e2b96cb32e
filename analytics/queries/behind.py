"""The leads behind a number: conditions over Lead that say what the reports count."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from analytics.domain.periods import Period, month_start
from analytics.queries.age import FAST_DAYS
from leads.domain.filters import BadFilter
from leads.enums import Stage
from leads.models import Lead, StageVisit

STAY = re.compile(r"([a-z]+):(\d{4})-(\d{2})")
WON: list[tuple[str, Any]] = [
    ("any", _("Ever")), ("fast", _("Within 30 days")), ("old", _("Later than 30 days")), ("before_contact", _("Before first contact")),
]  # fmt: skip


def _stage(key: str, value: str) -> str:
    if value not in Stage.values:
        raise BadFilter(key, f"“{value[:40]}” is none of: {', '.join(Stage.values)}.")
    return value


def reached(value: str, now: datetime) -> Q:
    """Was ever in the stage."""
    return Q(Exists(StageVisit.objects.filter(undone_at=None, lead=OuterRef("pk"), stage=_stage("reached", value))))


def stay(value: str, now: datetime) -> Q:
    """Has a stay in the stage that began or ended in the month, in the zone of `now`."""
    found = STAY.fullmatch(value)
    if not found or not 1 <= int(found[3]) <= 12 or not 1 <= int(found[2]) <= 9998:
        raise BadFilter("stay", "Give a stage and a month, such as mql:2026-05.")
    first = date(int(found[2]), int(found[3]), 1)
    since = datetime(first.year, first.month, 1, tzinfo=now.tzinfo)
    after = month_start(first, 1)
    until = datetime(after.year, after.month, 1, tzinfo=now.tzinfo)
    within = Q(entered_at__gte=since, entered_at__lt=until) | Q(left_at__gte=since, left_at__lt=until)
    return Q(Exists(StageVisit.objects.filter(within, undone_at=None, lead=OuterRef("pk"), stage=_stage("stay", found[1]))))


def won(value: str, now: datetime) -> Q:
    """Became a customer: ever, fast, old, or before the first contact (F129; 30 d 0 s is old)."""
    limit = timedelta(days=FAST_DAYS)
    limits = {"any": Q(), "fast": Q(took__lt=limit), "old": Q(took__gte=limit), "before_contact": Q(took__lt=timedelta(0))}
    if value not in limits:
        raise BadFilter("won", f"Give one of: {', '.join(limits)}.")
    first = (
        StageVisit.objects.filter(undone_at=None, lead=OuterRef("pk"), stage=Stage.CUSTOMER)
        .values("lead")
        .annotate(first=Min("entered_at"))
        .values("first")
    )
    aged = Lead.objects.annotate(took=Subquery(first) - F("created_at")).filter(took__isnull=False).filter(limits[value])
    return Q(pk__in=aged.values("pk"))


def days_of(period: Period) -> str:
    """The period in the words of the filter `created`."""
    return f"{period.first}..{period.last}"


def days_of_month(month: str) -> str:
    first = date.fromisoformat(f"{month}-01")
    return f"{first}..{month_start(first, 1) - timedelta(days=1)}"
