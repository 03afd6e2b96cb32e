"""The filters `scored` and `crossed`: the leads behind the numbers of calibration and of rules (M12)."""

import math
import re
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from analytics.domain.periods import BadPeriod, Period, parse
from analytics.domain.words import NO_REASON
from analytics.enums import Word
from analytics.queries import calibration, crossings
from leads.domain.filters import BadFilter, number_range
from sales.enums import ReturnReason

SQL = "sql"
RULE = re.compile(r"[a-z0-9_]+(:[a-z0-9_]+(\.[a-z0-9_]+)?)?")
Days = tuple[datetime, datetime]


def scored(value: str, now: datetime) -> Q:
    """`2026-01-01..2026-06-30;60..70`: had a score from 60 to below 70 at an instant of calibration; `;sql`: and became SQL then."""
    days, _, rest = value.partition(";")
    scores, _, became = rest.partition(";")
    if became not in ("", SQL):
        raise BadFilter("scored", f"“{became[:40]}” is nothing to ask for: leave it out, or write {SQL}.")
    low, high = number_range("scored", scores if ".." in scores else f"{scores}..")
    if not all(number is None or math.isfinite(number) for number in (low, high)):
        raise BadFilter("scored", "Give a range of scores such as 60..70 or 120..")
    return Q(pk__in=calibration.leads(*days_asked("scored", days, now), low or 0.0, high, bool(became)))


def crossed(value: str, now: datetime) -> Q:
    """`2026-01-01..2026-06-30;event:asset_downloaded;returned;budget_priority`: crossed the threshold with points from the rule, with
    that word of sales, for that reason; an empty part means any."""
    days, rule, word, reason = [part.strip() for part in f"{value};;;".split(";")][:4]
    if rule and not RULE.fullmatch(rule):
        raise BadFilter("crossed", f"“{rule[:40]}” is no rule: write it as the ledger does, such as event:asset_downloaded.")
    if word and word not in Word.values:
        raise BadFilter("crossed", f"“{word[:40]}” is none of: {', '.join(Word.values)}.")
    if reason and reason not in (NO_REASON, *ReturnReason.values):
        raise BadFilter("crossed", f"“{reason[:40]}” is none of: {', '.join([*ReturnReason.values, NO_REASON])}.")
    return Q(pk__in=crossings.leads(*days_asked("crossed", days, now), rule, word, reason))


def words_of(period: Period) -> str:
    """The period as both filters write it."""
    return f"{period.first}..{period.last}"


def days_asked(key: str, text: str, now: datetime) -> Days:
    """From the start of the first day to the end of the last, in the zone of `now`."""
    first, dots, last = text.partition("..")
    if not (first and dots and last):
        raise BadFilter(key, "Begin with a period such as 2026-01-01..2026-06-30.")
    try:
        period = parse(first, last, now.date(), "UTC")
    except BadPeriod as error:
        raise BadFilter(key, error.detail) from error
    return _start(period.first, now), _start(period.last + timedelta(days=1), now)


def _start(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)
