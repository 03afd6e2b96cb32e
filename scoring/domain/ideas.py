"""What would make it an MQL: what a lead could do, how often, and by how much its score would really rise, limits and patterns included.

An advice is tried on a copy of the lead's account before it is given: a rule at its cap, one that counts once and was done, a window that
is full give nothing, and a pattern that the doing completes gives more than the rule says (F071).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from scoring.domain import kernels
from scoring.domain.crossing import reached
from scoring.domain.engine import Book, Entry
from scoring.domain.event_rules import in_short
from scoring.domain.rule_shapes import EventRule, Rules
from scoring.domain.timeline import Account, Line, play

AS_MANY = 5
# What has to be done more often than this is no advice.
MOST_TIMES = 30


@dataclass(frozen=True)
class Idea:
    """Doing this `times` times now would be enough: the score rises by `lift`. `points`: by how much the first time alone lifts it.

    A page counts once a visit (scoring.domain.engine.page_key), so its `times` are visits.
    """

    rule: str
    label: str
    points: float
    times: int
    lift: float

    @property
    def visits(self) -> int:
        """In how many new visits a page has to be seen; 0 of what is no page."""
        return self.times if self.rule.startswith("page:") else 0


@dataclass(frozen=True)
class _Gain:
    rule: str
    label: str
    dimension: str
    points: float
    once: bool = False


def ideas(book: Book, account: Account, at: datetime, given: Collection[str] = ()) -> list[Idea]:
    """What closes the gap to the threshold at `at` in the fewest steps, the smallest sufficient one first; none for who is over it.

    `account` stands at `at` and is left as it is; `given`: rules of which an entry counts, which matters for those that count once.
    """
    if reached(account.score(at), book.rules.threshold):
        return []
    tried = (_tried(book, account, at, gain) for gain in _gains(book.rules) if not (gain.once and gain.rule in given))
    found = {idea.label: idea for idea in tried if idea}
    return sorted(found.values(), key=lambda idea: (idea.times, idea.lift, idea.label))[:AS_MANY]


def _gains(rules: Rules) -> Iterator[_Gain]:
    gains = [_Gain(e.key, _label(e), e.dimension, round(e.points, 4), e.once) for e in rules.events]
    gains += [_Gain(f"page:{p.name}", p.label, p.dimension, round(p.points * p.url_weight, 4)) for p in rules.pages]
    return (gain for gain in gains if gain.points > 0)


def _tried(book: Book, account: Account, at: datetime, gain: _Gain) -> Idea | None:
    """Do it on a copy until it is enough; None where it never is, or gives nothing any more."""
    copy, before = account.copy(), account.score(at)
    first: float | None = None
    for times in range(1, (1 if gain.once else MOST_TIMES) + 1):
        play(copy, [Line(at, (_entry(book, copy, at, gain, times),))], book.rules)
        after = copy.score(at)
        first = after - before if first is None else first
        if reached(after, book.rules.threshold):
            return Idea(gain.rule, gain.label, round(first, 4), times, round(after - before, 4))
    return None


def _entry(book: Book, account: Account, at: datetime, gain: _Gain, number: int) -> Entry:
    kernel = kernels.at_entry(book.decays.get(gain.rule), at, account.rate)
    key, event = f"{gain.rule}:{number}", UUID(int=number)
    return Entry(account.lead_id, gain.rule, gain.dimension, gain.points, True, at, gain.label, key, event, kernel=kernel)


def _label(rule: EventRule) -> str:
    """With what the event has to say: it is what has to be done."""
    return f"{rule.label} ({in_short(rule.where)})" if rule.where else rule.label


def labels(rules: Rules) -> dict[str, str]:
    """Rule → the words for it."""
    found = {f"page:{p.name}": p.label for p in rules.pages}
    found |= {e.key: _label(e) for e in rules.events}
    found |= {f"pattern:{p.name}": p.label for p in rules.patterns}
    return found | {f"fit:{f.name}": f.label for f in rules.fit}
