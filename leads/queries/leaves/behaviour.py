"""Leaves about what somebody did: did (so often, in so many days), first, sequence. Bots' events never count (F034, F035, F086).

Events belong to the person: those of all their devices. An event leaves a window of d days at the instant its age is d days.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import sql
from leads.domain import pages
from leads.domain.leaf_fields import Field
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Verdict, register
from leads.queries.leaves.fields import ahead, folded, span
from tracking.queries import catalogue

ANY = "*"
PAGE = Field(
    "page", gettext_lazy("On pages whose address contains"), "text", optional=True,
    hint=gettext_lazy("End it with $ for a whole word: /demo$ is not in /demographics"),
)  # fmt: skip
UNITS = ("events", "sessions", "pages")
LOADED = """
SELECT l.id, e.name, e.occurred_at, e.session_id, e.path, CASE WHEN %(properties)s
    THEN (SELECT json_object_agg(x.key, x.value)::text FROM jsonb_each_text(e.properties) x) END, CASE WHEN %(urls)s THEN e.url ELSE '' END
FROM leads_lead l
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.person_id = l.person_id
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.visitor_id = v.id AND NOT e.is_bot
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[]) AND (%(all)s OR e.name = ANY(%(names)s::text[]))
ORDER BY l.id, e.occurred_at
"""


class Happening(msgspec.Struct, frozen=True):
    """An event as leaves see it; `properties` are JSON of texts, None when nobody asks for them."""

    name: str
    at: datetime
    session: UUID | None = None
    path: str = ""
    properties: str | None = None
    url: str = ""


def load(lead_ids: Sequence[UUID], asked: Sequence[Given]) -> Mapping[UUID, list[Happening]]:
    """The events that these leaves ask for, oldest first."""
    names = {given[key] for given in asked for key in ("event", "first", "then") if given.get(key)}
    found: dict[UUID, list[Happening]] = {}
    rows = sql.tuples(
        LOADED, leads=list(lead_ids), names=sorted(names), all=ANY in names,
        properties=any(given.get("where") for given in asked), urls=any(given.get("page") for given in asked),
    )  # fmt: skip
    for lead, *happening in rows:
        found.setdefault(lead, []).append(Happening(*happening))
    return found


def events_sql(alias: str, name: str, where: Mapping[str, str], bind: Bind, days: float = 0, page: str = "") -> str:
    """FROM … WHERE of the person's events of this name, on addresses that contain `page` (leads.domain.pages); of the last `days` only,
    so that older months are not opened."""
    visitor = f"v{alias}"
    condition = "" if name == ANY else f" AND {alias}.name = {bind(name)}"
    condition += f" AND {alias}.occurred_at > %(now)s::timestamptz - {span(days, bind)}" if days else ""
    for key, value in where.items():
        condition += f" AND {alias}.properties->>{bind(key)} = {bind(value)}"
    if page:
        address, whole = f'lower({pages.BARE.format(url=f"{alias}.url")} COLLATE "C")', pages.pattern(page)
        condition += f" AND {address} ~ {bind(whole)}" if whole else f" AND strpos({address}, {bind(folded(page))}::text) > 0"
    return f"""FROM tracking_visitor {visitor} JOIN tracking_event {alias}
        ON {alias}.workspace_id = %(workspace_id)s AND {alias}.visitor_id = {visitor}.id AND NOT {alias}.is_bot
        WHERE {visitor}.workspace_id = %(workspace_id)s AND {visitor}.person_id = l.person_id{condition}"""


def of_name(known: Known, name: str, where: Mapping[str, str], page: str = "") -> list[Happening]:
    happened: list[Happening] = known.of.get("events", [])
    found = [each for each in happened if name in (ANY, each.name) and (not where or _fits(each, where))]
    return [each for each in found if pages.is_on(page, each.url)] if page else found


def _fits(happening: Happening, where: Mapping[str, str]) -> bool:
    properties = msgspec.json.decode(happening.properties or b"{}")
    return all(properties.get(key) == value for key, value in where.items())


def did_latest(given: Given, bind: Bind) -> str:
    """The instant of the n-th latest event, session or page in question; NULL when there are fewer."""
    events = events_sql("e", given["event"], given["where"], bind, given["days"], given.get("page") or "")
    skip = bind(given["times"] - 1)
    if given["of"] == "events":
        return f"(SELECT e.occurred_at {events} ORDER BY e.occurred_at DESC OFFSET {skip} LIMIT 1)"
    column, there = ("e.session_id", "IS NOT NULL") if given["of"] == "sessions" else ("e.path", "<> ''")
    return f"""(SELECT max(e.occurred_at) AS at {events} AND {column} {there}
        GROUP BY {column} ORDER BY at DESC OFFSET {skip} LIMIT 1)"""


def in_window(instant: str, days: float, bind: Bind) -> str:
    return f"{instant} > %(now)s::timestamptz - {span(days, bind)}" if days else f"{instant} IS NOT NULL"


def out_of_window(instant: str, days: float, bind: Bind) -> str:
    return ahead(f"{instant} + {span(days, bind)}") if days else "NULL::timestamptz"


def window(at: datetime | None, days: float, now: datetime, evidence: Sequence[Evidence] = ()) -> Verdict:
    """Whether `at` lies in the last `days` (0: at any time), and until when."""
    if at is None:
        return Verdict(False, evidence=tuple(evidence))
    if not days:
        return Verdict(True, evidence=tuple(evidence))
    end = at + timedelta(days=days)
    return Verdict(end > now, end if end > now else None, tuple(evidence))


def did_judge(given: Given, known: Known, now: datetime) -> Verdict:
    happened = of_name(known, given["event"], given["where"], given.get("page") or "")
    times = _times(happened, given["of"])
    since = now - timedelta(days=given["days"]) if given["days"] else None
    recent = [at for at in times if since is None or at > since]
    nth = times[-given["times"]] if len(times) >= given["times"] else None
    shown = tuple(Evidence(given["event"], at) for at in reversed((recent or times)[-5:]))
    return window(nth, given["days"], now, (Evidence(f"{len(recent)} ×"), *shown))


def _times(happened: Sequence[Happening], of: str) -> list[datetime]:
    """When each thing that is counted happened last, in order."""
    if of == "events":
        return [each.at for each in happened]
    latest = {
        each.session if of == "sessions" else each.path: each.at for each in happened if (each.session if of == "sessions" else each.path)
    }
    return sorted(latest.values())


def did_words(given: Given) -> str:
    event = _("anything") if given["event"] == ANY else given["event"]
    if given["where"]:
        event += " (" + ", ".join(f"{key} = {value}" for key, value in given["where"].items()) + ")"
    if given.get("page"):
        event += " " + on_pages(given["page"])
    unit = {"events": _("times"), "sessions": _("visits"), "pages": _("different pages")}[given["of"]]
    parts = {"event": event, "times": given["times"], "unit": unit, "days": f"{given['days']:g}"}
    if given["times"] == 1 and given["of"] == "events":
        return (_("did %(event)s in the last %(days)s days") if given["days"] else _("did %(event)s")) % parts
    if given["days"]:
        return _("did %(event)s at least %(times)s %(unit)s in the last %(days)s days") % parts
    return _("did %(event)s at least %(times)s %(unit)s") % parts


def on_pages(page: str) -> str:
    """Which pages, in the reader's language."""
    told = (
        _("on pages with the word “%(page)s” in their address")
        if page.endswith(pages.WHOLE)
        else _("on pages with “%(page)s” in their address")
    )
    return told % {"page": page.removesuffix(pages.WHOLE)}


