"""The rules of survivorship of the current workspace: those that hold, those that held, and what they choose."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from leads.domain.identity import RANK
from leads.domain.survivorship import STANDARD, Rules, Side, choose
from leads.enums import Survivorship
from leads.models import SurvivorshipRules
from leads.queries import people


def current() -> Rules:
    """The newest version, or the standard."""
    row = SurvivorshipRules.objects.order_by("-version").first()
    return Rules(row.version, {name: Survivorship(rule) for name, rule in row.rules.items()}) if row else Rules(0, STANDARD)


def versions(limit: int = 20) -> list[SurvivorshipRules]:
    """Newest first."""
    return list(SurvivorshipRules.objects.order_by("-version")[:limit])


def before(version: int) -> dict[str, str]:
    """The rules that this version replaced."""
    row = SurvivorshipRules.objects.filter(version__lt=version).order_by("-version").first()
    return dict(row.rules) if row else {name: rule.value for name, rule in STANDARD.items()}


def trust(person_ids: set[UUID]) -> dict[UUID, int]:
    """Rank of the strongest identifier of each, 0 the best."""
    keys = people.keys_of(person_ids)
    return {person: min((RANK[kind] for kind, _value in keys.get(person, ())), default=len(RANK)) for person in person_ids}


def sides(winner: Mapping[str, Any], loser: Mapping[str, Any], rules: Rules) -> dict[str, str]:
    """Whose value of each field survives: "winner" or "loser"."""
    ranks = trust({winner["id"], loser["id"]})
    found = choose(rules.of, Side(winner, ranks[winner["id"]], True), Side(loser, ranks[loser["id"]], False))
    return {name: "winner" if side == "one" else "loser" for name, side in found.items()}
