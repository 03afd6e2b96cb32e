"""touch, refresh, bring_up_to_date: who belongs to which segment, kept as it changes (M9).

Whatever changes a lead touches it; the drain asks the segments of touched leads again, and of those whose answer was to change with
time alone at about now. Lower segments first, so that one that stands on them sees where they stand. A new version asks everybody,
some thousands at a time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from kernel import clock, facts, ids, sql, work
from leads.domain import trees as domain
from leads.domain.trees import Node
from leads.facts import SegmentChanged
from leads.models import Segment
from leads.queries import segments, trees
from leads.queries.leaves.records import is_of_account

KIND = "leads.segments"
TOUCHED, DUE, FILL = 2_000, 2_000, 5_000

TOUCH = """
INSERT INTO leads_segmenttouch (workspace_id, id, lead_id)
SELECT %(workspace_id)s, x.id, x.lead_id FROM unnest(%(ids)s::uuid[], %(leads)s::uuid[]) AS x(id, lead_id)
"""
TAKE = """
DELETE FROM leads_segmenttouch t WHERE t.workspace_id = %(workspace_id)s AND t.id IN (
    SELECT c.id FROM leads_segmenttouch c WHERE c.workspace_id = %(workspace_id)s ORDER BY c.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING t.lead_id
"""
DUE_NOW = """
SELECT s.line_id, s.lead_id FROM leads_segmentstanding s
WHERE s.workspace_id = %(workspace_id)s AND s.due_at <= %(now)s ORDER BY s.due_at LIMIT %(limit)s
"""
# Events and fields are the person's: what touches one of their leads touches all.
OF_THE_SAME = """
SELECT DISTINCT o.id FROM leads_lead l JOIN leads_lead o ON o.workspace_id = %(workspace_id)s AND o.person_id = l.person_id
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[])
"""
# What a filter says of a whole account is another answer for its colleagues too. Of a huge one those beyond the limit wait for the hour.
COLLEAGUES = """
SELECT DISTINCT o.id FROM leads_lead l
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
JOIN leads_person c ON c.workspace_id = %(workspace_id)s AND c.company_id = p.company_id
JOIN leads_lead o ON o.workspace_id = %(workspace_id)s AND o.person_id = c.id
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[]) LIMIT %(most)s
"""
OF_EVENTS = """
SELECT DISTINCT l.id FROM tracking_event e
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.person_id = v.person_id
WHERE e.workspace_id = %(workspace_id)s AND e.id = ANY(%(events)s::uuid[])
"""
# Whoever is merged away is no member of a list while that lasts, and their stay ends; who stays takes the place. Once they stand for
# themselves again, the stay goes on as if nothing had been.
LISTED = """
WITH flipped AS (
    UPDATE leads_segmentstanding t SET inside = NOT t.inside
    FROM leads_lead l, leads_segment s
    WHERE t.workspace_id = %(workspace_id)s AND t.lead_id = ANY(%(leads)s::uuid[])
        AND l.workspace_id = %(workspace_id)s AND l.id = t.lead_id
        AND s.workspace_id = %(workspace_id)s AND s.line_id = t.line_id AND s.kind = 'list'
        AND t.inside = (l.closed_reason IN ('merged', 'erased'))
    RETURNING t.line_id, t.lead_id, t.inside
), latest AS (
    SELECT DISTINCT ON (f.line_id, f.lead_id) y.id, f.inside FROM flipped f
    JOIN leads_segmentstay y ON y.workspace_id = %(workspace_id)s AND y.line_id = f.line_id AND y.lead_id = f.lead_id
    ORDER BY f.line_id, f.lead_id, y.entered_at DESC, y.id DESC
)
UPDATE leads_segmentstay y SET left_at = CASE WHEN latest.inside THEN NULL ELSE greatest(%(now)s, y.entered_at) END FROM latest
WHERE y.workspace_id = %(workspace_id)s AND y.id = latest.id
"""
FOLLOW = """
WITH added AS (
    INSERT INTO leads_segmentstanding (workspace_id, id, line_id, lead_id, inside, since)
    SELECT DISTINCT ON (t.line_id, x.winner) %(workspace_id)s::uuid, gen_random_uuid(), t.line_id, x.winner, true, %(now)s::timestamptz
    FROM unnest(%(winners)s::uuid[], %(losers)s::uuid[]) AS x(winner, loser)
    JOIN leads_segmentstanding t ON t.workspace_id = %(workspace_id)s AND t.lead_id = x.loser AND t.inside
    JOIN leads_segment s ON s.workspace_id = %(workspace_id)s AND s.line_id = t.line_id AND s.kind = 'list'
    ON CONFLICT (workspace_id, line_id, lead_id) DO NOTHING RETURNING line_id, lead_id
)
INSERT INTO leads_segmentstay (workspace_id, id, line_id, lead_id, entered_at)
SELECT %(workspace_id)s, gen_random_uuid(), a.line_id, a.lead_id, %(now)s FROM added a
"""
OF_PEOPLE = """
SELECT l.id FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.person_id = ANY(%(people)s::uuid[])
"""
OF_ADDRESSES = """
SELECT l.id FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.person_id IN (
    SELECT i.person_id FROM leads_identifier i
    WHERE i.workspace_id = %(workspace_id)s AND i.kind = 'email' AND i.value = ANY(%(addresses)s::text[])
    UNION SELECT p.id FROM leads_person p WHERE p.workspace_id = %(workspace_id)s AND p.email = ANY(%(addresses)s::text[]))