def page_problem(given: Given) -> str:
    page = given.get("page") or ""
    if not page or pages.is_looked_at(page):
        return ""
    return _("No page is found by this: give a part of its address before ? and before an anchor (#); routes such as #/prices are found.")


def first_at(given: Given, bind: Bind) -> str:
    return f"(SELECT min(e.occurred_at) {events_sql('e', given['event'], {}, bind)})"


def first_judge(given: Given, known: Known, now: datetime) -> Verdict:
    happened = of_name(known, given["event"], {})
    at = happened[0].at if happened else None
    return window(at, given["days"], now, (Evidence(given["event"], at),) if at else ())


def sequence_latest(given: Given, bind: Bind) -> str:
    """When the second event last followed the first soon enough."""
    return f"""(SELECT max(b.occurred_at) {events_sql("b", given["then"], {}, bind, given["days"])} AND EXISTS (
        SELECT 1 {events_sql("a", given["first"], {}, bind)} AND a.occurred_at < b.occurred_at
        AND a.occurred_at >= b.occurred_at - {span(given["within"], bind)}))"""


def sequence_judge(given: Given, known: Known, now: datetime) -> Verdict:
    before = [each.at for each in of_name(known, given["first"], {})]
    for after in reversed(of_name(known, given["then"], {})):
        place = bisect_left(before, after.at) - 1
        if place >= 0 and before[place] >= after.at - timedelta(days=given["within"]):
            shown = (Evidence(given["first"], before[place]), Evidence(given["then"], after.at))
            return window(after.at, given["days"], now, shown)
    return Verdict(False)


