"""What sales said of the leads of each rule: counts, precision, and the evidence that suggestions are made of. Pure (M12)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from analytics.domain.rates import Interval, wilson
from analytics.domain.weights import Evidence
from analytics.enums import Word
from sales.enums import ReturnReason

# A lead that is returned for one of these is not coming back: disqualified. The other reasons send it back to nurture.
DISQUALIFYING = (ReturnReason.BAD_DATA.value, ReturnReason.NOT_A_FIT.value)
NO_REASON = "none"


@dataclass(frozen=True)
class Heard:
    """One line of the answer: so many leads with points from `rule` ('': all leads), `worth` points in all."""

    rule: str
    word: str
    reason: str
    leads: int
    worth: float


@dataclass(frozen=True)
class Said:
    """Of the leads of one rule, or of all: how many of each word of sales; `reasons` of those returned and disqualified."""

    rule: str
    words: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    worth: float = 0.0

    @property
    def leads(self) -> int:
        return sum(self.words.values())

    @property
    def accepted(self) -> int:
        return self.words.get(Word.ACCEPTED, 0)

    @property
    def judged(self) -> int:
        """Those of whom sales has said something: neither still open nor left without a word."""
        return self.accepted + self.words.get(Word.RETURNED, 0) + self.words.get(Word.DISQUALIFIED, 0)

    @property
    def precision(self) -> float | None:
        """Accepted of judged, 0 to 1; None before sales has said anything."""
        return self.accepted / self.judged if self.judged else None

    @property
    def interval(self) -> Interval | None:
        return wilson(self.accepted, self.judged)


def gather(lines: Iterable[Heard]) -> dict[str, Said]:
    """Rule → what was said of its leads; '' is all leads, and always there."""
    found: dict[str, Said] = {"": Said("")}
    for line in lines:
        before = found.get(line.rule, Said(line.rule))
        words = _with(before.words, line.word, line.leads)
        told = line.word in (Word.RETURNED, Word.DISQUALIFIED)
        reasons = _with(before.reasons, line.reason or NO_REASON, line.leads) if told else before.reasons
        found[line.rule] = Said(line.rule, words, reasons, before.worth + line.worth)
    return found


def _with(counts: Mapping[str, int], key: str, more: int) -> dict[str, int]:
    return {**counts, key: counts.get(key, 0) + more}


def evidence(said: Mapping[str, Said], points: Mapping[str, float]) -> list[Evidence]:
    """The evidence for each rule that has points, in the order of `points`."""
    rows = [(said.get(rule, Said(rule)), now) for rule, now in points.items() if now]
    return [Evidence(row.rule, now, row.accepted, row.judged - row.accepted, row.worth) for row, now in rows]
