"""Rules that count once: of all times that a lead does it, only the first gives points (pure).

Every time is an entry of the ledger all the same, so that merges, doubts and what comes in late find it; those that are not the first
carry a mark that takes them back at their own instant, together with what limits took of them (scoring.actions.once). What a pattern
made of it stays. The first is the one that happened first, whenever it became known.
"""

from collections.abc import Iterable

from scoring.domain.engine import Entry
from scoring.domain.limits import PATTERN

# How the key of a mark begins, and what it says.
SURPLUS, REASON = "surplus:", "Counts once: it was done before"


def goes_along(rule: str, effect_key: str) -> bool:
    """Whether an entry of the same event follows from `rule` itself, and not from a pattern that the event completed."""
    return PATTERN not in effect_key.replace(f"{rule}:", "")


def is_before(one: Entry, other: Entry) -> bool:
    """Which of two happened first; of one instant that with the smaller id."""
    return (one.occurred_at, str(one.event_id)) < (other.occurred_at, str(other.event_id))


class Firsts:
    """Of each rule that counts once: what stands, its entry first and then what limits took of it."""

    __slots__ = ("rules", "standing")

    def __init__(self, rules: frozenset[str]) -> None:
        self.rules = rules
        self.standing: dict[str, list[Entry]] = {}

    def meet(self, entry: Entry) -> list[Entry] | None:
        """What `entry` takes the place of, which it then has; None where another stands before it."""
        if entry.rule not in self.rules:
            return []
        stands = self.standing.get(entry.rule, [])
        if stands and not is_before(entry, stands[0]):
            return None
        self.standing[entry.rule] = [entry]
        return stands

    def follow(self, entry: Entry, made: Iterable[Entry]) -> None:
        """`made` followed from `entry`, which stands."""
        if entry.rule in self.rules:
            self.standing[entry.rule] += [each for each in made if goes_along(entry.rule, each.effect_key)]


def start(rules: frozenset[str]) -> Firsts | None:
    """A lead of whom nothing stands yet; None where no rule counts once."""
    return Firsts(rules) if rules else None
