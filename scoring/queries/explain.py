"""Why this score: parts that sum exactly to it, at any instant, and the entries behind them."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import clock, sql
from leads.domain.fading import EXPONENTIAL, NEVER
from leads.models import Lead
from scoring.domain import explain as rounding
from scoring.domain import kernels, parts
from scoring.domain.alike import valued_alike
from scoring.domain.by_channel import model_of
from scoring.domain.crossing import falls_at, first_reached, walk
from scoring.domain.engine import Entry
from scoring.domain.grades import cell, grade
from scoring.domain.ideas import Idea, ideas, labels
from scoring.domain.limits import ANEW
from scoring.domain.revalue import VALUED_ANEW
from scoring.domain.rule_shapes import Rules
from scoring.domain.running import Running, start
from scoring.domain.score_model import DEFAULT
from scoring.domain.timeline import Account
from scoring.enums import Dimension
from scoring.queries import rulebooks, said
from scoring.queries.fading import left
from scoring.queries.rulebooks import LiveRulebook
from scoring.queries.standing import COUNTS

LINES = 200


@dataclass(frozen=True)
class Part:
    """What one rule gives at this instant; `points` to one decimal."""

    dimension: str
    rule: str
    label: str
    points: float
    entries: int
    last_at: datetime
    # How its entries fade, each way once: "exponential", "linear", "step", "none".
    decays: tuple[str, ...] = ()


@dataclass(frozen=True)
class LedgerLine:
    """One entry with its factors: given × what time left of it = worth."""

    id: UUID
    dimension: str
    rule: str
    reason: str
    given: float
    time_factor: float
    worth: float
    decays: bool
    kernel: str
    url_weight: float
    behaviour_weight: float
    occurred_at: datetime
    recorded_at: datetime
    event_id: UUID | None
    human: int | None
    version: int | None
    carried: bool
    reverses: bool

    @property
    def ends_at(self) -> datetime | None:
        """When nothing is left of it, where its rule's own decay says so."""
        return kernels.ends_at(self.kernel)


@dataclass(frozen=True)
class ScoredBy:
    """The score model of a lead, `default` for the rulebook itself, and the entry channel that says so; “” is none."""

    name: str
    label: str
    entry_channel: str


@dataclass(frozen=True)
class Explanation:
    """A score at an instant. sum(parts) + floor == score, exactly, in tenths. `version` is the one that stood at that instant: threshold,
    grade, cell, model and ideas are by it; `valued_by` the live one, which values the points of all times (`rules`, those of the lead's
    model). `model` is None where the rulebook has none (F060).

    Where the two value the same past differently, the threshold of the one says nothing about the points of the other: not `judged`, so
    no grade, cell, missing, ideas, reached_at and falls_at.
    """

    lead_id: UUID
    at: datetime
    version: int
    valued_by: int
    threshold: float
    score: float
    floor: float
    fit: float
    interest: float
    grade: str
    cell: str
    parts: list[Part]
    missing: float | None
    ideas: list[Idea]
    reached_at: datetime | None
    falls_at: datetime | None
    rules: Rules
    rate: float = 0.0
    model: ScoredBy | None = None
    dimensions: dict[str, float] = field(default_factory=dict)
    judged: bool = True


@dataclass(slots=True)
class _Group:
    dimension: str
    rule: str
    decays: bool
    kind: str
    worth: float
    entries: int
    last_at: datetime
    reason: str

    @property
    def is_match(self) -> bool:
        """Whether it is what the grade is made of; what stays and is of another dimension is not."""
        return not self.decays and not self.kind


