"""Stage schemes: the one that stands, the versions before it, who acknowledged which."""

from dataclasses import dataclass
from datetime import datetime

from kernel.reading import asked_once
from leads.domain.schemes import DEFAULTS, PingPong, Scheme, parse
from leads.enums import SchemeName, Side
from leads.models import StageAcknowledgement, StageScheme
from leads.queries.tiers import chinese


@dataclass(frozen=True)
class Standing:
    """The version that holds now; version 0 is the one that everybody begins with, made by nobody."""

    name: str
    version: int
    scheme: Scheme
    made_at: datetime | None = None
    made_by: str = ""


@asked_once
def standing(name: str) -> Standing:
    """The scheme `nine` or `six` as it holds now."""
    newest = StageScheme.objects.filter(name=name).order_by("-version").first()
    if newest is None:
        return Standing(name, 0, DEFAULTS[name])
    return Standing(name, newest.version, parse(name, newest.scheme), newest.made_at, newest.made_by)


def versions(name: str) -> list[StageScheme]:
    """Every version that was published, the newest first."""
    return list(StageScheme.objects.filter(name=name).order_by("-version"))


def acknowledgements(name: str) -> dict[int, dict[str, StageAcknowledgement]]:
    """version → side → who said yes, and when."""
    found: dict[int, dict[str, StageAcknowledgement]] = {}
    for row in StageAcknowledgement.objects.filter(name=name):
        found.setdefault(row.version, {})[row.side] = row
    return found


def missing(name: str, version: int) -> list[str]:
    """The sides that have not acknowledged this version yet."""
    there = set(StageAcknowledgement.objects.filter(name=name, version=version).values_list("side", flat=True))
    return [side for side in Side.values if side not in there]


def names(name: str, scheme: Scheme | None = None) -> dict[str, str]:
    """stage → its name in the language of the reader, in the order of the scheme."""
    found = scheme or standing(name).scheme
    return {stage.key: stage.label(chinese()) for stage in found.stages}


def ping_pong() -> PingPong:
    """The thresholds of the scheme that stands."""
    return standing(SchemeName.NINE).scheme.ping_pong


def reasons() -> dict[str, str]:
    """Why sales may return a lead: key → name in the language of the reader, in order."""
    found = standing(SchemeName.NINE).scheme.reasons
    return {one.key: one.label(chinese()) for one in found}


def reason_names() -> dict[str, str]:
    """The same with those that were left out since, so that history keeps its words."""
    told = [one for row in reversed(versions(SchemeName.NINE)) for one in parse(SchemeName.NINE, row.scheme).reasons]
    return {one.key: one.label(chinese()) for one in [*DEFAULTS[SchemeName.NINE].reasons, *told]}
