"""Question: what was known of these leads, and when? Events, edits, merges and imports, each at its own instant.

An event counts at the instant at which it happened; what came with another person's devices, from the merge on. An event belongs to
the lead (episode) that was open then; who somebody is, is told by all of the person's events.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from kernel import sql
from leads.domain.contacts import company_domain
from leads.domain.lifecycle import ORDER, POSITION
from leads.domain.traits import address_of
from scoring.domain.engine import Activity
from scoring.domain.past import FIRMS, TEXTS, Company, Moment, Past, Told, blank, tell, tell_all
from scoring.queries import acts
from scoring.queries.activity import TEXTS as SAYS
from scoring.queries.states import unique

# `until_at`: when the person's next episode began. `imported_at`: when a file brought the person in.
LEADS = """
SELECT l.id AS lead_id, l.person_id, l.number, l.created_at, n.created_at AS until_at, p.known_at, o.outcome_at, i.imported_at,
       f.failed_at,
       l.entry_channel AS channel,
       json_build_object('name', p.name, 'email', p.email, 'phone', p.phone, 'title', p.title, 'persona', p.persona,
           'company_name', p.company_name, 'industry', p.industry, 'country', p.country, 'language', p.language,
           'attributes', p.attributes)::text AS now
FROM leads_lead l JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
LEFT JOIN leads_lead n ON n.workspace_id = %(workspace_id)s AND n.person_id = l.person_id AND n.number = l.number + 1
LEFT JOIN LATERAL (
    SELECT min(v.entered_at) AS outcome_at FROM leads_stagevisit v
    WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = l.id AND v.stage = ANY(%(stages)s) AND v.undone_at IS NULL
      AND v.entered_at <= %(until)s
) o ON true
LEFT JOIN LATERAL (
    SELECT min(v.entered_at) AS imported_at FROM leads_stagevisit v
    WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = l.id AND v.reason = 'imported' AND v.undone_at IS NULL
) i ON true
LEFT JOIN LATERAL (
    SELECT min(v.entered_at) AS failed_at FROM leads_stagevisit v
    WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = l.id AND v.reason IN ('lost', 'sales_return') AND v.undone_at IS NULL
      AND v.entered_at <= %(until)s
) f ON true
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(ids)s::uuid[]) AND p.merged_into_id IS NULL
ORDER BY l.id
"""
# What was told when a lead was made holds from the instant that was named for it.
EDITS = """
SELECT l.person_id, CASE WHEN a.verb = 'lead.created' THEN least(a.at, l.created_at) ELSE a.at END, a.changes::text
FROM leads_lead l
JOIN kernel_auditentry a ON a.workspace_id = %(workspace_id)s AND a.target_id IN (l.id::text, l.person_id::text)
  AND a.verb IN ('lead.created', 'lead.matched', 'lead.changed') AND a.at <= %(until)s
WHERE l.workspace_id = %(workspace_id)s AND l.person_id = ANY(%(people)s::uuid[]) ORDER BY a.at, a.id
"""
MERGES = """
SELECT m.winner_id, m.at, m.moved::text FROM leads_personmerge m
WHERE m.workspace_id = %(workspace_id)s AND m.winner_id = ANY(%(people)s::uuid[]) AND m.undone_at IS NULL AND m.at <= %(until)s
ORDER BY m.at
"""
COMPANIES = """
SELECT c.domain, c.name, c.industry, c.country, c.size FROM leads_company c
WHERE c.workspace_id = %(workspace_id)s AND c.domain = ANY(%(domains)s)
"""
SAID_OF_COMPANIES = """
SELECT c.domain, a.at, a.changes::text FROM leads_company c
JOIN kernel_auditentry a ON a.workspace_id = %(workspace_id)s AND a.target_id = c.id::text AND a.verb = 'company.changed'
WHERE c.workspace_id = %(workspace_id)s AND c.domain = ANY(%(domains)s) ORDER BY a.at, a.id
"""

# At one instant, what is told by hand comes first, then events, then what a merge made of it.
BY_HAND, EVENT, MERGED = range(3)


@dataclass(slots=True)
class LeadRow:
    lead_id: UUID
    person_id: UUID
    number: int
    channel: str
    created_at: datetime
    until_at: datetime | None
    known_at: datetime | None
    outcome_at: datetime | None
    imported_at: datetime | None
    failed_at: datetime | None
    now: str


@dataclass(slots=True)
class Said:
    """One event, whoever's episode it belongs to. `at`: when it became known of this person."""

    at: datetime
    happened_at: datetime
    moment_of: dict[str, Any]
    what: tuple[UUID, str, str, str, str, UUID | None, int, str | None]

    def moment(self, lead_id: UUID, mine: bool) -> Moment:
        event_id, kind, name, url, path, session_id, number, told = self.what
        at = self.happened_at
        activity = Activity(event_id, lead_id, kind, name, url, path, at, session_id, number, properties=told) if mine else None
        return Moment(self.at, activity, **self.moment_of)