GROUPS = f"""
SELECT e.dimension, e.rule, e.decays, split_part(e.kernel, ':', 1) AS kind, count(*) AS entries, max(e.occurred_at) AS last_at,
       sum(w.worth ORDER BY w.worth) AS worth,
       (array_agg(e.reason ORDER BY e.occurred_at DESC, e.recorded_at DESC))[1] AS reason
FROM scoring_ledgerentry e,
LATERAL (
    SELECT e.points * {left("%(at)s")} AS worth
) w
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = %(lead_id)s AND e.occurred_at <= %(at)s AND {COUNTS}
GROUP BY e.dimension, e.rule, e.decays, kind ORDER BY e.dimension, e.rule, e.decays, kind
"""
HISTORY = f"""
SELECT e.occurred_at, e.points, e.decays, e.kernel, e.rule, e.dimension, e.event_id, e.reverses_id
FROM scoring_ledgerentry e
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = %(lead_id)s AND e.occurred_at <= %(at)s AND {COUNTS}
ORDER BY e.occurred_at, e.recorded_at, e.id
"""
LEDGER = f"""
SELECT e.id, e.dimension, e.rule, e.reason, e.points AS given, e.decays, e.kernel, e.url_weight, e.behaviour_weight, e.occurred_at,
       e.recorded_at, e.event_id, e.human, b.version, e.carried_from IS NOT NULL AS carried, e.reverses_id IS NOT NULL AS reverses,
       f.left AS time_factor, e.points * f.left AS worth
FROM scoring_ledgerentry e
LEFT JOIN scoring_rulebook b ON b.workspace_id = %(workspace_id)s AND b.id = e.rulebook_id,
LATERAL (
    SELECT {left("%(at)s")} AS left
) f
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = %(lead_id)s AND e.occurred_at <= %(at)s
ORDER BY e.occurred_at DESC, e.recorded_at DESC, e.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""


def made_of(lead_id: UUID, channel: str) -> list[Part]:
    """What the score of a lead that came by `channel` is made of now, as in `explain`, in the words of the reader."""
    book = rulebooks.live()
    groups = sql.rows(GROUPS, _Group, lead_id=str(lead_id), at=clock.now(), rate=book.rate)
    _, tenths, _ = rounding.parts([group.worth for group in groups])
    return [replace(part, label=said.reason(part.label)) for part in _parts(groups, tenths, labels(book.of(channel).rules))]


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a version says of the points of a lead at an instant."""

    grade: str = ""
    cell: str = ""
    missing: float | None = None
    ideas: list[Idea] = field(default_factory=list)
    reached_at: datetime | None = None
    falls_at: datetime | None = None


def explain(lead_id: UUID, at: datetime | None = None, channel: str | None = None, advise: bool = True) -> Explanation | None:
    """Why the score of this lead is what it is at `at` (now), by all that is known today; None where there is no such lead. `channel`: the
    one it came by, of whoever has the row. `advise`: also what would make it an MQL, which costs more than all else."""
    book, instant = rulebooks.live(), at or clock.now()
    stood = rulebooks.standing(instant) if at else book
    groups = sql.rows(GROUPS, _Group, lead_id=str(lead_id), at=instant, rate=book.rate)
    if channel is None and (book.models or stood.models or not groups):
        channel = Lead.objects.filter(id=lead_id).values_list("entry_channel", flat=True).first()
        if channel is None:
            return None
    model = _scored_by(stood.rules, channel or "") if stood.models else None
    book, stood = book.of(channel or ""), stood.of(channel or "")
    score, tenths, floor = rounding.parts([group.worth for group in groups])
    alike = valued_alike(stood.rules, book.rules)
    judged = _judge(lead_id, groups, score / 10, stood, instant, advise) if alike else _Judged()
    shown = _parts(groups, tenths, labels(book.rules))
    return Explanation(
        lead_id=lead_id,
        at=instant,
        version=stood.version,
        valued_by=book.version,
        rules=book.rules,
        rate=book.rate,
        model=model,
        threshold=stood.threshold,
        score=score / 10,
        floor=floor / 10,
        fit=sum(group.worth for group in groups if group.is_match),
        interest=sum(group.worth for group in groups if not group.is_match),
        grade=judged.grade,
        cell=judged.cell,
        parts=shown,
        missing=judged.missing,
        ideas=judged.ideas,
        reached_at=judged.reached_at,
        falls_at=judged.falls_at,
        dimensions={d.value: round(sum(part.points for part in shown if part.dimension == d), 1) for d in Dimension},
        judged=alike,
    )


