"""Which stages have a segment whose members come there, and who would (F051)."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from kernel import clock, sql
from kernel.due import Due
from leads.domain.lifecycle import ORDER, POSITION
from leads.domain.schemes import Scheme
from leads.enums import SchemeName, Stage
from leads.models import Segment
from leads.queries import schemes, segments

LATELY = "1 day"
# Known people who stand before the stage. Who cools down after a return comes to no MQL.
OPEN = "l.closed_at IS NULL AND p.merged_into_id IS NULL AND p.known_at IS NOT NULL"
COMES = f"l.stage = ANY({{before}}) AND ({{stage}} <> '{Stage.MQL.value}' OR l.cool_until IS NULL OR l.cool_until <= %(now)s)"
# Of somebody of whom a file or history tells, and who gave no sign since, it tells of the past.
PAST = f"l.history AND (l.last_active_at IS NULL OR l.last_active_at < %(now)s::timestamptz - interval '{LATELY}')"
AMONG = f"""
SELECT l.id, {PAST} FROM leads_lead l JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
WHERE l.workspace_id = %(workspace_id)s AND {OPEN} AND {COMES.format(before="%(before)s", stage="%(stage)s")}
  AND l.id = ANY(%(leads)s::uuid[]) ORDER BY l.id FOR UPDATE OF l
"""
# Each lead at the first of the rules that it comes by: the latest stage stands first.
FORECAST = f"""
SELECT u.place, count(*)::int FROM (
    SELECT l.id, min(r.place) AS place
    FROM json_to_recordset(%(rules)s::json) AS r(place int, line uuid, stage text, before text[])
    JOIN leads_segmentstanding t ON t.workspace_id = %(workspace_id)s AND t.line_id = r.line AND t.inside
    JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = t.lead_id
    JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
    WHERE {OPEN} AND {COMES.format(before="r.before", stage="r.stage")}
    GROUP BY l.id
) u GROUP BY u.place
"""
MEMBERS = """
SELECT t.lead_id FROM leads_segmentstanding t
WHERE t.workspace_id = %(workspace_id)s AND t.line_id = %(line)s AND t.inside AND t.lead_id > %(after)s::uuid
ORDER BY t.lead_id LIMIT %(limit)s
"""
AMONG_MEMBERS = """
SELECT t.lead_id FROM leads_segmentstanding t
WHERE t.workspace_id = %(workspace_id)s AND t.line_id = %(line)s AND t.inside AND t.lead_id = ANY(%(leads)s::uuid[]) ORDER BY t.lead_id
"""
# A published version that names a segment, and whose members were not all looked at yet.
pending = Due("""EXISTS (SELECT 1 FROM leads_stagescheme s WHERE s.workspace_id = %(workspace_id)s AND s.entering IS NOT NULL)""")


def of(scheme: Scheme) -> dict[str, UUID]:
    """Stage → the line of the segment whose members come there, the latest stage first."""
    found = {stage.key: UUID(stage.entry_segment) for stage in scheme.stages if stage.entry_segment}
    return {key: found[key] for key in reversed(ORDER) if key in found}


def standing() -> dict[str, UUID]:
    """Of the scheme that stands."""
    return of(schemes.standing(SchemeName.NINE).scheme)


def named() -> dict[str, Segment]:
    """Stage → the segment whose members come there, of the scheme that stands."""
    rules, found = standing(), {segment.line_id: segment for segment in segments.newest()}
    return {stage: found[line] for stage, line in rules.items() if line in found}


def stages_of(line_id: UUID) -> list[str]:
    """The stages to which members of this segment come."""
    return [stage for stage, line in standing().items() if line == line_id]


def _before(stage: str) -> list[str]:
    return list(ORDER[: POSITION[stage]])


def movable(stage: str, lead_ids: Sequence[UUID]) -> dict[bool, list[UUID]]:
    """Those of these leads that come to `stage`, by whether that tells of the past; locked: nobody closes or returns them meanwhile."""
    found: dict[bool, list[UUID]] = {False: [], True: []}
    for lead, past in sql.tuples(AMONG, leads=list(lead_ids), stage=stage, before=_before(stage), now=clock.now()):
        found[past].append(lead)
    return found


def members(line_id: UUID, after: UUID, limit: int) -> list[UUID]:
    """The next members of a segment, in the order of their ids."""
    return [lead for (lead,) in sql.tuples(MEMBERS, line=str(line_id), after=str(after), limit=limit)]


def inside(line_id: UUID, lead_ids: Sequence[UUID]) -> list[UUID]:
    """Those of these leads that are members of a segment."""
    return [lead for (lead,) in sql.tuples(AMONG_MEMBERS, line=str(line_id), leads=list(lead_ids))]


def forecast(rules: Mapping[str, UUID], stages: Iterable[str]) -> dict[str, int]:
    """How many members of the segments of these stages would come there now; who is in two comes to the later of them."""
    asked = [stage for stage in rules if stage in set(stages)]
    rows = [{"place": place, "line": rules[stage], "stage": stage, "before": _before(stage)} for place, stage in enumerate(asked)]
    found = dict(sql.tuples(FORECAST, rules=sql.as_json(rows), now=clock.now())) if rows else {}
    return {stage: found.get(place, 0) for place, stage in enumerate(asked)}
