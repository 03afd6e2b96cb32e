"""Who said what about being written to, which purposes there are, and how many would not be written to (F162)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from campaigns.domain import consent, permission
from campaigns.domain.permission import DEFAULT_PURPOSE, SERVICE, SILENCE, SOURCES, Word
from campaigns.models import ConsentRule, Template
from kernel import keeper, sql

NOBODY = """SELECT NULL::text AS address, NULL::text AS purpose, NULL::boolean AS given, NULL::timestamptz AS at,
    NULL::timestamptz AS withdrawn_at WHERE false"""
# Over all words of somebody: the last giving against the last taking back.
FOLDED = """
    max(w.withdrawn_at) IS NOT NULL AS withdrawn, bool_or(NOT w.given) AS refused,
    coalesce(max(w.at) FILTER (WHERE w.given) > coalesce(max(w.withdrawn_at), '-infinity'), false) AS stands"""
WORDS = """
WITH asked AS MATERIALIZED (
    SELECT x.person_id, lower(trim(x.address)) AS address
    FROM json_to_recordset(%(asked)s::json) AS x(person_id uuid, address text)
    UNION
    SELECT i.person_id, i.value FROM leads_identifier i
    WHERE i.workspace_id = %(workspace_id)s AND i.kind = 'email' AND i.person_id = ANY(%(people)s::uuid[])
)
SELECT a.person_id, w.purpose, {folded} FROM asked a JOIN ({words}) w ON w.address = a.address
WHERE w.purpose = ANY(%(purposes)s) GROUP BY a.person_id, w.purpose
"""
# As many leads as are alike in all that decides, all of them (purpose NULL) and those who said something about a purpose; the address only
# as good, bad or none. Addresses of the erased are hashed only where there are any.
GROUPS = """
WITH said AS MATERIALIZED (SELECT w.* FROM ({words}) w), word AS MATERIALIZED (
    SELECT w.person_id, w.purpose, {folded} FROM (
        SELECT i.person_id, x.* FROM said x
        JOIN leads_identifier i ON i.workspace_id = %(workspace_id)s AND i.kind = 'email' AND i.value = x.address
        UNION ALL SELECT p.id, x.* FROM said x
        JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.email <> '' AND lower(p.email) = x.address
    ) w GROUP BY w.person_id, w.purpose
), lead AS MATERIALIZED (
    SELECT p.id AS person_id, l.stage,
        coalesce(CASE WHEN c.blacklisted_at IS NOT NULL THEN 'blacklisted' END, s.reason, e.reason, '') AS suppressed,
        CASE WHEN p.email = '' THEN '' WHEN p.email ~ '^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$' THEN 'a@b.example' ELSE 'bad' END
            AS address
    FROM leads_lead l
    JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
    LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
    LEFT JOIN campaigns_suppression s ON s.workspace_id = %(workspace_id)s AND s.lifted_at IS NULL AND s.address = lower(p.email)
    LEFT JOIN campaigns_suppression e ON e.workspace_id = %(workspace_id)s AND e.lifted_at IS NULL AND e.address = CASE
        WHEN (SELECT EXISTS (SELECT 1 FROM campaigns_suppression x WHERE x.workspace_id = %(workspace_id)s AND x.lifted_at IS NULL
            AND starts_with(x.address, 'erased:')))
        THEN 'erased:' || encode(sha256(convert_to(%(workspace_id)s::text || ':' || lower(p.email), 'UTF8')), 'hex') END
    WHERE l.workspace_id = %(workspace_id)s AND l.known AND l.closed_at IS NULL
)
SELECT NULL, l.address, l.suppressed, l.stage, NULL, NULL, NULL, count(*) FROM lead l GROUP BY 2, 3, 4
UNION ALL
SELECT w.purpose, l.address, l.suppressed, l.stage, w.stands, w.withdrawn, w.refused, count(*)
FROM lead l JOIN word w ON w.person_id = l.person_id GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
REACH = "reach"


@dataclass(frozen=True)
class Asked:
    """May this person be written to at this address for this purpose?"""

    person_id: UUID
    address: str
    purpose: str


@dataclass(frozen=True)
class Reach:
    """Of `people` open known leads, `silent` would not be written to, by reason."""

    people: int = 0
    silent: int = 0
    reasons: dict[str, int] = field(default_factory=dict)