"""
OF_COMPANIES = """
SELECT l.id FROM leads_person p JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.person_id = p.id
WHERE p.workspace_id = %(workspace_id)s AND p.company_id = ANY(%(companies)s::uuid[])
"""
NEXT = """
SELECT l.id FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND (%(after)s::uuid IS NULL OR l.id > %(after)s::uuid)
ORDER BY l.id LIMIT %(limit)s
"""
# One statement asks, compares with where each lead stood, and writes only what is different. The instant of a change that time alone
# brought is the one that was foretold, however late the drain came.
ASK = """
WITH asked AS MATERIALIZED (
    SELECT l.id AS lead_id, {holds} AS inside, {until} AS due_at {source} AND l.id = ANY(%(leads)s::uuid[])
), compared AS MATERIALIZED (
    SELECT x.lead_id, coalesce(a.inside, false) AS inside, a.due_at, coalesce(s.inside, false) AS was, s.due_at AS was_due,
        s.id IS NOT NULL AS there, CASE WHEN s.due_at <= %(now)s THEN s.due_at ELSE %(now)s::timestamptz END AS at
    FROM unnest(%(leads)s::uuid[]) AS x(lead_id)
    LEFT JOIN asked a ON a.lead_id = x.lead_id
    LEFT JOIN leads_segmentstanding s ON s.workspace_id = %(workspace_id)s AND s.line_id = %(line)s AND s.lead_id = x.lead_id
), kept AS (
    INSERT INTO leads_segmentstanding AS t (workspace_id, id, line_id, lead_id, inside, since, due_at)
    SELECT %(workspace_id)s, gen_random_uuid(), %(line)s, c.lead_id, c.inside, c.at, c.due_at FROM compared c
    WHERE (c.inside OR c.due_at IS NOT NULL) AND (NOT c.there OR c.inside <> c.was OR c.due_at IS DISTINCT FROM c.was_due)
    ON CONFLICT (workspace_id, line_id, lead_id) DO UPDATE
        SET inside = excluded.inside, due_at = excluded.due_at,
            since = CASE WHEN t.inside = excluded.inside THEN t.since ELSE excluded.since END
), gone AS (
    DELETE FROM leads_segmentstanding t USING compared c
    WHERE t.workspace_id = %(workspace_id)s AND t.line_id = %(line)s AND t.lead_id = c.lead_id AND c.there AND NOT c.inside
        AND c.due_at IS NULL
), left_it AS (
    UPDATE leads_segmentstay t SET left_at = greatest(c.at, t.entered_at) FROM compared c
    WHERE t.workspace_id = %(workspace_id)s AND t.line_id = %(line)s AND t.lead_id = c.lead_id AND t.left_at IS NULL AND NOT c.inside
), entered AS (
    INSERT INTO leads_segmentstay (workspace_id, id, line_id, lead_id, entered_at)
    SELECT %(workspace_id)s, gen_random_uuid(), %(line)s, c.lead_id, c.at FROM compared c WHERE c.inside AND NOT c.was
)
SELECT c.lead_id, c.inside FROM compared c WHERE c.inside <> c.was
"""


@dataclass(frozen=True)
class Changed:
    """Who came into a segment and who left it."""

    entered: list[UUID]
    left: list[UUID]

    @property
    def all(self) -> set[UUID]:
        return {*self.entered, *self.left}


def touch(lead_ids: Iterable[UUID]) -> None:
    """Have the segments of these leads asked again soon. Call it in the transaction of whatever changed them."""
    leads = list(lead_ids)
    if leads and _asked():
        leads = list(dict.fromkeys(leads))
        sql.execute(TOUCH, ids=ids.many(len(leads)), leads=leads)
        work.ring(KIND)


def _asked() -> bool:
    """Whether any segment asks. While there is none, whoever makes the first waits until we have committed, so that it finds our change."""
    if segments.there_are():
        return True
    sql.lock("segments", shared=True)
    return segments.there_are()


def touch_by_events(event_ids: Sequence[UUID]) -> None:
    """The same for whoever did these events: they are nobody's now."""
    touch(lead for (lead,) in sql.tuples(OF_EVENTS, events=list(event_ids)))


def touch_people(person_ids: Iterable[UUID]) -> None:
    """The same for all leads of these people."""
    touch(lead for (lead,) in sql.tuples(OF_PEOPLE, people=list(person_ids)))


def touch_addresses(addresses: Iterable[str]) -> None:
    """The same for all leads of whoever is known by one of these e-mail addresses."""
    if asked := [address for address in addresses if address]:
        touch(lead for (lead,) in sql.tuples(OF_ADDRESSES, addresses=asked))


