"""Leaves about records of ours: been (stages passed), segment (member of another), filter (any filter of the list of leads)."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kernel import sql
from leads.domain import filters
from leads.domain.filters import BadFilter, Filter, Filters
from leads.domain.leaf_fields import Field
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Leaf, Verdict, register
from leads.enums import SegmentKind, Stage
from leads.models import Lead, Segment, SegmentStanding
from leads.queries import filters as conditions
from leads.queries.filter_words import describe
from leads.queries.leaves.behaviour import in_window, out_of_window, window
from leads.queries.offers import Offer
from tenants.queries.workspaces import local_now

VISITS = """
SELECT v.lead_id, v.stage, v.visit_no, v.entered_at FROM leads_stagevisit v
WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = ANY(%(leads)s::uuid[]) AND v.undone_at IS NULL
ORDER BY v.entered_at, v.recorded_at, v.id
"""
INSIDE = """
SELECT s.lead_id, s.line_id::text, s.since FROM leads_segmentstanding s
WHERE s.workspace_id = %(workspace_id)s AND s.lead_id = ANY(%(leads)s::uuid[]) AND s.inside
"""
IN_USE = """
SELECT n.line_id::text AS value, n.name FROM (
    SELECT DISTINCT ON (s.name) s.line_id, s.name, s.archived_at FROM leads_segment s
    WHERE s.workspace_id = %(workspace_id)s ORDER BY s.name, s.version DESC
) n WHERE n.archived_at IS NULL ORDER BY n.name
"""
RECHECK = timedelta(hours=1)
PLACE = re.compile("%%|%s")


def load_visits(lead_ids: Sequence[UUID], asked: Sequence[Given]) -> Mapping[UUID, list[tuple[str, int, datetime]]]:
    found: dict[UUID, list[tuple[str, int, datetime]]] = {}
    for lead, stage, visit, at in sql.tuples(VISITS, leads=list(lead_ids)):
        found.setdefault(lead, []).append((stage, visit, at))
    return found


def been_latest(given: Given, bind: Bind) -> str:
    return f"""(SELECT s.entered_at FROM leads_stagevisit s WHERE s.workspace_id = %(workspace_id)s AND s.lead_id = l.id
        AND s.undone_at IS NULL AND s.stage = {bind(given["stage"])}
        ORDER BY s.entered_at DESC OFFSET {bind(given["times"] - 1)} LIMIT 1)"""


def been_judge(given: Given, known: Known, now: datetime) -> Verdict:
    visits = [(visit, at) for stage, visit, at in known.of.get("visits", ()) if stage == given["stage"]]
    nth = visits[-given["times"]][1] if len(visits) >= given["times"] else None
    shown = [Evidence(f"{Stage(given['stage']).label}-{visit:02}", at) for visit, at in visits[-5:]]
    return window(nth, given["days"], now, shown)


def been_words(given: Given) -> str:
    parts = {"stage": str(Stage(given["stage"]).label), "times": given["times"], "days": f"{given['days']:g}"}
    if given["times"] == 1:
        return (_("entered %(stage)s in the last %(days)s days") if given["days"] else _("was ever in %(stage)s")) % parts
    if given["days"]:
        return _("entered %(stage)s at least %(times)s times in the last %(days)s days") % parts
    return _("entered %(stage)s at least %(times)s times") % parts


def load_segments(lead_ids: Sequence[UUID], asked: Sequence[Given]) -> Mapping[UUID, dict[str, datetime]]:
    """The lines of which each lead is a member, each with since when."""
    found: dict[UUID, dict[str, datetime]] = {}
    for lead, line, since in sql.tuples(INSIDE, leads=list(lead_ids)):
        found.setdefault(lead, {})[line] = since
    return found


def segment_holds(given: Given, bind: Bind) -> str:
    return f"""EXISTS (SELECT 1 FROM leads_segmentstanding s WHERE s.workspace_id = %(workspace_id)s
        AND s.line_id = {bind(given["segment"])}::uuid AND s.lead_id = l.id AND s.inside)"""


def segment_judge(given: Given, known: Known, now: datetime) -> Verdict:
    since = known.of.get("segments", {}).get(given["segment"])
    return Verdict(since is not None, evidence=(Evidence(at=since),) if since else ())


def line_of(text: str) -> Segment | None:
    """The newest version of the segment line with this id."""
    try:
        line = UUID(text)
    except ValueError:
        return None
    return Segment.objects.filter(line_id=line).order_by("-version").first()


def segment_words(given: Given) -> str:
    found = line_of(given["segment"])
    return _("is in the segment “%(name)s”") % {"name": found.name if found else "?"}


def segment_problem(given: Given) -> str:
    found = line_of(given["segment"])
    return "" if found and found.archived_at is None else gettext_noop("There is no such segment in use: choose another.")


def list_holds(given: Given, bind: Bind) -> str:
    return segment_holds({"segment": given["list"]}, bind)


def list_judge(given: Given, known: Known, now: datetime) -> Verdict:
    """Of the past it may be known that somebody stood on it, and not since when."""
    standing = known.of.get("segments", {})
    since = standing.get(given["list"])
    return Verdict(given["list"] in standing, evidence=(Evidence(at=since),) if since else ())


def list_words(given: Given) -> str:
    found = line_of(given["list"])
    return _("stands on the list “%(name)s”") % {"name": found.name if found else "?"}


def list_problem(given: Given) -> str:
    found = line_of(given["list"])
    there = found and found.archived_at is None and found.kind == SegmentKind.LIST
    return "" if there else gettext_noop("There is no such list in use: choose another.")


def list_offers() -> list[tuple[str, str]]:
    lists = {str(line) for line in Segment.objects.filter(kind=SegmentKind.LIST).values_list("line_id", flat=True)}
    return [(line, name) for line, name in segment_offers() if line in lists]


segment_offers = Offer(IN_USE)


def in_segment(value: str, now: datetime) -> Q:
    """Members of the segment with this line id, as they are kept."""
    try:
        line = UUID(value)
    except ValueError:
        raise BadFilter("in_segment", "Give the id of a segment's line.") from None
    return Q(Exists(SegmentStanding.objects.filter(line_id=line, lead_id=OuterRef("pk"), inside=True)))


def filter_sql(given: Given, bind: Bind) -> str:
    """The filter's own query inside ours. A filter that is gone since holds of nobody, as one of which Django knows that it cannot hold.

    EXISTS and not IN: for a few leads the planner looks each of them up, for all it still asks once and hashes. IN it always asks of all.
    """
    try:
        where = conditions.build({given["key"]: [given["value"]]}, local_now())
        text, params = Lead.objects.filter(where).order_by().values("id").query.sql_with_params()
    except (BadFilter, EmptyResultSet):
        return "false"
    left = iter(params)
    own = PLACE.sub(lambda found: "%%" if found[0] == "%%" else bind(next(left)), text)
    return f"EXISTS (SELECT 1 FROM ({own}) x WHERE x.id = l.id)"


def load_filters(lead_ids: Sequence[UUID], asked: Sequence[Given]) -> Mapping[UUID, set[tuple[str, str]]]:
    found: dict[UUID, set[tuple[str, str]]] = {}
    for key, value in {(given["key"], given["value"]) for given in asked}:
        try:
            where = conditions.build({key: [value]}, local_now())
        except BadFilter:
            continue
        for lead in Lead.objects.filter(where, id__in=lead_ids).values_list("id", flat=True):
            found.setdefault(lead, set()).add((key, value))
    return found


def _timed(given: Given) -> bool:
    found = filters.REGISTRY.get(given["key"])
    return bool(found and found.timed)


def is_timed(leaf: Leaf) -> bool:
    """Whether it is a filter that may answer otherwise as time passes: then it is asked again every hour."""
    return leaf.ask == "filter" and _timed(leaf.given)


def is_of_account(leaf: Leaf) -> bool:
    """Whether it is a filter that answers by what colleagues do as well (F087)."""
    found = filters.REGISTRY.get(leaf.given["key"]) if leaf.ask == "filter" else None
    return bool(found and found.of_account)


def filter_judge(given: Given, known: Known, now: datetime) -> Verdict:
    holds = (given["key"], given["value"]) in known.of.get("filters", ())
    return Verdict(holds, now + RECHECK if _timed(given) else None)


def filter_until(given: Given, bind: Bind) -> str:
    return f"%(now)s::timestamptz + {bind(RECHECK)}::interval" if _timed(given) else "NULL::timestamptz"


def filter_words(given: Given) -> str:
    ((label, value),) = describe({given["key"]: [given["value"]]})
    return f"{label}: {value}"


def filter_problem(given: Given) -> str:
    if given["key"] == "in_segment":
        return "Ask “segment” for that, so that no circle goes unseen."
    try:
        filters.parse([(given["key"], [given["value"]])])
        conditions.build({given["key"]: [given["value"]]}, local_now())
    except BadFilter as error:
        return error.detail
    return ""


def filter_offers() -> list[tuple[str, Any]]:
    return [(key, found.label) for key, found in filters.REGISTRY.items()]


def tree_of(found: Filters) -> dict[str, Any]:
    """The tree that a filter set means: alternatives of one key, all keys, without what has a leading “!”."""
    parts: list[dict[str, Any]] = []
    for key, values in found.items():
        wanted = [_one(key, value) for value in values if not value.startswith("!")]
        parts += [wanted[0]] if len(wanted) == 1 else [{"any": wanted}] if wanted else []
        parts += [{"not": _one(key, value[1:])} for value in values if value.startswith("!")]
    return {"all": parts}


def _one(key: str, value: str) -> dict[str, Any]:
    known = filters.REGISTRY.get(key)
    own = known.leaf(value) if known and known.leaf else None
    return own or {"ask": "filter", "key": key, "value": value}


register(
    Kind(
        "been", gettext_lazy("Stage in the past"),
        (
            Field("stage", gettext_lazy("Stage"), "choice", options=tuple(Stage.values)),
            Field("times", gettext_lazy("At least"), "whole", 1, low=1, high=999),
            Field("days", gettext_lazy("In the last days (0: ever)"), "days", 0.0),
        ),
        lambda given, bind: in_window(bind.once(given, lambda: been_latest(given, bind)), given["days"], bind), been_judge, been_words,
        lambda given, bind: out_of_window(bind.once(given, lambda: been_latest(given, bind)), given["days"], bind), needs="visits",
    ),
    Kind(
        "segment", gettext_lazy("Segment"),
        (Field("segment", gettext_lazy("Segment"), "text", offers=segment_offers, closed=True),),
        segment_holds, segment_judge, segment_words, needs="segments", problem=segment_problem,
    ),
    Kind(
        "on_list", gettext_lazy("On a list"),
        (Field("list", gettext_lazy("List"), "text", offers=list_offers, closed=True),),
        list_holds, list_judge, list_words, needs="segments", problem=list_problem,
    ),
    Kind(
        "filter", gettext_lazy("Filter of the list"),
        (
            Field("key", gettext_lazy("Filter"), "text", offers=filter_offers, closed=True),
            Field("value", gettext_lazy("Value"), "text"),
        ),
        filter_sql, filter_judge, filter_words, filter_until, needs="filters", problem=filter_problem,
    ),
)  # fmt: skip
filters.register(
    Filter("in_segment", gettext_lazy("In segment"), in_segment, segment_offers, leaf=lambda value: {"ask": "segment", "segment": value})
)
