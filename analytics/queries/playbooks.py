"""The playbook of each stage with its figures as they are now, and what installing a ready one would make (F004)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from analytics.domain.goals import WHOLE
from analytics.domain.playbooks import TEMPLATES
from analytics.enums import GoalMetric
from analytics.models import Playbook
from analytics.queries import goals
from journeys.domain.templates import NAMES
from journeys.models import Journey
from journeys.queries import step_counts
from leads.enums import SegmentKind
from leads.models import Segment
from leads.queries import membership, segment_templates, segments, stages
from tenants.queries.workspaces import local_now


@dataclass(frozen=True)
class Figure:
    """A metric of a stage: of all, and of each segment of the playbook (None where it is not measured of segments)."""

    metric: str
    label: Any
    value: float | None
    of: list[float | None]


@dataclass(frozen=True)
class Reach:
    journey: Journey
    totals: step_counts.Totals


@dataclass(frozen=True)
class Part:
    """What an installation takes or makes: `there` when the workspace has it already."""

    name: str
    about: str
    there: bool
    members: int | None = None
    # Of a ready segment that is not there: what counts it, when the page asks.
    key: str = ""


@dataclass(frozen=True)
class Plan:
    """What installing the playbook of a stage would do."""

    metrics: list[Figure]
    segments: list[Part]
    journeys: list[Part]
    notes: list[str]

    @property
    def making(self) -> int:
        """How many segments and journeys would be made."""
        return sum(not part.there for part in (*self.segments, *self.journeys))


def playbook(stage: str) -> Playbook | None:
    return Playbook.objects.filter(stage=stage).first()


def playbooks() -> dict[str, Playbook]:
    return {one.stage: one for one in Playbook.objects.all()}


def is_stage(stage: str) -> bool:
    return stage in TEMPLATES and stage in stages.names()


def lines(one: Playbook) -> list[Segment]:
    """Its segments that are in use, in its order."""
    found = {str(segment.line_id): segment for segment in segments.segments()}
    return [found[line] for line in one.segments if line in found]


def reached_by(one: Playbook) -> list[Reach]:
    """Its journeys that are not archived."""
    found = Journey.objects.exclude(state="archived").in_bulk([UUID(key) for key in one.journeys])
    totals = step_counts.totals(found)
    return [Reach(journey, totals[key]) for key, journey in found.items()]


def journeys_in_use() -> list[tuple[str, str]]:
    """(id, name) of those that are not archived, by name."""
    return [(str(one.pk), one.name) for one in Journey.objects.exclude(state="archived").order_by("name", "id")]


def are_journeys(keys: Iterable[UUID]) -> bool:
    """Whether all of these are journeys of the workspace."""
    asked = set(keys)
    return Journey.objects.filter(pk__in=asked).count() == len(asked)


def figures(stage: str, metrics: list[str], of: list[Segment]) -> list[Figure]:
    """Each metric now, of the last thirty days where it is about a time."""
    since = goals.period_of_playbook(local_now().date())
    until = local_now()
    asked = [(metric, line) for metric in metrics for line in (None, *(one.line_id for one in of)) if line is None or metric not in WHOLE]
    told = dict(zip(asked, goals.measured(goals.Measure(metric, stage, line, since, until) for metric, line in asked), strict=True))
    return [
        Figure(metric, GoalMetric(metric).label, told[metric, None], [told.get((metric, one.line_id)) for one in of]) for metric in metrics
    ]  # fmt: skip


def plan(stage: str, counting: bool = False) -> Plan:
    """What installing would do, in the reader's language; `counting`: with the leads of segments that are not there yet, which takes
    seconds in a large workspace."""
    ready = TEMPLATES[stage]
    return Plan(
        figures(stage, list(ready.metrics), []), _segments(ready.segments, counting), _journeys(ready.journeys),
        [_(note) for note in ready.notes],
    )  # fmt: skip


def segment_of(key: str) -> Segment | None:
    """One in use of conditions that is called as this ready segment in any language, where that name was taken with a number."""
    names = re.compile(f"(?:{'|'.join(map(re.escape, segment_templates.names(key)))})(?: \\d+)?")
    return next((one for one in segments.segments() if one.kind == SegmentKind.TREE and names.fullmatch(one.name)), None)


def free_name(name: str) -> str:
    """This name, with a number where a list or a segment in the archive has it."""
    taken = set(Segment.objects.filter(name__startswith=name[:110]).values_list("name", flat=True))
    numbered = chain((name,), (f"{name[:110]} {n}" for n in count(2)))
    return next(each for each in numbered if each not in taken)


def journey_of(kind: str) -> Journey | None:
    """The oldest of this kind that is not archived."""
    found: Journey | None = Journey.objects.filter(kind=kind).exclude(state="archived").order_by("id").first()
    return found


def _segments(keys: Iterable[str], counting: bool) -> list[Part]:
    members = membership.counts()
    return [_segment(key, members, counting) for key in keys]


def _segment(key: str, members: Mapping[UUID, int], counting: bool) -> Part:
    ready, there = segment_templates.one(key), segment_of(key)
    assert ready is not None
    if there:
        return Part(there.name, ready.words, True, members.get(there.line_id, 0))
    return Part(ready.name, ready.words, False, segment_templates.count(key) if counting else None, key)


def _journeys(kinds: Iterable[str]) -> list[Part]:
    asked = list(kinds)
    there = dict(Journey.objects.filter(kind__in=asked).exclude(state="archived").order_by("-id").values_list("kind", "name"))
    return [Part(there.get(kind, _(NAMES[kind])), "", kind in there) for kind in asked]
