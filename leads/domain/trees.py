"""The condition tree: one language for everything that asks something of a lead (F020, F034, F042, F086; pure).

Stored as JSON: `{"all": [node, …]}`, `{"any": [node, …]}`, `{"not": node}`, or a leaf `{"ask": "did", "event": "demo_viewed", "times": 2,
"days": 30}`. What a leaf may ask is a Kind; later apps lend theirs from their plugs. A kind says the same thing twice, as SQL and as a
judgement of what is known of one lead; a test holds the two equal.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from leads.domain.leaf_fields import BadValue, Field, read

Given = Mapping[str, Any]
FORMAT = 1
DEEPEST, MOST_LEAVES = 8, 60


class BadTree(ValueError):
    """A tree that cannot be understood: `path` names the place (`all[0].any[1].times`), the message the mend."""

    def __init__(self, path: str, detail: str, text: str = "", parts: Mapping[str, object] | None = None) -> None:
        super().__init__(detail)
        self.path, self.detail, self.text, self.parts = path or "tree", detail, text or detail, parts or {}

    def told(self, translate: Callable[[str], str]) -> str:
        """The message in the reader's language."""
        text = translate(self.text)
        return text % self.parts if self.parts else text


class Bind(Protocol):
    """Where a kind puts its values: `bind(value)` is a placeholder. `bind.once(given, text)` is an expression that holds and until of one
    leaf share, asked once where both are wanted. `bind.known(key, read)` is what all leaves of a statement look up alike, read once."""

    def __call__(self, value: Any) -> str: ...

    def once(self, given: Given, text: Callable[[], str]) -> str: ...

    def known(self, key: str, read: Callable[[], Any]) -> Any: ...


@dataclass(frozen=True)
class Leaf:
    """One question with its checked values."""

    ask: str
    given: Given

    @property
    def kind(self) -> "Kind":
        return KINDS[self.ask]


@dataclass(frozen=True)
class Group:
    """All of them, or any of them, must hold. An empty group of all holds of everybody, an empty group of any of nobody."""

    how: Literal["all", "any"]
    of: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Not:
    of: "Node"


Node = Leaf | Group | Not


