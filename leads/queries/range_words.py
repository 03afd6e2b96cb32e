"""Ranges of filters as people say them: `7d..` is “in the last 7 days”, `..20` is “at most 20”. What is no range stays as it is."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

AGO = re.compile(r"(\d{1,4})([hdw])")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def of_moments(value: str) -> str:
    """Of `2026-10-01..2026-10-31`, `2026-10-01..`, `7d..`, `..30d` (leads.queries.filters.when)."""
    low, dots, high = value.partition("..")
    if not dots or not (low or high):
        return value
    if low and high:
        return _("from %(low)s to %(high)s") % {"low": _moment(low), "high": _moment(high)}
    if span := _span(low or high):
        return (_("in the last %(span)s") if low else _("more than %(span)s ago")) % {"span": span}
    return (_("since %(day)s") if low else _("until %(day)s")) % {"day": low or high}


def of_numbers(value: str) -> str:
    """Of `60..`, `..20`, `10..20` (leads.domain.filters.number_range)."""
    low, dots, high = value.partition("..")
    if not dots or not (low or high) or not all(NUMBER.fullmatch(end) for end in (low, high) if end):
        return value
    if low and high:
        return _("from %(low)s to %(high)s") % {"low": low, "high": high}
    return at_least(low) if low else _("at most %(value)s") % {"value": high}


def at_least(value: str) -> str:
    return _("at least %(value)s") % {"value": value}


def _moment(value: str) -> str:
    span = _span(value)
    return _("%(span)s ago") % {"span": span} if span else value


def _span(value: str) -> str:
    """“7 days” of `7d`; "" of a day of the calendar."""
    ago = AGO.fullmatch(value)
    if not ago:
        return ""
    count, unit = int(ago[1]), ago[2]
    if unit == "h":
        told = ngettext("%(count)s hour", "%(count)s hours", count)
    elif unit == "d":
        told = ngettext("%(count)s day", "%(count)s days", count)
    else:
        told = ngettext("%(count)s week", "%(count)s weeks", count)
    return told % {"count": count}
