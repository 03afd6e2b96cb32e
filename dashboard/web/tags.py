"""The template tags of every page (built in: no `{% load %}`). How to use them is in docs/ui.md."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

from babel.numbers import format_decimal, get_currency_precision, get_currency_symbol
from django import template
from django.template import Context
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, to_locale
from lucide.templatetags.lucide import lucide

from dashboard.web import nav
from dashboard.web.glossary import TERMS
from kernel import clock
from kernel.paging import Page
from leads.enums import Stage
from sales.domain.money import major
from tracking.queries import refusal_words

register = template.Library()
STAGE_LABELS = dict(Stage.choices)
# Short enough for a chip; the rest are written out.
STAGE_CODES = {"mql": "MQL", "sql": "SQL"}


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, size: int = 18, label: str = "") -> str:
    """An inline icon; silent to screen readers unless it has a label."""
    named = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return lucide(name, size=size, **{"class": "glyph", "stroke_width": "1.75", **named})


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[list[nav.Link]]:
    """The side bar's groups for the caller."""
    request = context["request"]
    return nav.links(request.caller.workspace.slug, request.caller.capabilities, request.path)


@register.inclusion_tag("parts/stage.html")
def stage(key: str, visit_no: int | None = None, label: str = "") -> dict[str, Any]:
    """A stage chip: `{% stage lead.stage lead.visit_no %}` → MQL-02."""
    text = label or STAGE_CODES.get(key) or STAGE_LABELS.get(key, key)
    return {"key": key, "text": text, "visit": f"{visit_no:02}" if visit_no and visit_no > 1 else "", "full": STAGE_LABELS.get(key, key)}


def _points(values: Sequence[float]) -> str:
    top, low = max(values), min(values)
    span = (top - low) or 1.0
    step = 56 / max(len(values) - 1, 1)
    return " ".join(f"{2 + i * step:.1f},{18 - (value - low) / span * 16:.1f}" for i, value in enumerate(values))


@register.inclusion_tag("parts/score.html")
def score(value: float | None, grade: str = "", history: Sequence[float] = (), url: str = "") -> dict[str, Any]:
    """A score: number, grade, trend arrow and sparkline (history: oldest first)."""
    values = list(history or ())
    move = values[-1] - values[0] if len(values) > 1 else 0.0
    trend = "up" if move >= 1 else "down" if move <= -1 else "flat"
    points = _points(values) if len(values) > 1 else ""
    return {"value": value, "grade": grade, "points": points, "trend": trend if points else "", "url": url}


def relative(at: datetime, now: datetime) -> str:
    """3 h ago, in 2 d: the largest unit that fits."""
    seconds = (now - at).total_seconds()
    ahead, seconds = seconds < 0, abs(seconds)
    if seconds < 45:
        return gettext("just now") if not ahead else gettext("in a moment")
    amount = _amount(seconds)
    return gettext("in %(amount)s") % {"amount": amount} if ahead else gettext("%(amount)s ago") % {"amount": amount}


def _amount(seconds: float) -> str:
    if seconds < 3600:
        return gettext("%(n)d min") % {"n": max(round(seconds / 60), 1)}
    if seconds < 86_400:
        return gettext("%(n)d h") % {"n": round(seconds / 3600)}
    days = round(seconds / 86_400)
    if days < 60:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if days < 730:
        return gettext("%(n)d months") % {"n": round(days / 30.4)}
    return gettext("%(n)d years") % {"n": round(days / 365.25)}


@register.filter
def lasting(seconds: float | None) -> str:
    """`{{ step.median|lasting }}`: 35 s, 4 min, 3 days; a dash where there is none."""
    if seconds is None:
        return "–"
    return gettext("%(n)d s") % {"n": round(seconds)} if seconds < 59.5 else _amount(seconds)


@register.simple_tag
def when(at: datetime | str | None) -> SafeString | str:
    """A relative time with the exact one on hover, in the workspace's zone. Nothing, also the "" of a missing variable, is a dash."""
    if not isinstance(at, datetime):
        return "–"
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), _exact(at), relative(at, clock.now()))


@register.simple_tag
def exact(at: datetime | str | None) -> SafeString | str:
    """An exact time, in the workspace's zone. Nothing, also the "" of a missing variable, is a dash."""
    if not isinstance(at, datetime):
        return "–"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), _exact(at))


@register.simple_tag
def exact_time(at: datetime) -> SafeString:
    """The hour alone, where the day stands above; the whole on hover."""
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), _exact(at), f"{timezone.localtime(at):%H:%M}")


def _exact(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{formats.date_format(local, 'Y-m-d H:i')} {local.tzname()}"


@register.inclusion_tag("parts/term.html")
def term(key: str, text: str = "") -> dict[str, Any]:
    """A word with its definition: `{% term "mql" %}` or `{% term "mql" "12 MQLs" %}`."""
    label, meaning = TERMS[key]
    return {"text": text or label, "meaning": meaning, "id": f"term-{key}-{uuid4().hex[:6]}"}


@register.inclusion_tag("parts/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the neighbours of a keyset page: `?cursor=…` and `&back=1`, every other filter kept."""
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("parts/chart.html")
def chart(name: str, kind: str, data: Mapping[str, Any], title: str = "") -> dict[str, Any]:
    """A chart with its table twin; `data` as docs/ui.md says."""
    series = data["series"]
    rows = [
        {"label": label, "cells": [{"value": one["data"][i], "url": _nth(one.get("links"), i)} for one in series]}
        for i, label in enumerate(data["categories"])
    ]
    return {"name": name, "kind": kind, "data": data, "title": title, "rows": rows, "empty": not any(v for s in series for v in s["data"])}


def _nth(links: Sequence[str] | None, i: int) -> str:
    return (links[i] or "") if links and i < len(links) else ""


@register.filter
def number(value: float | int | None, digits: int = 1) -> str:
    """12,431 or 49.1; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, int) or float(value).is_integer():
        return str(formats.number_format(int(value), 0, use_l10n=True, force_grouping=True))
    return str(formats.number_format(round(value, digits), digits, use_l10n=True, force_grouping=True))


@register.filter
def percent(value: float | None, whole: float = 1) -> str:
    """0.105 → 10.5 %; with `:100` a value that is in percent already. A dash where there is none."""
    return "–" if value is None else f"{formats.number_format(round(value * 100 / whole, 1), 1, force_grouping=True)} %"


@register.filter
def money(minor: int | None, currency: str = "USD") -> str:
    """Minor units → $1,234.50, ¥12,500 (a yen has no smaller part), 1,234.500 BHD; whole sums without a fraction."""
    if minor is None:
        return "–"
    locale, value = to_locale(get_language() or "en"), major(minor, currency)
    digits = 0 if value == value.to_integral_value() else get_currency_precision(currency)
    text = format_decimal(value, format=f"#,##0.{'0' * digits}" if digits else "#,##0", locale=locale)
    sign = get_currency_symbol(currency, locale)
    return f"{text} {currency}" if sign == currency else f"{sign}{text}"


@register.filter
def refusal_detail(detail: str) -> str:
    """`{{ row.detail|refusal_detail }}`: why a message was refused, in the reader's language."""
    return refusal_words.said(detail)


@register.filter
def get(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """`{{ names|get:lead.owner_id }}`."""
    return (mapping or {}).get(key, "")
