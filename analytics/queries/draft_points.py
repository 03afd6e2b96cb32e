"""Question: what would the suggested points change in the draft, or in a new one? (M12)"""

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec

from analytics.queries.crossings import Answer
from scoring.domain import points, rulebook
from scoring.queries import rulebooks


@dataclass(frozen=True)
class Change:
    """One rule: points live, in the draft (None: the draft has no such rule), and suggested."""

    rule: str
    label: str
    live: float
    draft: float | None
    suggested: float


@dataclass(frozen=True)
class Plan:
    """`version`: of the draft that there is, or None where a new one would begin. `seen` names exactly this plan."""

    live_version: int
    version: int | None
    rules: dict[str, Any]
    changes: list[Change]
    seen: str

    @property
    def fitting(self) -> list[Change]:
        """The changes that can be made: their rule is in the draft."""
        return [change for change in self.changes if change.draft is not None]


def plan(answer: Answer) -> Plan:
    """The suggestions of `answer` beside the live rulebook and the draft."""
    live, draft = rulebooks.live(), rulebooks.draft()
    rules = draft.rules if draft else rulebook.plain(live.rules)
    standing, labels = points.of_rules(rulebook.parse(rules)), points.names(live.rules)
    changes = [Change(one.rule, labels[one.rule], one.now, standing.get(one.rule), one.suggested) for one in answer.changes]
    told = [live.version, draft.version if draft else None, rulebook.digest(rules), [(one.rule, one.suggested) for one in changes]]
    return Plan(live.version, draft.version if draft else None, rules, changes, _name(told))


def _name(told: list[Any]) -> str:
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:32]
