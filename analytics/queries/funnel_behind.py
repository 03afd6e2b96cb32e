"""The filter `funnel`: the leads behind a number of a funnel, so that lists, segments and journeys can name them (F018, F021)."""

import re
from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from analytics.domain.funnels import BadFunnel, split_of
from analytics.domain.periods import Period
from analytics.queries import funnel_steps, funnels
from analytics.queries.funnel_steps import Asked
from analytics.queries.score_behind import days_asked
from leads.domain.filters import BadFilter
from leads.models import Lead

STEP = re.compile(r"([1-9])(!?)")


def value_of(key: str, period: Period, step: int, stopped: bool = False, split: str = "", of: str | None = None) -> str:
    """`standard;2026-01-01..2026-06-30;2!;source=baidu`: took step 2 and went no further, of the people with that source."""
    parts = [key, f"{period.first}..{period.last}", f"{step}{'!' if stopped else ''}"]
    return ";".join([*parts, f"{split}={of}"] if of is not None else parts)


def by_funnel(value: str, now: datetime) -> Q:
    """The newest lead of each person behind the number."""
    key, days, step, split = [*value.split(";", 3), "", "", ""][:4]
    found, place = funnels.by_key(key.strip()), STEP.fullmatch(step.strip())
    if found is None:
        raise BadFilter("funnel", "There is no such funnel in this workspace: give standard, or the id of one.")
    definition, (way, _, of) = found[1], split.partition("=")
    if place is None or int(place[1]) > len(definition.steps):
        raise BadFilter("funnel", f"Give a step from 1 to {len(definition.steps)}, with ! for those who went no further.")
    try:
        definition = replace(definition, split=split_of(way))
    except BadFunnel as error:
        raise BadFilter("funnel", str(error)) from error
    since, until = days_asked("funnel", days, now)
    asked = Asked(definition, since, until)
    found_people = funnel_steps.people(asked, int(place[1]), bool(place[2]), of if way else None)
    newer = Lead.objects.filter(person_id=OuterRef("person_id"), number__gt=OuterRef("number")).exclude(closed_reason="merged")
    return Q(person_id__in=found_people) & ~Q(Exists(newer))