@dataclass(frozen=True)
class Evidence:
    """Why a leaf says what it says: an instant, a text, or both."""

    text: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """`until`: when the answer may change without anything happening, always after the instant of asking; None: never by itself."""

    holds: bool
    until: datetime | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is known of one lead: `row` its own columns, `of` by source what was loaded for the leaves that need it."""

    row: Mapping[str, Any]
    of: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A question. `holds(given, bind)` is a condition over l (lead), p (person) and c (company, maybe null) with `%(now)s` bound;
    `until` an instant or NULL. `judge` gives the same two of what is known. `needs` names the source it reads, "" for the row alone.
    `words` tells it to people. `problem` finds what only the database knows to be wrong (a template that is not there), "" for nothing.
    """

    key: str
    label: Any
    fields: tuple[Field, ...]
    holds: Callable[[Given, Bind], str]
    judge: Callable[[Given, Known, datetime], Verdict]
    words: Callable[[Given], str]
    until: Callable[[Given, Bind], str] | None = None
    needs: str = ""
    problem: Callable[[Given], str] | None = None


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Lend questions. Keys are part of stored trees: do not rename them."""
    KINDS.update({kind.key: kind for kind in kinds})


def parse(value: Any) -> Node:
    """The tree in stored JSON. Raises BadTree that names the place."""
    node = _node(value, "", 1)
    if len(list(leaves(node))) > MOST_LEAVES:
        raise BadTree("", f"Ask at most {MOST_LEAVES} conditions; make a segment of some of them.")
    return node


def _node(value: Any, path: str, depth: int) -> Node:
    if depth > DEEPEST:
        raise BadTree(path, f"Nest at most {DEEPEST} deep.")
    if not isinstance(value, dict):
        raise BadTree(path, "Give a condition: an object with all, any, not or ask.")
    if "ask" in value:
        return _leaf(value, path)
    if len(value) != 1 or next(iter(value)) not in ("all", "any", "not"):
        raise BadTree(path, "A condition has exactly one of all, any, not or ask.")
    how, of = next(iter(value.items()))
    here = f"{path}.{how}" if path else str(how)
    if how == "not":
        return Not(_node(of, here, depth + 1))
    if not isinstance(of, list):
        raise BadTree(here, "Give a list of conditions.")
    return Group("all" if how == "all" else "any", tuple(_node(each, f"{here}[{place}]", depth + 1) for place, each in enumerate(of)))


def _leaf(value: dict[str, Any], path: str) -> Leaf:
    dot = f"{path}." if path else ""
    kind = KINDS.get(value["ask"]) if isinstance(value["ask"], str) else None
    if kind is None:
        raise BadTree(f"{dot}ask", f"There is no such question: ask one of {', '.join(sorted(KINDS))}.")
    names = {each.name for each in kind.fields}
    for name in value:
        if name != "ask" and name not in names:
            raise BadTree(f"{dot}{str(name)[:60]}", f"“{kind.key}” knows only {', '.join(sorted(names))}.")
    given = {}
    for each in kind.fields:
        try:
            given[each.name] = read(each, value.get(each.name))
        except BadValue as error:
            raise BadTree(f"{dot}{each.name}", str(error), error.text, error.parts) from None
    return Leaf(kind.key, given)


def plain(node: Node) -> dict[str, Any]:
    """As it is stored; parse(plain(node)) == node."""
    if isinstance(node, Leaf):
        return {"ask": node.ask, **{key: value for key, value in node.given.items() if value is not None}}
    if isinstance(node, Not):
        return {"not": plain(node.of)}
    return {node.how: [plain(each) for each in node.of]}


def leaves(node: Node) -> Iterator[Leaf]:
    """Every leaf, from left to right."""
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, Not):
        yield from leaves(node.of)
    else:
        for each in node.of:
            yield from leaves(each)


def of_nobody(node: Node) -> bool:
    """What the tree says of a stranger, of whom nothing is known: every question answers no."""
    if isinstance(node, Leaf):
        return False
    if isinstance(node, Not):
        return not of_nobody(node.of)
    return (all if node.how == "all" else any)(map(of_nobody, node.of))


def placed(node: Node, path: str = "") -> Iterator[tuple[str, Leaf]]:
    """Every leaf with the place by which errors name it; "" for a tree that is one leaf."""
    if isinstance(node, Leaf):
        yield path, node
    elif isinstance(node, Not):
        yield from placed(node.of, f"{path}.not" if path else "not")
    else:
        here = f"{path}.{node.how}" if path else str(node.how)
        for number, each in enumerate(node.of):
            yield from placed(each, f"{here}[{number}]")


def everybody(node: Node) -> bool:
    """Whether the tree asks nothing."""
    return isinstance(node, Group) and node.how == "all" and not node.of


@dataclass(frozen=True)
class Judged:
    """A node with its answer; `parts` are those of its children."""

    node: Node
    verdict: Verdict
    parts: tuple["Judged", ...] = ()


def judge(node: Node, known: Known, now: datetime) -> Judged:
    """Whether the tree holds of a lead at `now`, node by node, and when it has to be asked again."""
    if isinstance(node, Leaf):
        return Judged(node, node.kind.judge(node.given, known, now))
    parts = tuple(judge(each, known, now) for each in ((node.of,) if isinstance(node, Not) else node.of))
    answers = [part.verdict.holds for part in parts]
    holds = not answers[0] if isinstance(node, Not) else all(answers) if node.how == "all" else any(answers)
    return Judged(node, Verdict(holds, earliest([part.verdict.until for part in parts])), parts)


def earliest(instants: Sequence[datetime | None]) -> datetime | None:
    return min((each for each in instants if each is not None), default=None)


def turning(node: Node, known: Known, now: datetime, steps: int = 40) -> datetime | None:
    """When the whole answer changes if nothing happens from now on (M9); None: it stays, as far as `steps` changes of leaves show."""
    before = judge(node, known, now).verdict
    at = before.until
    for _ in range(steps):
        if at is None:
            return None
        then = judge(node, known, at).verdict
        if then.holds != before.holds:
            return at
        at = then.until
    return None
