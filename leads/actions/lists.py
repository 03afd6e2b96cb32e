"""make_list, freeze, look_up, import_list, add, remove: segments whose members are named one by one, not asked for (F025)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from kernel import audit, clock, facts, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch
from leads.domain import contacts
from leads.domain.names import clean
from leads.enums import SegmentKind
from leads.facts import SegmentChanged
from leads.models import Segment
from leads.queries import membership
from leads.queries import people as owners
from leads.queries.leads import of_people, there

MOST = 20_000
ADD = """
WITH added AS (
    INSERT INTO leads_segmentstanding (workspace_id, id, line_id, lead_id, inside, since)
    SELECT %(workspace_id)s, gen_random_uuid(), %(line)s, l.id, true, %(now)s FROM leads_lead l
    WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[]) AND l.closed_reason NOT IN ('merged', 'erased')
    ON CONFLICT (workspace_id, line_id, lead_id) DO NOTHING RETURNING lead_id
)
INSERT INTO leads_segmentstay (workspace_id, id, line_id, lead_id, entered_at)
SELECT %(workspace_id)s, gen_random_uuid(), %(line)s, a.lead_id, %(now)s FROM added a RETURNING lead_id
"""
REMOVE = """
WITH gone AS (
    DELETE FROM leads_segmentstanding s WHERE s.workspace_id = %(workspace_id)s AND s.line_id = %(line)s
    AND s.lead_id = ANY(%(leads)s::uuid[])
    RETURNING s.lead_id
)
UPDATE leads_segmentstay t SET left_at = greatest(%(now)s, t.entered_at) FROM gone
WHERE t.workspace_id = %(workspace_id)s AND t.line_id = %(line)s AND t.lead_id = gone.lead_id AND t.left_at IS NULL RETURNING t.lead_id
"""


@dataclass(frozen=True)
class Imported:
    """A list made of addresses: `found` leads are on it, `missing` are the addresses that are nobody's."""

    segment: Segment
    found: int
    missing: list[str]


@dataclass(frozen=True)
class Pasted:
    """The leads behind pasted addresses, and the addresses that are nobody's."""

    leads: list[UUID]
    missing: list[str]


def make_list(*, name: str, lead_ids: Iterable[UUID], actor: Actor, description: str = "", expected: int | None = None) -> Segment:
    """A list of these leads; unknown ones are left out. Audited. Refuses an empty or taken name, and another number of leads than
    `expected`, which was shown (409)."""
    asked = list(lead_ids)
    if expected is not None:
        _as_expected(len(there(asked)), expected)
    title = clean(name, 120)
    if not title:
        raise Refused("Name the list.", field="name")
    sql.lock("segments")
    _free(title)
    made = Segment.objects.create(name=title, description=clean(description, 500), kind=SegmentKind.LIST, filled_at=clock.now())
    audit.record(actor, "segment.saved", made, {"version": [None, 1]})
    add(segment=made, lead_ids=asked, actor=actor)
    return made


def _free(title: str) -> None:
    """The name of a list that was taken back is free again: that list keeps it with the time. Refuses any other name that is taken."""
    had = Segment.objects.filter(name=title).order_by("-version").first()
    if had and had.kind == SegmentKind.LIST and had.archived_at:
        had.name = f"{title[:90]} ({had.archived_at:%Y-%m-%d %H:%M:%S.%f})"
        had.save(update_fields=["name"])
    elif had:
        raise Refused(f"There is a segment “{title}” already: choose another name.", field="name", code="taken", status=409)


def freeze(*, segment: Segment, name: str, actor: Actor, expected: int | None = None) -> Segment:
    """A list of who is in the segment now; who comes later is not on it. `expected`: the number that was shown (409 for another).

    Taken back by leads.actions.segments.archive_segment.
    """
    members = membership.members(segment.line_id)
    _as_expected(len(members), expected)
    return make_list(name=name, lead_ids=members, actor=actor, description=f"{segment.name}, {clock.now():%Y-%m-%d}")


def _as_expected(number: int, expected: int | None) -> None:
    if expected is not None and expected != number:
        told = f"{number} leads would be on the list now, not {expected}: look again."
        raise Refused(told, field="expected", code="changed", status=409)


def import_list(*, name: str, text: str, actor: Actor, expected: int | None = None, also: Collection[UUID] = ()) -> Imported:
    """A list of the leads behind pasted e-mail addresses, one a line or between commas, and of those in `also`; nobody is made. Refuses
    no address at all, and another number of leads than `expected`, which was shown (409)."""
    found = look_up(text)
    made = make_list(name=name, lead_ids={*found.leads, *also}, actor=actor, expected=expected)
    return Imported(made, len(membership.members(made.line_id)), found.missing)


def look_up(text: str) -> Pasted:
    """Whom pasted addresses mean, before a list is made of them. Refuses no address at all."""
    words = [word for line in text.splitlines() for word in line.replace(";", ",").split(",") if word.strip()]
    if len(words) > MOST:
        raise Refused(f"Give at most {MOST} addresses at once.", field="addresses")
    addresses = {word.strip(): contacts.email(word.strip()) for word in words}
    if not any(addresses.values()):
        raise Refused("Give e-mail addresses, one a line.", field="addresses")
    owner = owners.owners({("email", address) for address in addresses.values() if address})
    newest = of_people(set(owner.values()))
    missing = [word for word, address in addresses.items() if owner.get(("email", address)) not in newest]
    return Pasted(sorted(there(lead.pk for lead in newest.values())), missing)


def add(*, segment: Segment, lead_ids: Collection[UUID], actor: Actor) -> int:
    """Put leads on the list; says how many were not on it. Audited; announces SegmentChanged. Refuses what is no list."""
    added = _write(ADD, segment, lead_ids, actor, "segment.list_added")
    _announce(segment, entered=added)
    return len(added)


def remove(*, segment: Segment, lead_ids: Collection[UUID], actor: Actor) -> int:
    """Take leads off the list; says how many were on it. Audited; announces SegmentChanged. Refuses what is no list."""
    gone = _write(REMOVE, segment, lead_ids, actor, "segment.list_removed")
    _announce(segment, left=gone)
    return len(gone)


def _announce(segment: Segment, *, entered: Sequence[UUID] = (), left: Sequence[UUID] = ()) -> None:
    if entered or left:
        facts.publish(SegmentChanged(line_id=segment.line_id, entered=list(entered), left=list(left), at=clock.now()))


def _write(statement: str, segment: Segment, lead_ids: Collection[UUID], actor: Actor, verb: str) -> list[UUID]:
    if segment.kind != SegmentKind.LIST:
        raise Refused("Its conditions say who is in this segment: make a list of it first.", field="segment", code="no_list", status=409)
    changed = [lead for (lead,) in sql.tuples(statement, line=str(segment.line_id), leads=list(lead_ids), now=clock.now())]
    if changed:
        audit.record(actor, verb, segment, {"leads": [None, len(changed)]})
        touch(changed)
    return changed
