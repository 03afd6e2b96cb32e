"""Leaves about what stands in the lead, its person and its company: text, number, moment, stage, known."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from leads.domain.leaf_fields import Field, digits
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Verdict, register
from leads.enums import Stage
from leads.queries.leaves import columns
from leads.queries.leaves.names import FIELDS, field_offers, in_a_sentence

ASCII = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
TEXT_OPS = ("is", "contains", "starts", "empty")
NUMBER_OPS = ("at_least", "at_most")


def folded(text: str) -> str:
    """Without case in A to Z, as the database does it in its collation C: the only folding both do alike in every version."""
    return text.translate(ASCII)


def text_sql(name: str, bind: Bind) -> str:
    key = name.removeprefix(columns.ATTRIBUTE)
    return columns.TEXTS[name] if name in columns.TEXTS else f"coalesce(p.attributes->>{bind(key)}, '')"


def text_of(name: str, known: Known) -> str:
    if name in columns.TEXTS:
        return str(known.row[name])
    return str(known.row["attributes"].get(name.removeprefix(columns.ATTRIBUTE)) or "")


def text_holds(given: Given, bind: Bind) -> str:
    have = f'lower({text_sql(given["field"], bind)} COLLATE "C")'
    if given["op"] == "empty":
        return f"{have} = ''"
    values = [folded(value) for value in given["values"] or ()]
    if given["op"] == "is" or not values:
        return f"{have} = ANY({bind(values)}::text[])"
    place = "> 0" if given["op"] == "contains" else "= 1"
    return "(" + " OR ".join(f"strpos({have}, {bind(value)}::text) {place}" for value in values) + ")"


def text_judge(given: Given, known: Known, now: datetime) -> Verdict:
    text = text_of(given["field"], known)
    have, values = folded(text), [folded(value) for value in given["values"] or ()]
    tests = {
        "empty": lambda: not have,
        "is": lambda: have in values,
        "contains": lambda: any(value in have for value in values),
        "starts": lambda: any(have.startswith(value) for value in values),
    }
    return Verdict(tests[given["op"]](), evidence=(Evidence(text or "–"),))


def text_words(given: Given) -> str:
    parts = {"field": in_a_sentence(given["field"]), "values": " / ".join(given["values"] or ())}
    return {
        "is": _("%(field)s is %(values)s"),
        "contains": _("%(field)s contains %(values)s"),
        "starts": _("%(field)s starts with %(values)s"),
        "empty": _("%(field)s is empty"),
    }[given["op"]] % parts


def text_problem(given: Given) -> str:
    if given["op"] != "empty" and not given["values"]:
        return gettext_noop("Give at least one value, or choose “is empty”.")
    return field_problem(given["field"], columns.TEXTS)


def field_problem(name: str, names: dict[str, str]) -> str:
    if name in names or (name.startswith(columns.ATTRIBUTE) and len(name) > len(columns.ATTRIBUTE)):
        return ""
    return f"There is no such field: use {', '.join(names)} or attribute:<name>."


def number_sql(name: str, bind: Bind) -> str:
    if name in columns.NUMBERS:
        return columns.NUMBERS[name]
    text = f"p.attributes->>{bind(name.removeprefix(columns.ATTRIBUTE))}"
    return f"CASE WHEN {text} ~ {bind('^' + NUMBER.pattern + '$')} THEN ({text})::float8 END"


def number_of(name: str, known: Known) -> float | None:
    if name in columns.NUMBERS:
        return None if known.row[name] is None else float(known.row[name])
    text = known.row["attributes"].get(name.removeprefix(columns.ATTRIBUTE)) or ""
    return float(text) if NUMBER.fullmatch(text) else None


def number_holds(given: Given, bind: Bind) -> str:
    sign = ">=" if given["op"] == "at_least" else "<="
    return f"{number_sql(given['field'], bind)} {sign} {bind(given['value'])}::float8"


def number_judge(given: Given, known: Known, now: datetime) -> Verdict:
    have = number_of(given["field"], known)
    holds = have is not None and (have >= given["value"] if given["op"] == "at_least" else have <= given["value"])
    return Verdict(holds, evidence=(Evidence("–" if have is None else digits(have)),))


def number_words(given: Given) -> str:
    parts = {"field": in_a_sentence(given["field"]), "value": digits(given["value"])}
    return (_("%(field)s is at least %(value)s") if given["op"] == "at_least" else _("%(field)s is at most %(value)s")) % parts


def moment_holds(given: Given, bind: Bind) -> str:
    column, since = columns.MOMENTS[given["field"]], f"%(now)s::timestamptz - {span(given['days'], bind)}"
    return f"{column} > {since}" if given["op"] == "within" else f"{column} <= {since}"


def span(days: float, bind: Bind) -> str:
    """A length of time that no time zone bends: the same seconds as timedelta(days=…)."""
    return f"{bind(timedelta(days=days).total_seconds())}::float8 * interval '1 second'"


def ahead(instant: str) -> str:
    """`instant` when it is still to come, else NULL."""
    return f"(SELECT u.at FROM (SELECT {instant} AS at) u WHERE u.at > %(now)s::timestamptz)"


def moment_until(given: Given, bind: Bind) -> str:
    return ahead(f"{columns.MOMENTS[given['field']]} + {span(given['days'], bind)}")


def moment_judge(given: Given, known: Known, now: datetime) -> Verdict:
    at: datetime | None = known.row[given["field"]]
    if at is None:
        return Verdict(False, evidence=(Evidence("–"),))
    end = at + timedelta(days=given["days"])
    return Verdict((end > now) == (given["op"] == "within"), end if end > now else None, (Evidence(at=at),))


def moment_words(given: Given) -> str:
    parts = {"field": in_a_sentence(given["field"]), "days": f"{given['days']:g}"}
    return (_("%(field)s in the last %(days)s days") if given["op"] == "within" else _("%(field)s more than %(days)s days ago")) % parts


def stage_judge(given: Given, known: Known, now: datetime) -> Verdict:
    stage, visit = known.row["stage"], known.row["stage_visit"]
    return Verdict(stage in given["stages"] and visit >= given["visit"], evidence=(Evidence(f"{Stage(stage).label}-{visit:02}"),))


def stage_words(given: Given) -> str:
    parts: dict[str, Any] = {"stages": " / ".join(str(Stage(key).label) for key in given["stages"]), "visit": given["visit"]}
    return (_("stands in %(stages)s, visit %(visit)s or later") if given["visit"] > 1 else _("stands in %(stages)s")) % parts


register(
    Kind(
        "text", gettext_lazy("Text field"),
        (
            Field("field", gettext_lazy("Field"), "text", offers=lambda: field_offers(columns.TEXTS)),
            Field("op", gettext_lazy("Comparison"), "choice", "is", TEXT_OPS),
            Field("values", gettext_lazy("Values, one a line"), "texts", optional=True),
        ),
        text_holds, text_judge, text_words, problem=text_problem,
    ),
    Kind(
        "number", gettext_lazy("Number field"),
        (
            Field("field", gettext_lazy("Field"), "text", offers=lambda: field_offers(columns.NUMBERS)),
            Field("op", gettext_lazy("Comparison"), "choice", "at_least", NUMBER_OPS),
            Field("value", gettext_lazy("Number"), "number"),
        ),
        number_holds, number_judge, number_words, problem=lambda given: field_problem(given["field"], columns.NUMBERS),
    ),
    Kind(
        "moment", gettext_lazy("Time"),
        (
            Field("field", gettext_lazy("Field"), "choice", options=tuple(columns.MOMENTS), default="last_active_at"),
            Field("op", gettext_lazy("Comparison"), "choice", "within", ("within", "before")),
            Field("days", gettext_lazy("Days"), "days", low=0.01),
        ),
        moment_holds, moment_judge, moment_words, moment_until,
    ),
    Kind(
        "stage", gettext_lazy("Stage"),
        (
            Field("stages", gettext_lazy("Stages"), "choices", options=tuple(Stage.values)),
            Field("visit", gettext_lazy("Visit number, at least"), "whole", 1, low=1, high=999),
        ),
        lambda given, bind: f"l.stage = ANY({bind(given['stages'])}::text[]) AND l.visit_no >= {bind(given['visit'])}",
        stage_judge, stage_words,
    ),
    Kind(
        "known", gettext_lazy("Known"), (),
        lambda given, bind: "l.known",
        lambda given, known, now: Verdict(bool(known.row["known"])),
        lambda given: _("is known by name"),
    ),
)  # fmt: skip
assert set(FIELDS) >= {*columns.TEXTS, *columns.NUMBERS, *columns.MOMENTS}
