"""create_journey, rename, change_draft, change_step."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from journeys.domain import insert as steps
from journeys.domain import templates
from journeys.domain.builtin import KINDS
from journeys.domain.graph import Graph, Node, parse, plain
from journeys.enums import JourneyKind, JourneyState
from journeys.models import Journey
from kernel import audit
from kernel.audit import Actor
from kernel.problems import Refused

LARGEST = 256 * 1024


def create_journey(*, kind: str, name: str, actor: Actor) -> Journey:
    """A draft from a template: welcome, drip, reengagement, message, news or custom. Nobody enters before it is launched."""
    if kind not in JourneyKind.values:
        raise Refused(f"“{kind}” is no template: use one of {', '.join(JourneyKind.values)}.", field="kind")
    graph = templates.TEMPLATES[kind]()
    journey: Journey = Journey.objects.create(kind=kind, name=_named(name), draft=plain(graph), created_by=actor.name)
    audit.record(actor, "journey.created", journey, {"name": ["", journey.name]})
    return journey


def _named(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= 120:
        raise Refused(_("Name the journey, in up to 120 characters."), field="name")
    return name


def rename(*, journey_id: UUID, name: str, actor: Actor) -> Journey:
    """Give another name."""
    journey = _open(journey_id)
    before, journey.name = journey.name, _named(name)
    journey.save(update_fields=["name"])
    audit.record(actor, "journey.renamed", journey, {"name": [before, journey.name]})
    return journey


def _open(journey_id: UUID) -> Journey:
    journey: Journey = Journey.objects.select_for_update().get(pk=journey_id)
    if journey.state == JourneyState.ARCHIVED:
        raise Refused(_("This journey is archived: make a new one."), code="archived", status=409)
    return journey


def change_draft(*, journey_id: UUID, definition: Mapping[str, Any] | str, actor: Actor) -> Journey:
    """Replace the draft. It may still have problems; it only must have the shape of a definition. What runs is not touched."""
    if isinstance(definition, str) and len(definition) > LARGEST:
        raise Refused(_("A definition has at most 256 KiB."), field="draft", status=413)
    try:
        graph = parse(definition)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Refused(f"This is no definition of a journey: {error}", field="draft") from error
    return _keep(_open(journey_id), graph, actor)


def _keep(journey: Journey, graph: Graph, actor: Actor) -> Journey:
    journey.draft = plain(graph)
    journey.save(update_fields=["draft"])
    audit.record(actor, "journey.edited", journey)
    return journey


def change_step(*, journey_id: UUID, key: str, node: Node, actor: Actor) -> Journey:
    """Replace one step of the draft, or add it when there is none of this key."""
    journey = _open(journey_id)
    graph = parse(journey.draft)
    return _keep(journey, msgspec.structs.replace(graph, nodes={**graph.nodes, key: node}), actor)


def remove_step(*, journey_id: UUID, key: str, actor: Actor) -> Journey:
    """Take a step out of the draft; what led to it leads to what came after it. Refuses a branch that leads to several."""
    journey = _open(journey_id)
    graph = parse(journey.draft)
    if key not in graph.nodes:
        raise Refused(_("There is no such step."), field="step", status=404, code="not_found")
    if len(graph.nodes[key].targets) > 1:
        raise Refused(_("This step leads to several others: take those out first."), field="step", code="branching", status=409)
    return _keep(journey, steps.remove(graph, key), actor)


def add_step(*, journey_id: UUID, kind: str, after: str, actor: Actor) -> str:
    """Put a new step behind `after` ("" = first); says its key. Refuses an unknown kind or place, and a place behind an exit."""
    journey = _open(journey_id)
    graph = parse(journey.draft)
    if kind not in KINDS:
        raise Refused(_("There is no such kind of step."), field="kind")
    if after and (after not in graph.nodes or graph.nodes[after].kind == "exit"):
        raise Refused(_("Nothing can come after that step: choose another."), field="after")
    graph, key = steps.insert(graph, kind, after)
    _keep(journey, graph, actor)
    return key


def change_rules(*, journey_id: UUID, changes: Mapping[str, Any], actor: Actor) -> Journey:
    """Replace entry, re-entry, goal or exits of the draft."""
    journey = _open(journey_id)
    return change_draft(journey_id=journey.pk, definition={**journey.draft, **changes}, actor=actor)