def sequence_words(given: Given) -> str:
    parts = {name: f"{value:g}" if isinstance(value, float) else value for name, value in given.items()}
    if given["days"]:
        return _("did %(first)s, then %(then)s within %(within)s days, in the last %(days)s days") % parts
    return _("did %(first)s, then %(then)s within %(within)s days") % parts


def event_names() -> list[tuple[str, str]]:
    return [(entry.name, entry.name) for entry in catalogue.entries()][:500]


def first_words(given: Given) -> str:
    parts = {"event": given["event"], "days": f"{given['days']:g}"}
    return _("did %(event)s for the first time in the last %(days)s days") % parts


register(
    Kind(
        "did", gettext_lazy("Did"),
        (
            Field("event", gettext_lazy("Event"), "text", offers=event_names, hint=gettext_lazy("* for any")),
            Field("times", gettext_lazy("At least"), "whole", 1, low=1, high=10_000),
            Field("of", gettext_lazy("Counted"), "choice", "events", UNITS),
            Field("days", gettext_lazy("In the last days (0: ever)"), "days", 0.0),
            Field("where", gettext_lazy("With properties"), "pairs", {}),
            PAGE,
        ),
        lambda given, bind: in_window(bind.once(given, lambda: did_latest(given, bind)), given["days"], bind), did_judge, did_words,
        lambda given, bind: out_of_window(bind.once(given, lambda: did_latest(given, bind)), given["days"], bind), needs="events",
        problem=page_problem,
    ),
    Kind(
        "first", gettext_lazy("Did for the first time"),
        (
            Field("event", gettext_lazy("Event"), "text", offers=event_names),
            Field("days", gettext_lazy("In the last days"), "days", 30.0, low=0.01),
        ),
        lambda given, bind: in_window(bind.once(given, lambda: first_at(given, bind)), given["days"], bind), first_judge, first_words,
        lambda given, bind: out_of_window(bind.once(given, lambda: first_at(given, bind)), given["days"], bind), needs="events",
    ),
    Kind(
        "sequence", gettext_lazy("Did one after the other"),
        (
            Field("first", gettext_lazy("First"), "text", offers=event_names),
            Field("then", gettext_lazy("Then"), "text", offers=event_names),
            Field("within", gettext_lazy("Within days"), "days", 7.0, low=0.01),
            Field("days", gettext_lazy("In the last days (0: ever)"), "days", 0.0),
        ),
        lambda given, bind: in_window(bind.once(given, lambda: sequence_latest(given, bind)), given["days"], bind),
        sequence_judge, sequence_words,
        lambda given, bind: out_of_window(bind.once(given, lambda: sequence_latest(given, bind)), given["days"], bind), needs="events",
    ),
)  # fmt: skip
