"""What a file did to whom, and what of it can still be taken back: judged in one statement, for the count and for the deed alike."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from msgspec.json import decode

from kernel import sql
from kernel.due import Due
from leads.domain.footprints import Footprint, footprints
from leads.domain.profile import SPOKEN, TELLING

FIELDS = (
    *(name for name in TELLING if name != "attributes"), *SPOKEN, "first_touch", "last_touch", "first_source", "first_channel",
    "search_intent", "landing_page", "known_at",
)  # fmt: skip
# The fields of a person `p` that a file may change, attributes one by one.
FLAT = f"""(SELECT coalesce(jsonb_object_agg(f.key, f.value), '{{}}'::jsonb) FROM (
    SELECT e.key, e.value FROM jsonb_each(to_jsonb(p)) e WHERE e.key IN ({", ".join(f"'{name}'" for name in FIELDS)})
    UNION ALL SELECT 'attributes.' || a.key, a.value FROM jsonb_each(p.attributes) a) f)"""
# Whose last way in is a newer one was there since; that is told as what it is, and takes nothing else with it.
FOLLOWS = "last_touch"
# An address or a number that the file gave and that they have used since is theirs, and with the address the company that came of it, and
# its name.
USED = """EXISTS (SELECT 1 FROM leads_identifier i WHERE i.workspace_id = %(workspace_id)s AND i.person_id = m.person_id AND i.times > 0
    AND i.kind = {kind} AND i.value = m.after ->> i.kind AND m.keys @> jsonb_build_array(jsonb_build_array(i.kind, i.value)))"""
HELD = f"""(c.key IN ('email', 'phone', 'company_id', 'company_name')
    AND (c.key <> 'company_name' OR m.before -> 'company_id' IS DISTINCT FROM m.after -> 'company_id')
    AND {USED.format(kind="CASE c.key WHEN 'phone' THEN 'phone' ELSE 'email' END")})"""
# What they were given to be reached by and have not used: it is let go of, unless it is how they are reached.
GIVEN = """EXISTS (SELECT 1 FROM jsonb_array_elements(m.keys) k JOIN leads_identifier i ON i.workspace_id = %(workspace_id)s
    AND i.person_id = m.person_id AND i.kind = k ->> 0 AND i.value = k ->> 1 WHERE i.times = 0 AND i.value NOT IN (p.email, p.phone))"""
CHANGED = "SELECT k.key FROM jsonb_object_keys(m.before || m.after) k(key) WHERE m.before -> k.key IS DISTINCT FROM m.after -> k.key"
MOVES = """EXISTS (SELECT 1 FROM leads_stagevisit v WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = m.lead_id
    AND v.batch_id = m.job_id AND v.undone_at IS NULL{more})"""
HERE = " AND v.stage = l.stage AND v.visit_no = l.visit_no AND l.closed_at IS NULL"
NEXT = """
SELECT m.lead_id FROM leads_importmark m
WHERE m.workspace_id = %(workspace_id)s AND m.job_id = %(job)s AND m.outcome = '' ORDER BY m.id LIMIT %(limit)s
"""
OUTCOME = """
CASE WHEN j.made THEN coalesce(j.why, 'removed') WHEN j.merged THEN 'merged'
    WHEN cardinality(j.back) > 0 OR j.stands OR j.given OR (j.opened AND j.why IS NULL)
        THEN CASE WHEN cardinality(j.stuck) > 0 OR (j.opened AND j.why IS NOT NULL) OR (j.moved AND NOT j.opened AND NOT j.stands)
            THEN 'partly' ELSE 'restored' END
    WHEN cardinality(j.stuck) > 0 THEN 'changed' WHEN j.opened THEN j.why WHEN j.moved THEN 'moved' ELSE 'same' END
"""
COUNT = "SELECT {outcome}, count(*) FROM ({judged}) j GROUP BY 1"
EACH = """
SELECT j.id, j.person_id, j.lead_id, j.made, j.opened, j.stood, j.before, j.after, j.keys, j.back, {outcome} AS outcome,
    j.why IS NULL AS untouched FROM ({judged}) j
"""
KEPT = """
SELECT m.outcome, count(*) FROM leads_importmark m
WHERE m.workspace_id = %(workspace_id)s AND m.job_id = %(job)s GROUP BY m.outcome
"""
SHARED = """
SELECT 1 FROM leads_importmark m JOIN leads_importmark f ON f.workspace_id = %(workspace_id)s AND f.person_id = m.person_id
    AND f.job_id <> m.job_id
