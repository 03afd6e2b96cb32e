"""What a condition tree may ask about consent: what somebody said by e-mail about a purpose, under any of their addresses (F162).

Four answers of which exactly one holds. Whether a message needs a consent is the workspace's rule, not the lead's answer: it stands on the
page Consent and is asked when a message goes out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from campaigns.domain import permission
from campaigns.domain.permission import ANSWERS, DEFAULT_PURPOSE, SERVICE, SILENCE, Word
from campaigns.queries import permissions
from campaigns.queries.permissions import FOLDED
from kernel import sql
from leads.domain.leaf_fields import Field
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Verdict
from leads.queries.leaves.names import option_label

ADDRESSES = """(SELECT i.value FROM leads_identifier i
    WHERE i.workspace_id = %(workspace_id)s AND i.kind = 'email' AND i.person_id = l.person_id
    UNION SELECT lower(trim(p.email)) WHERE p.email <> '')"""
LOADED = """
SELECT l.id, w.purpose, max(greatest(w.at, w.withdrawn_at)), {folded} FROM leads_lead l
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
CROSS JOIN LATERAL {addresses} a JOIN ({words}) w ON w.address = a.value
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[]) AND w.purpose = ANY(%(purposes)s::text[])
GROUP BY l.id, w.purpose
"""


@dataclass(frozen=True)
class Said:
    """What it comes to, and the last that was said."""

    word: Word = SILENCE
    at: datetime | None = None


def load(lead_ids: Sequence[UUID], asked: Sequence[Given]) -> Mapping[UUID, dict[str, Said]]:
    """Of each lead what was said, by purpose."""
    found: dict[UUID, dict[str, Said]] = {}
    statement = LOADED.format(folded=FOLDED, addresses=ADDRESSES, words=permissions.words())
    rows = sql.tuples(statement, leads=list(lead_ids), purposes=sorted({given["purpose"] for given in asked}))
    for lead, purpose, at, withdrawn, refused, stands in rows:
        found.setdefault(lead, {})[purpose] = Said(Word(stands, withdrawn, refused), at)
    return found


def holds(given: Given, bind: Bind) -> str:
    return f"""(SELECT CASE WHEN x.stands THEN 'given' WHEN x.withdrawn THEN 'withdrawn' WHEN x.refused THEN 'refused' ELSE 'silent' END
        FROM (SELECT {FOLDED} FROM {ADDRESSES} a JOIN ({permissions.words()}) w ON w.address = a.value
            WHERE w.purpose = {bind(given["purpose"])}) x) = ANY({bind(given["answers"])}::text[])"""


def judge(given: Given, known: Known, now: datetime) -> Verdict:
    said = known.of.get("consent", {}).get(given["purpose"], Said())
    answer = permission.answer(said.word)
    return Verdict(answer in given["answers"], evidence=(Evidence(option_label(answer), said.at),))


def words(given: Given) -> str:
    answers = " / ".join(option_label(answer) for answer in given["answers"])
    return _("consent to “%(purpose)s” is: %(answers)s") % {"purpose": given["purpose"], "answers": answers}


def offers() -> list[tuple[str, Any]]:
    return [(purpose, purpose) for purpose in permissions.purposes()]


def problem(given: Given) -> str:
    if given["purpose"] == SERVICE:
        return gettext_noop("Service messages need no consent: choose another purpose.")
    known = given["purpose"] in permissions.purposes()
    return "" if known else gettext_noop("Nobody was asked about this purpose and no template has it: choose another.")


CONSENT = Kind(
    "consent", gettext_lazy("Consent"),
    (
        Field("purpose", gettext_lazy("Purpose"), "text", DEFAULT_PURPOSE, offers=offers, closed=True),
        Field("answers", gettext_lazy("Answer"), "choices", options=ANSWERS),
    ),
    holds, judge, words, needs="consent", problem=problem,
)  # fmt: skip