def words() -> str:
    """A statement over every word of the workspace, whichever app keeps it."""
    return " UNION ALL ".join([source.select for source in SOURCES] or [NOBODY])


def _sql(statement: str) -> str:
    return statement.format(folded=FOLDED, words=words())


def required(purposes: Iterable[str]) -> set[str]:
    """Those purposes for which the workspace asks for a consent."""
    return set(ConsentRule.objects.filter(purpose__in=set(purposes), required=True).values_list("purpose", flat=True))


def refused(asked: Iterable[Asked]) -> dict[Asked, str]:
    """Those that may not be written to, with the reason. What somebody said at any of their addresses counts."""
    wanted = {one for one in asked if one.purpose != SERVICE}
    if not wanted:
        return {}
    said, needed = _words(list(wanted)), required(one.purpose for one in wanted)
    reasons = {
        one: permission.refusal(one.purpose, one.purpose in needed, said.get((one.person_id, one.purpose), SILENCE)) for one in wanted
    }
    return {one: reason for one, reason in reasons.items() if reason}


def _words(asked: Sequence[Asked]) -> dict[tuple[UUID, str], Word]:
    rows = [{"person_id": one.person_id, "address": one.address} for one in asked]
    found = sql.tuples(
        _sql(WORDS), asked=sql.as_json(rows), people=sorted({str(one.person_id) for one in asked}),
        purposes=sorted({one.purpose for one in asked}),
    )  # fmt: skip
    return {(person_id, purpose): Word(stands, withdrawn, said_no) for person_id, purpose, withdrawn, said_no, stands in found}


def standing(person_id: UUID, address: str) -> list[str]:
    """Purposes for which what somebody consented to stands."""
    said = _words([Asked(person_id, address, purpose) for purpose in purposes()])
    return sorted(purpose for (_, purpose), word in said.items() if word.stands)


def reach(purpose: str) -> Reach:
    """How many a message of this purpose would not be written to if all open known leads were to get it now, and why."""
    return _reaches([purpose], groups())[purpose]


def reaches(asked: Iterable[str]) -> tuple[dict[str, Reach], datetime | None]:
    """The same of several purposes, from counts as a later app may have kept them; and the instant of which they are (None: of now). By
    the rules as they are."""
    found, at = keeper.ask(REACH)
    return _reaches(list(asked), found), at


def groups(about: str = "") -> list[tuple[Any, ...]]:
    """The rows of GROUPS: of everybody, and of who said something."""
    return sql.tuples(_sql(GROUPS))


def _reaches(asked: Sequence[str], found: Iterable[tuple[Any, ...]]) -> dict[str, Reach]:
    needed, everybody = required(asked), Counter[tuple[str, ...]]()
    said: dict[str, list[tuple[tuple[str, ...], Word, int]]] = {}
    for purpose, *alike, stands, withdrawn, said_no, number in found:
        if purpose is None:
            everybody[tuple(alike)] = number
        else:
            said.setdefault(purpose, []).append((tuple(alike), Word(stands, withdrawn, said_no), number))
    return {purpose: _reach(purpose, purpose in needed, everybody, said.get(purpose, [])) for purpose in asked}


def _reach(purpose: str, needed: bool, everybody: Counter[tuple[str, ...]], said: list[tuple[tuple[str, ...], Word, int]]) -> Reach:
    silent = everybody.copy()
    for alike, _, number in said:
        silent[alike] -= number
    reasons = Counter[str]()
    for (address, suppressed, stage), word, number in [*said, *((alike, SILENCE, number) for alike, number in silent.items() if number)]:
        reasons[consent.refusal(address, stage, suppressed, permission.refusal(purpose, needed, word))] += number
    del reasons[""]
    ordered = dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))
    return Reach(everybody.total(), sum(ordered.values()), ordered)


def purposes() -> list[str]:
    """Every purpose that a template has, that people were asked about, or that has a rule; without SERVICE."""
    found = {DEFAULT_PURPOSE, *Template.objects.values_list("purpose", flat=True), *ConsentRule.objects.values_list("purpose", flat=True)}
    for source in SOURCES:
        found |= set(source.purposes())
    return sorted(found - {SERVICE, ""})