JOIN leads_importjob o ON o.workspace_id = %(workspace_id)s AND o.id = f.job_id AND o.state <> 'undone'
WHERE m.workspace_id = %(workspace_id)s AND m.job_id = %(job)s AND (m.made OR f.made) LIMIT 1
"""
# What was done and does not stay as it is.
DONE = ("removed", "restored", "partly")

pending = Due("EXISTS (SELECT 1 FROM leads_importjob j WHERE j.workspace_id = %(workspace_id)s AND j.state = 'undoing')")


@dataclass(frozen=True)
class Mark:
    """What a file did to one person, and what of it goes back: `outcome` is removed, restored, partly, same, or why nothing does."""

    id: UUID
    person_id: UUID
    lead_id: UUID
    made: bool
    opened: bool
    stood: list[Any] | None
    before: dict[str, Any]
    after: dict[str, Any]
    keys: list[list[str]]
    back: list[str]
    outcome: str
    untouched: bool


@dataclass(frozen=True)
class Undoing:
    """How many people would go, get back what they had (some of them in part), are as they were, and stay, by why."""

    removed: int
    restored: int
    partly: int
    same: int
    kept: dict[str, int] = field(default_factory=dict)

    @property
    def changing(self) -> int:
        return self.removed + self.restored + self.partly


def of_counts(counts: dict[str, int]) -> Undoing:
    kept = {why: n for why, n in counts.items() if why not in (*DONE, "same", "")}
    return Undoing(counts.get("removed", 0), counts.get("restored", 0), counts.get("partly", 0), counts.get("same", 0), kept)


def preview(job_id: UUID) -> Undoing:
    """What taking the file back would do now; nobody is locked."""
    statement = COUNT.format(outcome=OUTCOME, judged=_judged())
    return of_counts(dict(sql.tuples(statement, job=str(job_id))))


def kept(job_id: UUID) -> dict[str, int]:
    """Who stayed when it was taken back: why → how many."""
    return of_counts(dict(sql.tuples(KEPT, job=str(job_id)))).kept


def shared(job_id: UUID) -> bool:
    """Whether another file that stands names some of its people: they stay until both are taken back, in whatever order."""
    return bool(sql.tuples(SHARED, job=str(job_id)))


def next_leads(job_id: UUID, limit: int) -> list[UUID]:
    """The leads of the next people to be dealt with."""
    return [lead for (lead,) in sql.tuples(NEXT, job=str(job_id), limit=limit)]


def judged(job_id: UUID, leads: list[UUID]) -> list[Mark]:
    """The marks of these leads that are not dealt with yet."""
    statement = EACH.format(outcome=OUTCOME, judged=_judged() + " AND m.lead_id = ANY(%(leads)s::uuid[])")
    rows = sql.tuples(statement, job=str(job_id), leads=leads) if leads else []
    return [Mark(*row[:5], *(decode(value) if value is not None else None for value in row[5:9]), *row[9:]) for row in rows]


def _judged() -> str:
    whys = "".join(f" WHEN {_stands(each)} THEN '{each.why}'" for each in reversed(footprints()) if each.why and each.of != "company")
    now, theirs = f"x.now - '{FOLLOWS}'", f"m.after - '{FOLLOWS}'"
    same = f"x.now -> c.key IS NOT DISTINCT FROM m.after -> c.key AND NOT {HELD}"
    still = f"({same}) OR c.key = '{FOLLOWS}'"
    return f"""
SELECT m.id, m.person_id, m.lead_id, m.made, m.opened, m.stood, m.before, m.after, m.keys, p.merged_into_id IS NOT NULL AS merged,
    CASE WHEN p.merged_into_id IS NOT NULL THEN 'merged' WHEN l.id IS NULL OR l.closed_at IS NOT NULL THEN 'closed'
        WHEN l.last_active_at IS NOT NULL THEN 'active' WHEN l.owner_id IS NOT NULL THEN 'assigned'
        WHEN m.made AND {now} IS DISTINCT FROM {theirs} THEN 'changed'{whys} END AS why,
    ARRAY(SELECT c.key FROM ({CHANGED}) c WHERE {same}) AS back,
    ARRAY(SELECT c.key FROM ({CHANGED}) c WHERE NOT ({still})) AS stuck,
    NOT m.opened AND m.stood IS NOT NULL AND {MOVES.format(more=HERE)} AS stands, {MOVES.format(more="")} AS moved,
    {GIVEN} AS given
FROM leads_importmark m
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = m.person_id
LEFT JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = m.lead_id
CROSS JOIN LATERAL (SELECT {FLAT} AS now) x
WHERE m.workspace_id = %(workspace_id)s AND m.job_id = %(job)s AND m.outcome = ''"""


def _stands(each: Footprint) -> str:
    of = "m.lead_id" if each.of == "lead" else "m.person_id"
    # What an opened episode is judged by is its own: what is its person's was there before.
    whose = "" if each.of == "lead" else "m.made AND "
    more = f" AND {each.where}" if each.where else ""
    return f"{whose}EXISTS (SELECT 1 FROM {each.table} f WHERE f.workspace_id = %(workspace_id)s AND f.{each.by} = {of}{more})"
