"""A condition tree → one SQL query; and what is known of leads, for judging the same tree in memory."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models.expressions import RawSQL

from kernel import clock, sql, tenancy
from leads.domain.trees import BadTree, Given, Judged, Known, Leaf, Node, Not, everybody, judge, leaves, placed, plain
from leads.queries.leaves import accounts, behaviour, columns, engagement, fields, qualification, records, stays

FROM = """
FROM leads_lead l
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
LEFT JOIN leads_snapshot sn ON sn.workspace_id = %(workspace_id)s AND sn.id = l.id
WHERE l.workspace_id = %(workspace_id)s AND l.closed_reason NOT IN ('merged', 'erased')
"""
# Nobody is without a snapshot: so joined, it is read only where the score is asked about.
# Where nothing is asked of person or company, they need not be looked up: every lead has a person.
FROM_LEADS = """
FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.closed_reason NOT IN ('merged', 'erased')
"""
# name → what it knows of leads, for the leaves that ask it: {lead: anything their judge understands}.
SOURCES: dict[str, Callable[[Sequence[UUID], Sequence[Given]], Mapping[UUID, Any]]] = {
    "events": behaviour.load, "visits": records.load_visits, "segments": records.load_segments, "filters": records.load_filters,
    "promises": stays.load_promises, "qualification": qualification.load, "engagement": engagement.load,
}  # fmt: skip


NAMED = re.compile(r"%\((\w+)\)s")


@dataclass
class Binder:
    """Collects parameters: `bind(value)` is its placeholder."""

    params: dict[str, Any] = field(default_factory=dict)
    # Of both holds and until: what a leaf looks up is then looked up once per lead, in a lateral row.
    sharing: bool = False
    shared: dict[int | bytes, str] = field(default_factory=dict)
    # Leaves (key_of) that the statement asks in several places: looked up once per lead, in the same row.
    repeated: frozenset[bytes] = frozenset()
    read: dict[str, Any] = field(default_factory=dict)

    def __call__(self, value: Any) -> str:
        name = f"b{len(self.params)}"
        self.params[name] = value
        return f"%({name})s"

    def once(self, given: Given, text: Callable[[], str]) -> str:
        """The place of the shared expression; where only one asks, the expression itself."""
        if not self.sharing:
            return text()
        return self._place(id(given), text)

    def leaf(self, leaf: Leaf) -> str:
        """The leaf as a condition that is never null."""

        def text() -> str:
            return f"coalesce({leaf.kind.holds(leaf.given, self)}, false)"

        key = key_of(leaf) if self.repeated else b""
        return self._place(key, text) if key in self.repeated else text()

    def _place(self, key: int | bytes, text: Callable[[], str]) -> str:
        if key not in self.shared:
            self.shared[key] = text()
        return f"once.o{list(self.shared).index(key)}"

    def known(self, key: str, read: Callable[[], Any]) -> Any:
        """What `read` says, asked once for the whole statement."""
        if key not in self.read:
            self.read[key] = read()
        return self.read[key]

    @property
    def source(self) -> str:
        """FROM … WHERE, with what is shared."""
        if not self.shared:
            return FROM
        row = ", ".join(f"{text} AS o{number}" for number, text in enumerate(self.shared.values()))
        # OFFSET 0 keeps the planner from copying the expressions back into every place.
        return FROM.replace("WHERE l.", f"CROSS JOIN LATERAL (SELECT {row} OFFSET 0) once\nWHERE l.", 1)


def key_of(leaf: Leaf) -> bytes:
    """What tells two questions apart."""
    return msgspec.json.encode(plain(leaf))


def repeated(nodes: Iterable[Node]) -> frozenset[bytes]:
    """The leaves that stand in these trees more than once."""
    found = Counter(key_of(leaf) for node in nodes for leaf in leaves(node))
    return frozenset(key for key, times in found.items() if times > 1)


def holds(node: Node, bind: Binder) -> str:
    """The tree as a condition over l, p, c and sn; never null."""
    if isinstance(node, Leaf):
        return bind.leaf(node)
    if isinstance(node, Not):
        return f"NOT {holds(node.of, bind)}"
    if not node.of:
        return "true" if node.how == "all" else "false"
    return "(" + (" AND " if node.how == "all" else " OR ").join(holds(each, bind) for each in node.of) + ")"


def until(node: Node, bind: Binder) -> str:
    """The earliest instant at which a leaf may change by itself, as an expression; NULL when none does."""
    found = [leaf.kind.until(leaf.given, bind) for leaf in leaves(node) if leaf.kind.until]
    return f"least({', '.join(found)}, NULL::timestamptz)" if found else "NULL::timestamptz"


def count(node: Node, now: datetime | None = None, *, among: str = "true", **params: Any) -> int:
    """How many leads the tree names; `among`: of those only, a condition over l with `params`."""
    bind = Binder()
    statement = f"SELECT count(*) {FROM_LEADS if everybody(node) else FROM} AND {holds(node, bind)} AND {among}"
    return int(sql.tuples(statement, now=now or clock.now(), **bind.params, **params)[0][0])


def counts(asking: Iterable[tuple[Node, str, Mapping[str, Any]]]) -> list[int]:
    """As `count`, of many in one statement: each a tree, and a condition over l in which {name} stands for a parameter of its own."""
    bind = Binder()
    told = []
    for node, among, params in asking:
        more = among.format(**{name: bind(value) for name, value in params.items()})
        source = FROM_LEADS if everybody(node) else FROM
        told.append(f"(SELECT count(*) {source} AND {holds(node, bind)} AND {more})")
    return list(sql.tuples(f"SELECT {', '.join(told)}", now=clock.now(), **bind.params)[0]) if told else []


def members(node: Node, now: datetime | None = None) -> set[UUID]:
    """Every lead that the tree names, asked of the database from the beginning."""
    bind = Binder()
    found = sql.tuples(f"SELECT l.id {FROM} AND {holds(node, bind)}", now=now or clock.now(), **bind.params)
    return {lead for (lead,) in found}


def subquery(node: Node) -> RawSQL:
    """The ids of all leads that the tree names now, for a filter of Django's: `Q(pk__in=trees.subquery(node))`."""
    bind = Binder()
    text = f"SELECT l.id {FROM} AND {holds(node, bind)}"
    given = {**bind.params, "workspace_id": str(tenancy.current()), "now": clock.now()}
    params = [given[name] for name in NAMED.findall(text)]
    return RawSQL(NAMED.sub("%s", text), params)