def _judge(lead_id: UUID, groups: list[_Group], score: float, book: LiveRulebook, at: datetime, advise: bool) -> _Judged:
    """By `book`, which values points as the live version does."""
    fit = sum(group.worth for group in groups if group.is_match)
    history = sql.tuples(HISTORY, lead_id=str(lead_id), at=at) if groups else []
    missing = max(book.threshold - score, 0.0)
    advise = advise and missing > 0
    account = _account(lead_id, fit, history, start(book.book.limiter, book.rate) if advise else None, book.rate, at)
    return _Judged(
        grade=grade(fit, book.rules.grades).value,
        cell=cell(fit, sum(group.worth for group in groups if not group.is_match), book.rules),
        missing=missing,
        ideas=ideas(book.book, account, at, {group.rule for group in groups}) if advise else [],
        reached_at=first_reached(walk([row[:4] for row in history], book.rate), book.threshold),
        falls_at=falls_at(fit, account.interest, book.rate, book.threshold, at, account.parts),
    )


def _scored_by(rules: Rules, channel: str) -> ScoredBy:
    model = model_of(rules, channel)
    return ScoredBy(model.name, model.label, channel) if model else ScoredBy(DEFAULT, "", channel)


def _account(lead_id: UUID, fit: float, history: list[tuple[Any, ...]], running: Running | None, rate: float, at: datetime) -> Account:
    """As it stood at `at`, with what limits count in `running`; what is over by then is forgotten."""
    account = Account(lead_id, rate, running=running)
    for occurred_at, points, decays, kernel, rule, dimension, event_id, reverses_id in history:
        account.add(Entry(lead_id, rule, dimension, points, decays, occurred_at, "", "", event_id, reverses_id=reverses_id, kernel=kernel))
    account.fit = fit
    if account.parts:
        parts.prune(account.parts, at)
    return account


def _parts(groups: list[_Group], tenths: list[int], words: dict[str, str]) -> list[Part]:
    """One part a rule, as it is valued now; a deduction that was taken from both what fades and what stays is one."""
    found: dict[tuple[str, str], Part] = {}
    for group, points in zip(groups, tenths, strict=True):
        rule = group.rule.removeprefix(ANEW)
        before = found.get((group.dimension, rule))
        entries = 0 if rule != group.rule else group.entries
        found[group.dimension, rule] = Part(
            dimension=group.dimension,
            rule=rule,
            label=words.get(rule) or (before.label if before and not entries else group.reason.removeprefix(VALUED_ANEW)),
            points=round((before.points if before else 0.0) + points / 10, 1),
            entries=max(before.entries, entries) if before else entries,
            last_at=max(before.last_at, group.last_at) if before else group.last_at,
            decays=tuple(sorted({*(before.decays if before else ()), _way(group)})),
        )
    anew = {(group.dimension, group.rule.removeprefix(ANEW)) for group in groups if group.rule.startswith(ANEW)}
    shown = [part for key, part in found.items() if part.points or key not in anew]
    return sorted(shown, key=lambda part: (-part.points, part.label))


def _way(group: _Group) -> str:
    return group.kind or (EXPONENTIAL if group.decays else NEVER)


def ledger(lead_id: UUID, at: datetime | None = None, limit: int = LINES, offset: int = 0, rate: float | None = None) -> list[LedgerLine]:
    """The entries up to `at`, newest first, each with what it is worth at that instant. `rate`: the live one, where it is known."""
    instant = at or clock.now()
    rate = rulebooks.live().rate if rate is None else rate
    return sql.rows(LEDGER, LedgerLine, lead_id=str(lead_id), at=instant, rate=rate, limit=limit, offset=offset)
