"""Set-based writes that identify, people, merge and imports share: one statement for any number of rows. They announce nothing."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import clock, ids, sql, work
from leads.actions.reach import with_reach
from leads.domain import contacts, grams
from leads.domain.identity import Key, Sighting
from leads.domain.snapshot import RATE
from leads.enums import EvidenceSource, MoveReason, Stage

PERSON = """
id uuid, name text, email text, phone text, title text, persona text, company_id uuid, company_name text, industry text, country text,
language text, attributes jsonb, first_touch jsonb, last_touch jsonb, first_source text, first_channel text, search_intent text,
landing_page text, known_at timestamptz, created_at timestamptz, last_active_at timestamptz, merged_into_id uuid
"""
DUPLICATES = "leads.duplicates"
NAMES = [part.split()[0] for part in PERSON.replace("\n", " ").split(",")]

# What leads.actions.reach adds.
STORED = f"{PERSON}, email_reach text, phone_reach text, contactability smallint"
WRITTEN = [part.split()[0] for part in STORED.replace("\n", " ").split(",")]

INSERT_PEOPLE = f"""
INSERT INTO leads_person (workspace_id, {", ".join(WRITTEN)})
SELECT %(workspace_id)s, {", ".join("x." + name for name in WRITTEN)} FROM json_to_recordset(%(rows)s::json) AS x({STORED})
"""
UPDATE_PEOPLE = f"""
UPDATE leads_person p SET {", ".join(f"{name} = x.{name}" for name in WRITTEN if name != "id")}
FROM json_to_recordset(%(rows)s::json) AS x({STORED}) WHERE p.workspace_id = %(workspace_id)s AND p.id = x.id
"""
SEEN = """
UPDATE leads_person p SET last_active_at = x.at FROM json_to_recordset(%(rows)s::json) AS x(id uuid, at timestamptz)
WHERE p.workspace_id = %(workspace_id)s AND p.id = x.id AND (p.last_active_at IS NULL OR p.last_active_at < x.at)
"""
INSERT_LEADS = """
WITH x AS (
    SELECT * FROM json_to_recordset(%(rows)s::json)
    AS x(id uuid, visit_id uuid, person_id uuid, number int, at timestamptz, entry_channel text, known boolean, history boolean,
        owner_id bigint, active_at timestamptz)
), made AS (
    INSERT INTO leads_lead (workspace_id, id, person_id, number, stage, visit_no, stage_entered_at, lane, entry_channel, known, created_at,
        closed_reason, last_active_at, returns, history, flags, owner_id)
    SELECT %(workspace_id)s, x.id, x.person_id, x.number, %(stage)s, 1, x.at, 'nurture', x.entry_channel, x.known, x.at,
        '', x.active_at, 0, x.history, '[]', x.owner_id FROM x
), unscored AS (
    INSERT INTO leads_snapshot (workspace_id, id, fit, interest_sign, interest_rate) SELECT %(workspace_id)s, x.id, 0, 0, %(rate)s FROM x
)
INSERT INTO leads_stagevisit (workspace_id, id, lead_id, stage, visit_no, from_stage, entered_at, reason, note, actor_kind, actor_name,
    recorded_at, out_of_order)
SELECT %(workspace_id)s, x.visit_id, x.id, %(stage)s, 1, '', x.at, %(reason)s, '', %(actor_kind)s, %(actor_name)s, %(now)s, false FROM x
"""
INSERT_KEYS = """
INSERT INTO leads_identifier (workspace_id, id, kind, value, person_id, seen_at, last_seen_at, source, source_id, visitor_id, recorded_at,
    times)
SELECT %(workspace_id)s, x.id, x.kind, x.value, x.person_id, x.at, x.at, x.source, x.source_id, x.visitor_id, %(now)s, 0
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, kind text, value text, person_id uuid, at timestamptz, source text, source_id uuid,
    visitor_id uuid)
ON CONFLICT (workspace_id, kind, value) DO NOTHING
"""
# Late ones too: a batch of events is heard once (kernel.facts), and what is heard again says so (`counted`).
SEE_KEYS = """
UPDATE leads_identifier i SET seen_at = least(i.seen_at, s.first_at), last_seen_at = greatest(i.last_seen_at, i.seen_at, s.last_at),
    times = i.times + s.times, last_event_id = greatest(i.last_event_id, s.last_id)