def sample(node: Node, most: int = 10) -> list[UUID]:
    """Some of them: those who were active last."""
    bind = Binder()
    statement = f"SELECT l.id {FROM} AND {holds(node, bind)} ORDER BY l.last_active_at DESC NULLS LAST, l.id LIMIT {int(most)}"
    return [lead for (lead,) in sql.tuples(statement, now=clock.now(), **bind.params)]


def asked(node: Node, lead_ids: Iterable[UUID], now: datetime | None = None) -> dict[UUID, tuple[bool, datetime | None]]:
    """Of each of these leads whether the tree holds, and until when at least, by the database."""
    bind = Binder(sharing=True)
    statement = f"SELECT l.id, {holds(node, bind)}, {until(node, bind)} {bind.source} AND l.id = ANY(%(leads)s::uuid[])"
    found = sql.tuples(statement, now=now or clock.now(), leads=list(lead_ids), **bind.params)
    return {lead: (bool(inside), at) for lead, inside, at in found}


def known(nodes: Sequence[Node], lead_ids: Sequence[UUID]) -> dict[UUID, Known]:
    """What these trees need to know of these leads: one query for the rows, one per source."""
    asking: dict[str, list[Given]] = {}
    for node in nodes:
        for leaf in leaves(node):
            if leaf.kind.needs:
                asking.setdefault(leaf.kind.needs, []).append(leaf.given)
    found = {name: SOURCES[name](lead_ids, given) for name, given in asking.items()}
    rows = sql.tuples(columns.ROWS + FROM + " AND l.id = ANY(%(leads)s::uuid[])", leads=list(lead_ids))
    return {
        row[0]: Known(dict(zip(columns.NAMES, row, strict=True)), {name: of[row[0]] for name, of in found.items() if row[0] in of})
        for row in rows
    }


def judged(node: Node, lead_ids: Sequence[UUID], now: datetime | None = None) -> dict[UUID, Judged]:
    """The tree judged of each of these leads, node by node, with evidence."""
    instant = now or clock.now()
    return {lead: judge(node, what, instant) for lead, what in known([node], lead_ids).items()}


def which(nodes: Sequence[Node], lead_ids: Iterable[UUID], now: datetime | None = None) -> dict[UUID, tuple[bool, ...]]:
    """Of each of these leads whether each tree holds, in one query for all of them; what several ask alike is looked up once. Who is
    merged into another or erased is not told."""
    bind = Binder(repeated=repeated(nodes))
    answers = ", ".join(holds(node, bind) for node in nodes)
    statement = f"SELECT l.id, {answers} {bind.source} AND l.id = ANY(%(leads)s::uuid[])"
    found = sql.tuples(statement, now=now or clock.now(), leads=list(lead_ids), **bind.params)
    return {lead: tuple(told) for lead, *told in found}


def named(asking: Sequence[tuple[str, Node]], lead_ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Lead → the names of the trees that hold of it: one query for all trees and leads, none where there is nothing to ask."""
    leads = list(lead_ids)
    told = which([node for _, node in asking], leads) if asking and leads else {}
    return {lead: {name for (name, _), holds in zip(asking, answers, strict=True) if holds} for lead, answers in told.items()}


def holding(node: Node, lead_ids: Iterable[UUID], now: datetime | None = None) -> set[UUID]:
    """Those of `lead_ids` whom the tree names now: for entries of journeys and what a site shows."""
    return {lead for lead, (inside,) in which([node], lead_ids, now).items() if inside}


def fault(node: Node) -> BadTree | None:
    """The first thing wrong with a tree that only the database knows: a template, a segment, a field that is not there."""
    for path, leaf in placed(node):
        if problem := leaf.kind.problem(leaf.given) if leaf.kind.problem else "":
            return BadTree(path, problem)
    return None


__all__ = ["accounts", "everybody", "fields"]
