"""Which devices and identifiers speak for whom: the edges of the graph behind a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from kernel import sql
from leads.domain.identity import RANK
from leads.domain.traits import keys
from leads.enums import EvidenceSource, IdentifierKind
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
    value: str
    first_at: datetime
    last_at: datetime
    times: int
    source: str

    @property
    def kind_label(self) -> str:
        return str(IdentifierKind(self.kind).label)

    @property
    def source_label(self) -> str:
        return str(EvidenceSource(self.source).label)


def strongest_first(edges: Iterable[Edge]) -> list[Edge]:
    return sorted(edges, key=lambda edge: (RANK[edge.kind], edge.first_at))