FROM (
    SELECT k.id, min(x.at) AS first_at, max(x.at) AS last_at, (array_agg(x.event_id ORDER BY x.event_id DESC))[1] AS last_id,
        count(*) FILTER (WHERE NOT x.counted) AS times
    FROM json_to_recordset(%(rows)s::json) AS x(kind text, value text, person_id uuid, event_id uuid, at timestamptz, counted boolean)
    JOIN leads_identifier k ON k.workspace_id = %(workspace_id)s AND k.kind = x.kind AND k.value = x.value AND k.person_id = x.person_id
    GROUP BY k.id
) s WHERE i.workspace_id = %(workspace_id)s AND i.id = s.id
"""
CHECK = """
INSERT INTO leads_duplicatecheck (workspace_id, id, due_at)
SELECT %(workspace_id)s, x.id, %(now)s FROM json_to_recordset(%(rows)s::json) AS x(id uuid) ON CONFLICT (workspace_id, id) DO NOTHING
"""
FORGET_GRAMS = "DELETE FROM leads_gram g WHERE g.workspace_id = %(workspace_id)s AND g.person_id = ANY(%(people)s::uuid[])"
INSERT_GRAMS = """
INSERT INTO leads_gram (workspace_id, gram, person_id)
SELECT %(workspace_id)s, g.gram, x.person_id
FROM json_to_recordset(%(rows)s::json) AS x(person_id uuid, grams json), json_array_elements_text(x.grams) AS g(gram)
"""
COMPANIES = """
WITH x AS (SELECT * FROM json_to_recordset(%(rows)s::json) AS x(id uuid, domain text, name text)), made AS (
    INSERT INTO leads_company (workspace_id, id, name, domain, industry, country, created_at)
    SELECT %(workspace_id)s, x.id, x.name, x.domain, '', '', %(now)s FROM x ON CONFLICT (workspace_id, domain) DO NOTHING
    RETURNING domain, id, name
)
SELECT made.domain, made.id, made.name FROM made
UNION ALL
SELECT c.domain, c.id, c.name FROM leads_company c JOIN x ON x.domain = c.domain WHERE c.workspace_id = %(workspace_id)s
"""


def blank(person_id: UUID, at: datetime) -> dict[str, Any]:
    """A person of whom nothing is known yet."""
    row: dict[str, Any] = dict.fromkeys(NAMES, "")
    row.update(id=person_id, created_at=at, company_id=None, known_at=None, last_active_at=None, merged_into_id=None)
    row.update(attributes={}, first_touch={}, last_touch={})
    return row


def put_people(made: list[dict[str, Any]], changed: list[dict[str, Any]]) -> None:
    """Insert and update whole rows, with whether each can be reached."""
    for statement, people in ((INSERT_PEOPLE, made), (UPDATE_PEOPLE, changed)):
        if people:
            sql.put(statement, with_reach(people))


def put_seen(active: dict[UUID, datetime]) -> None:
    """When these people were last active, which never goes back."""
    if active:
        sql.execute(SEEN, rows=sql.as_json([{"id": person, "at": at} for person, at in active.items()]))


def open_leads(
    leads: list[dict[str, Any]], reason: str = MoveReason.FIRST_SEEN, actor_kind: str = "system", actor_name: str = "Leadway"
) -> None:
    """Open episodes, each with its first visit, of awareness. Keys: id, person_id, number, at, entry_channel, known,
    history, owner_id, active_at."""
    if leads:
        # Stays of one instant stand in the order in which they were written, so this id is of now, whenever the lead came.
        rows = sql.as_json([{**lead, "visit_id": ids.new()} for lead in leads])
        sql.execute(
            INSERT_LEADS,
            rows=rows,
            stage=Stage.AWARENESS,
            rate=RATE,
            now=clock.now(),
            reason=reason,
            actor_kind=actor_kind,
            actor_name=actor_name,
        )


def put_keys(keys: dict[Key, UUID], first: dict[Key, Sighting] | None = None, source: str = EvidenceSource.HAND) -> None:
    """Give identifiers to people, each with where it was first said; one that somebody owns already stays theirs."""
    if not keys:
        return
    rows = []
    for key, who in keys.items():
        row = {"id": ids.new(), "kind": key[0], "value": key[1], "person_id": who, "at": clock.now(), "source": source}
        if first and key in first:
            row |= {"at": first[key].at, "source_id": first[key].event_id, "visitor_id": first[key].visitor_id}
        rows.append(row)
    sql.execute(INSERT_KEYS, rows=sql.as_json(rows), now=clock.now())


def see_keys(seen: list[tuple[Key, UUID, Sighting]], counted: Collection[UUID] = ()) -> None:
    """Count what events said of whom: [(identifier, person, sighting), …]; `counted`: events that were counted before."""
    if seen:
        rows = [
            {"kind": k[0], "value": k[1], "person_id": who, "event_id": s.event_id, "at": s.at, "counted": s.event_id in counted}
            for k, who, s in seen
        ]
        sql.execute(SEE_KEYS, rows=sql.as_json(rows))


def index(people: list[dict[str, Any]], fresh: bool = False) -> None:
    """Make these people findable by name, e-mail, phone and company, and have their likenesses sought (leads.actions.duplicates).

    `fresh`: they were not indexed before.
    """
    if people and not fresh:
        sql.execute(FORGET_GRAMS, people=[str(person["id"]) for person in people])
    found = [{"person_id": p["id"], "grams": grams.of_texts((p["name"], p["email"], p["phone"], p["company_name"]))} for p in people]
    if any(row["grams"] for row in found):
        sql.put(INSERT_GRAMS, found)
    known = [{"id": person["id"]} for person in people if person["known_at"]]
    if known:
        sql.execute(CHECK, rows=sql.as_json(known), now=clock.now())
        work.ring(DUPLICATES)


def companies(domains: dict[str, str]) -> dict[str, tuple[UUID, str]]:
    """domain → company and its name, made where there is none; the value is the name a new one gets ("" for one after its domain)."""
    if not domains:
        return {}
    asked = [{"id": ids.new(), "domain": domain, "name": (name or contacts.company_name(domain))[:200]} for domain, name in domains.items()]
    found = sql.tuples(COMPANIES, rows=sql.as_json(asked), now=clock.now())
    return {domain: (company, name) for domain, company, name in found}
