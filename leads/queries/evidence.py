"""Which devices and identifiers speak for whom: the edges of the graph behind a person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from kernel import sql
from leads.domain.identity import RANK
from leads.domain.traits import keys
from leads.models import Identifier, PersonMerge

# Devices of the winner: those that moved, and those that came since the merge with what they said of themselves.
DEVICES = """
SELECT v.id, v.id = ANY(%(moved)s::uuid[]) AS moved FROM tracking_visitor v
WHERE v.workspace_id = %(workspace_id)s AND v.person_id = %(winner)s
    AND (v.id = ANY(%(moved)s::uuid[]) OR v.first_seen_at >= %(since)s)
"""
SAID = """
SELECT e.visitor_id, e.identity::text FROM tracking_event e
WHERE e.workspace_id = %(workspace_id)s AND e.visitor_id = ANY(%(visitors)s::uuid[]) AND e.occurred_at >= %(since)s AND e.identity <> '{}'
"""


def devices_of_loser(merge: PersonMerge) -> list[UUID]:
    """The devices that go back when this merge is undone.

    Those that moved and still are the winner's; and those that came since and gave identifiers of the loser and none of the winner.
    """
    moved = merge.moved["visitors"]
    found = sql.tuples(DEVICES, winner=str(merge.winner_id), moved=moved, since=merge.at)
    back = [device for device, went in found if went]
    fresh = [str(device) for device, went in found if not went]
    if not fresh:
        return back
    theirs = {(i.kind, i.value) for i in Identifier.objects.filter(id__in=merge.moved["identifiers"])}
    ours = {(i.kind, i.value) for i in Identifier.objects.filter(person_id=merge.winner_id).exclude(id__in=merge.moved["identifiers"])}
    said: dict[UUID, set[tuple[str, str]]] = {}
    for visitor, identity in sql.tuples(SAID, visitors=fresh, since=merge.at):
        said.setdefault(visitor, set()).update(keys(msgspec.json.decode(identity)))
    return back + [device for device, given in said.items() if given & theirs and not given & ours]


@dataclass(frozen=True)
class Edge:
    """One identifier of a person with its evidence."""

    id: UUID
    kind: str
    kind_label: str
    value: str
    first_at: datetime
    last_at: datetime
    times: int
    source: str


def of_person(person_id: UUID) -> list[Edge]:
    """Strongest first."""
    found = Identifier.objects.filter(person_id=person_id)
    return sorted((_edge(row) for row in found), key=lambda edge: (RANK[edge.kind], edge.first_at))


def _edge(row: Identifier) -> Edge:
    return Edge(
        row.pk,
        row.kind,
        row.get_kind_display(),
        row.value,
        row.seen_at,
        row.last_seen_at or row.seen_at,
        row.times,
        row.get_source_display(),
    )