def touch_companies(company_ids: Iterable[UUID]) -> None:
    """The same for all leads of the people of these companies."""
    touch(lead for (lead,) in sql.tuples(OF_COMPANIES, companies=list(company_ids)))


def follow(winner_ids: Sequence[UUID], loser_ids: Sequence[UUID]) -> None:
    """winner_ids[i], or what that became part of too, goes on the lists that loser_ids[i] was on; all are touched."""
    became = dict(zip(loser_ids, winner_ids, strict=True))
    winners, losers = [_last(lead, became) for lead in loser_ids], list(loser_ids)
    sql.execute(FOLLOW, winners=winners, losers=losers, now=clock.now())
    touch([*winner_ids, *loser_ids])


def _last(lead: UUID, became: Mapping[UUID, UUID]) -> UUID:
    """What a lead is part of in the end, after a chain of merges; a step for each merge, so that it ends in any case."""
    for _ in became:
        lead = became.get(lead, lead)
    return lead


def refresh(asking: str = "") -> None:
    """Have everybody asked again: what the answers rest on has changed (a rulebook, what a tag means). `asking`: only by the segments
    with this question; those that stand on them hear of it."""
    found = [
        segment.pk
        for segment, node in segments.in_order(segments.newest())
        if not asking or any(leaf.ask == asking for leaf in domain.leaves(node))
    ]
    if Segment.objects.filter(pk__in=found).update(filled_at=None, fill_after=None):
        work.ring(KIND)


def ask(segment: Segment, node: Node, lead_ids: Collection[UUID]) -> Changed:
    """Bring where these leads stand with this segment up to date, with history; announces SegmentChanged."""
    bind, now = trees.Binder(sharing=True), clock.now()
    inside, due_at = trees.holds(node, bind), trees.until(node, bind)
    statement = ASK.format(holds=inside, until=due_at, source=bind.source)
    leads = sorted(lead_ids)
    found = sql.tuples(statement, leads=leads, line=str(segment.line_id), now=now, **bind.params)
    changed = Changed([lead for lead, inside in found if inside], [lead for lead, inside in found if not inside])
    if found:
        facts.publish(SegmentChanged(line_id=segment.line_id, entered=changed.entered, left=changed.left, at=now))
    return changed


def bring_up_to_date() -> int:
    """One batch of the drain; says how many leads it asked about."""
    touched = {lead for (lead,) in sql.tuples(TAKE, limit=TOUCHED)}
    if touched:
        touched |= {lead for (lead,) in sql.tuples(OF_THE_SAME, leads=list(touched))}
        sql.execute(LISTED, leads=list(touched), now=clock.now())
    due: dict[UUID, set[UUID]] = {}
    for line, lead in sql.tuples(DUE_NOW, now=clock.now(), limit=DUE):
        due.setdefault(line, set()).add(lead)
    ordered = segments.in_order(segments.newest())
    of_accounts = {segment.line_id for segment, node in ordered if any(is_of_account(leaf) for leaf in domain.leaves(node))}
    together = _with_colleagues(touched) if of_accounts else touched
    changed: dict[UUID, set[UUID]] = {}
    for segment, node in ordered:
        below = set[UUID]().union(*(changed.get(line, ()) for line in segments.stands_on(node)))
        asked = (together if segment.line_id in of_accounts else touched) | due.get(segment.line_id, set()) | below
        if asked:
            changed[segment.line_id] = ask(segment, node, asked).all
    return len(touched) + sum(map(len, due.values())) + _fill(ordered)


def _with_colleagues(lead_ids: set[UUID]) -> set[UUID]:
    """These leads, and those of their companies' people."""
    found = sql.tuples(COLLEAGUES, leads=list(lead_ids), most=FILL) if lead_ids else []
    return lead_ids | {lead for (lead,) in found}


def _fill(ordered: list[tuple[Segment, Node]]) -> int:
    """The next leads of the first segment that has not asked everybody yet. Those that stand on it hear of them by touches."""
    waiting = next(((segment, node) for segment, node in ordered if segment.filled_at is None), None)
    # Whoever refreshes meanwhile waits until this portion is written down, or it would count as asked by what is new.
    held = Segment.objects.select_for_update(skip_locked=True).filter(pk=waiting[0].pk, filled_at=None).first() if waiting else None
    if waiting is None or held is None:
        return 0
    segment, node = held, waiting[1]
    found = [lead for (lead,) in sql.tuples(NEXT, after=str(segment.fill_after) if segment.fill_after else None, limit=FILL)]
    if found:
        changed = ask(segment, node, found).all
        if any(segment.line_id in segments.stands_on(other) for _, other in ordered):
            touch(changed)
    if len(found) < FILL:
        segment.filled_at, segment.fill_after = clock.now(), None
    else:
        segment.fill_after = found[-1]
        work.ring(KIND)
    segment.save(update_fields=["filled_at", "fill_after"])
    return len(found) or 1
