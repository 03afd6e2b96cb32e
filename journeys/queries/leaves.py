"""What a condition tree may ask about journeys: who is inside, who entered, and how passages ended, and when (F086)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from journeys.models import Journey
from journeys.queries.step_counts import journeys
from kernel import sql
from leads.domain.leaf_fields import Field
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Verdict
from leads.queries.leaves.behaviour import in_window, out_of_window, window

ANY = "*"
# What → the states of a passage and the instant that counts. A parked passage has not ended: a person may let it go on.
ASKED = {
    "inside": (("active", "parked"), "entered_at"), "entered": ((), "entered_at"), "finished": (("finished",), "ended_at"),
    "goal": (("goal",), "ended_at"), "exited": (("exited",), "ended_at"),
}  # fmt: skip
PASSAGES = """
SELECT e.lead_id, e.journey_id::text, j.name, e.state, e.entered_at, e.ended_at FROM journeys_enrolment e
JOIN journeys_journey j ON j.workspace_id = %(workspace_id)s AND j.id = e.journey_id
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(leads)s::uuid[])
"""


def load(lead_ids: Sequence[UUID], asked: Sequence[Given]) -> Mapping[UUID, list[dict[str, Any]]]:
    """Every passage of each lead."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    names = ("journey", "name", "state", "entered_at", "ended_at")
    for lead, *passage in sql.tuples(PASSAGES, leads=list(lead_ids)):
        found.setdefault(lead, []).append(dict(zip(names, passage, strict=True)))
    return found


def latest(given: Given, bind: Bind) -> str:
    """When a passage last came to what is asked."""
    states, column = ASKED[given["what"]]
    condition = f" AND e.state = ANY({bind(list(states))}::text[])" if states else ""
    condition += "" if given["journey"] == ANY else f" AND e.journey_id = {bind(given['journey'])}::uuid"
    return f"""(SELECT max(e.{column}) FROM journeys_enrolment e
        WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = l.id{condition})"""


def judge(given: Given, known: Known, now: datetime) -> Verdict:
    states, column = ASKED[given["what"]]
    told = [
        (one[column], one["name"])
        for one in known.of.get("passages", ())
        if given["journey"] in (ANY, one["journey"]) and (not states or one["state"] in states) and one[column] is not None
    ]
    told.sort()
    return window(told[-1][0] if told else None, given["days"], now, [Evidence(name, at) for at, name in told[-5:]])


def of_text(text: str) -> Journey | None:
    try:
        return journeys().filter(pk=UUID(text)).first()
    except ValueError:
        return None


def words(given: Given) -> str:
    found = None if given["journey"] == ANY else of_text(given["journey"])
    journey = _("any journey") if given["journey"] == ANY else f"“{found.name if found else '?'}”"
    text = {
        "inside": _("is inside %(journey)s"), "entered": _("entered %(journey)s"), "finished": _("came to the end of %(journey)s"),
        "goal": _("reached the goal of %(journey)s"), "exited": _("left %(journey)s early"),
    }[given["what"]] % {"journey": journey}  # fmt: skip
    if not given["days"]:
        return text
    since = (
        _("%(what)s, having entered in the last %(days)s days") if given["what"] == "inside" else _("%(what)s in the last %(days)s days")
    )
    return since % {"what": text, "days": f"{given['days']:g}"}


def problem(given: Given) -> str:
    known = given["journey"] == ANY or of_text(given["journey"]) is not None
    return "" if known else gettext_noop("There is no such journey: choose another.")


def offers() -> list[tuple[str, Any]]:
    return [(ANY, _("Any journey")), *((str(one.pk), one.name) for one in journeys())]


JOURNEY = Kind(
    "journey", gettext_lazy("Journey"),
    (
        Field("journey", gettext_lazy("Journey"), "text", ANY, offers=offers, closed=True),
        Field("what", gettext_lazy("What"), "choice", "inside", tuple(ASKED)),
        Field("days", gettext_lazy("In the last days (0: ever)"), "days", 0.0),
    ),
    lambda given, bind: in_window(bind.once(given, lambda: latest(given, bind)), given["days"], bind), judge, words,
    lambda given, bind: out_of_window(bind.once(given, lambda: latest(given, bind)), given["days"], bind), needs="passages",
    problem=problem,
)  # fmt: skip
