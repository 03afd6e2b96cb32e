"""A leaf about how long somebody looked: engaged_time, as the tracker measured it on pages that were in view and in focus (F035).

The events page_engaged say how many milliseconds came since the last one. Counted from the newest back, the time is full at one of them:
it leaves a window of d days when that event's age is d days.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import sql
from leads.domain import pages
from leads.domain.leaf_fields import Field
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Verdict, register
from leads.queries.leaves.behaviour import PAGE, events_sql, in_window, on_pages, out_of_window, page_problem, window
from tracking.domain.pipeline import ENGAGEMENT

LOADED = """
SELECT l.id, e.occurred_at, coalesce((e.context->>'engaged_ms')::bigint, 0), e.url
FROM leads_lead l
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.person_id = l.person_id
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.visitor_id = v.id AND NOT e.is_bot AND e.name = %(name)s
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[])
ORDER BY l.id, e.occurred_at DESC
"""


class Looked(NamedTuple):
    """So many milliseconds until `at`, on this page."""

    at: datetime
    ms: int
    url: str


def load(lead_ids: Sequence[UUID], asked: Sequence[Given]) -> Mapping[UUID, list[Looked]]:
    """Lead → when it looked, the latest first."""
    found: dict[UUID, list[Looked]] = {}
    for lead, *looked in sql.tuples(LOADED, leads=list(lead_ids), name=ENGAGEMENT):
        found.setdefault(lead, []).append(Looked(*looked))
    return found


def full_at(given: Given, bind: Bind) -> str:
    """The instant of the latest event from which on the time is full; NULL when it never was."""
    events = events_sql("e", ENGAGEMENT, {}, bind, given["days"], given["page"] or "")
    return f"""(SELECT max(x.at) FROM (
        SELECT e.occurred_at AS at, sum((e.context->>'engaged_ms')::bigint) OVER (ORDER BY e.occurred_at DESC) AS ms {events}
        ) x WHERE x.ms >= {bind(given["seconds"] * 1000)})"""


def judge(given: Given, known: Known, now: datetime) -> Verdict:
    page = given["page"] or ""
    looked: list[Looked] = [each for each in known.of.get("engagement", []) if not page or pages.is_on(page, each.url)]
    since = now - timedelta(days=given["days"]) if given["days"] else None
    recent = sum(each.ms for each in looked if since is None or each.at > since)
    shown = [Evidence(f"{recent / 1000:.0f} s"), *(Evidence(f"{each.ms / 1000:.0f} s", each.at) for each in looked[:5])]
    return window(_full(looked, given["seconds"] * 1000), given["days"], now, shown)


def _full(looked: Sequence[Looked], wanted: int) -> datetime | None:
    ms = 0
    for each in looked:
        ms += each.ms
        if ms >= wanted:
            return each.at
    return None


def words(given: Given) -> str:
    told = _("looked at pages for at least %(seconds)s seconds")
    if given["days"]:
        told = _("looked at pages for at least %(seconds)s seconds in the last %(days)s days")
    told %= {"seconds": given["seconds"], "days": f"{given['days']:g}"}
    return f"{told} {on_pages(given['page'])}" if given["page"] else told


register(
    Kind(
        "engaged_time", gettext_lazy("Looked at pages"),
        (
            Field("seconds", gettext_lazy("At least (seconds)"), "whole", 30, low=1, high=1_000_000),
            Field("days", gettext_lazy("In the last days (0: ever)"), "days", 0.0),
            PAGE,
        ),
        lambda given, bind: in_window(bind.once(given, lambda: full_at(given, bind)), given["days"], bind), judge, words,
        lambda given, bind: out_of_window(bind.once(given, lambda: full_at(given, bind)), given["days"], bind), needs="engagement",
        problem=page_problem,
    ),
)  # fmt: skip