@dataclass(slots=True)
class Known:
    """Of one person."""

    said: list[Said] = field(default_factory=list)
    edits: list[tuple[datetime, int, dict[str, Any]]] = field(default_factory=list)
    joined: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class History:
    """`told`: the past, moment by moment (scoring.domain.past.tell). `undated`: columns that the person has today and whose time nobody
    wrote down; they count at no instant of the past.
    `nameless`: free attributes of which the same is true."""

    past: Past
    told: Sequence[Told]
    now: Mapping[str, Any]
    undated: tuple[str, ...]
    nameless: tuple[str, ...] = ()


def of_leads(lead_ids: Sequence[UUID], stages: Sequence[str], until: datetime, properties: bool = False) -> list[History]:
    """The pasts of those leads whose person still stands, up to `until`; `stages` are those that count as the outcome. `properties`: with
    what their events say."""
    found = sql.rows(LEADS, LeadRow, ids=unique(lead_ids), stages=list(stages), until=until)
    people = _people([row.person_id for row in found], until, properties)
    theirs = {person: {company_domain(value) for value in _addresses(known)} for person, known in people.items()}
    companies, said = _companies(sorted(set().union(*theirs.values()) - {""}))
    done = acts.edits([row.lead_id for row in found], until)
    return [
        _history(row, people[row.person_id], companies, [*done.get(row.lead_id, ()), *_said(said, theirs.get(row.person_id, ()), until)])
        for row in found
    ]


OfCompanies = list[tuple[datetime, str, dict[str, Any]]]


def _companies(domains: list[str]) -> tuple[dict[str, Company], OfCompanies]:
    """The companies of these domains before anything was said of them at a known instant, and all that was, in order."""
    if not domains:
        return {}, []
    found = {row[0]: Company(*row[1:]) for row in sql.tuples(COMPANIES, domains=domains)}
    said, told = [], set()
    for domain, at, changes in sql.tuples(SAID_OF_COMPANIES, domains=domains):
        pairs = {name: pair for name, pair in msgspec.json.decode(changes).items() if name in Company._fields}
        first = {name: before for name, (before, _) in pairs.items() if (domain, name) not in told}
        told |= {(domain, name) for name in pairs}
        found[domain] = found[domain]._replace(**first)
        said.append((at, domain, {name: after for name, (_, after) in pairs.items()}))
    return found, said


def _said(said: OfCompanies, domains: Iterable[str], until: datetime) -> Iterable[tuple[datetime, dict[str, Any]]]:
    """Edits of what was known by then of these companies."""
    known: dict[str, dict[str, Any]] = {}
    for at, domain, values in said:
        if domain in domains and at <= until:
            known = {**known, domain: {**known.get(domain, {}), **values}}
            yield at, {FIRMS: known}


def stages_from(outcome: str) -> list[str]:
    """The stage of the outcome and all later ones."""
    return list(ORDER[POSITION[outcome] :])


