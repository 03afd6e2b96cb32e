"""Leaves about what is known of a deal: budget, authority, need, time, the buying phase (F065, F068)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import sql
from leads.domain.leaf_fields import Field
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Verdict, register
from leads.enums import ANSWERS, Confidence, Letter
from leads.queries.leaves.names import option_label

UNKNOWN = "unknown"
SURENESS = {one.name.lower(): one.value for one in Confidence}
SAID = """
SELECT q.lead_id, q.letter, q.value, q.confidence, q.said_at FROM leads_qualification q
WHERE q.workspace_id = %(workspace_id)s AND q.lead_id = ANY(%(leads)s::uuid[]) AND q.value <> ''
"""


def load(lead_ids: Sequence[UUID], asked: Sequence[Given] = ()) -> Mapping[UUID, dict[str, tuple[str, int, datetime]]]:
    """Lead → letter → (value, confidence, when it was said)."""
    found: dict[UUID, dict[str, tuple[str, int, datetime]]] = {}
    for lead, letter, value, confidence, at in sql.tuples(SAID, leads=list(lead_ids)):
        found.setdefault(lead, {})[letter] = (value, confidence, at)
    return found


def kind(letter: Letter) -> Kind:
    """The question of one letter. What is less sure than asked counts as unknown."""

    def holds(given: Given, bind: Bind) -> str:
        return f"""coalesce((SELECT q.value FROM leads_qualification q WHERE q.workspace_id = %(workspace_id)s AND q.lead_id = l.id
            AND q.value <> '' AND q.letter = {bind(str(letter))}
            AND q.confidence >= {bind(SURENESS[given["confidence"]])}), {bind(UNKNOWN)})
            = ANY({bind(given["values"])}::text[])"""

    def judge(given: Given, known: Known, now: datetime) -> Verdict:
        value, confidence, at = known.of.get("qualification", {}).get(str(letter), (UNKNOWN, 0, None))
        value = value if confidence >= SURENESS[given["confidence"]] else UNKNOWN
        return Verdict(value in given["values"], evidence=(Evidence(option_label(value), at if value != UNKNOWN else None),))

    def words(given: Given) -> str:
        parts: dict[str, Any] = {
            "letter": letter.label, "values": " / ".join(option_label(value) for value in given["values"]),
            "confidence": option_label(given["confidence"]),
        }  # fmt: skip
        if given["confidence"] == "guess":
            return _("%(letter)s: %(values)s") % parts
        return _("%(letter)s: %(values)s (at least: %(confidence)s)") % parts

    return Kind(
        KEYS[letter], letter.label,
        (
            Field("values", gettext_lazy("Answers"), "choices", options=(*ANSWERS[letter].values, UNKNOWN)),
            Field("confidence", gettext_lazy("Confidence, at least"), "choice", "guess", tuple(SURENESS)),
        ),
        holds, judge, words, needs="qualification",
    )  # fmt: skip


KEYS = {
    Letter.BUDGET: "bant_budget", Letter.AUTHORITY: "bant_authority", Letter.NEED: "bant_need", Letter.TIME: "bant_time",
    Letter.PHASE: "buying_phase", Letter.MATURITY: "maturity",
}  # fmt: skip
register(*(kind(letter) for letter in Letter))