def _people(ids: Sequence[UUID], until: datetime, properties: bool) -> dict[UUID, Known]:
    people: dict[UUID, Known] = defaultdict(Known)
    asked = {"people": unique(ids), "until": until}
    for winner, at, moved in sql.tuples(MERGES, **asked):
        told = msgspec.json.decode(moved)
        after = told.get("after", {})
        people[winner].joined |= dict.fromkeys(told.get("visitors", ()), at)
        people[winner].edits.append((at, MERGED, _columns(after) | _free({"attributes": [None, after.get("attributes")]})))
    for person, at, changes in sql.tuples(EDITS, **asked):
        pairs = {name: pair for name, pair in msgspec.json.decode(changes).items() if isinstance(pair, list) and len(pair) == 2}
        people[person].edits.append((at, BY_HAND, _columns({name: pair[1] for name, pair in pairs.items()}) | _free(pairs)))
    statement = sql.file(__file__, "history.sql").replace("NULL AS says", f"{SAYS if properties else 'NULL'} AS says")
    for person, event_id, visitor, kind, name, url, path, at, session, number, locale, country, says, identity in sql.tuples(
        statement, **asked
    ):
        joined = people[person].joined.get(str(visitor), at)
        told = {"identity": msgspec.json.decode(identity) if identity else None, "locale": locale, "country": country}
        people[person].said.append(Said(max(at, joined), at, told, (event_id, kind, name, url, path, session, number, says)))
    return people


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value or "" for name, value in values.items() if name in TEXTS}


def _free(pairs: Mapping[str, Any]) -> dict[str, Any]:
    """The free attributes that an edit told of; those that it took away are empty from then on."""
    before, after = (each if isinstance(each, dict) else {} for each in pairs.get("attributes", ({}, {})))
    return {"attributes": {**dict.fromkeys(before, None), **after}} if before or after else {}


def _addresses(known: Known) -> list[str]:
    told = (said.moment_of["identity"] for said in known.said)
    said = [address for identity in told if identity and (address := address_of(identity))]
    return said + [values["email"] for _, _, values in known.edits if values.get("email")]


def _history(
    row: LeadRow, of_person: Known, companies: Mapping[str, Company], done: Iterable[tuple[datetime, dict[str, Any]]]
) -> History:  # fmt: skip
    moments = [(said.at, EVENT, said.moment(row.lead_id, _mine(row, said))) for said in of_person.said]
    moments += [(at, rank, Moment(at, edit=values)) for at, rank, values in of_person.edits]
    moments += [(at, BY_HAND, Moment(at, edit=held)) for at, held in done]
    past = _past(row, moments, companies)
    now = {**blank(), **msgspec.json.decode(row.now)}
    moments_told, known = tell_all(past)
    undated = {name: now[name] for name in TEXTS if now[name] and now[name] != known[name]}
    free = {name: value for name, value in now["attributes"].items() if value is not None and name not in known["attributes"]}
    if (undated or free) and row.imported_at is not None:
        moments.append((row.imported_at, BY_HAND, Moment(row.imported_at, edit={**undated, "attributes": free})))
        whole = _past(row, moments, companies)
        return History(whole, tell(whole), now, ())
    return History(past, moments_told, now, tuple(undated), tuple(free))


def _past(row: LeadRow, moments: Sequence[tuple[datetime, int, Moment]], companies: Mapping[str, Company]) -> Past:
    """In the order of knowing; events of one instant in their own order."""
    ordered = [moment for _, _, moment in sorted(moments, key=lambda each: each[:2])]
    return Past(row.lead_id, row.known_at, ordered, row.outcome_at, companies, row.channel, row.failed_at)


def _mine(row: LeadRow, said: Said) -> bool:
    """Whether this happened in the lead's own episode; the first one has also what came before it."""
    after = row.number == 1 or said.happened_at >= row.created_at
    return after and (row.until_at is None or said.happened_at < row.until_at)
