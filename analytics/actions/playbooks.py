"""install_playbook, save_playbook, remove_playbook: how a stage is run (F004)."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from analytics.domain.playbooks import LONGEST_NOTE, MOST_JOURNEYS, MOST_NOTES, MOST_SEGMENTS, TEMPLATES
from analytics.enums import GoalMetric
from analytics.models import Playbook
from analytics.queries import playbooks
from journeys.actions.journeys import create_journey
from journeys.domain.templates import NAMES
from kernel import audit, clock, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.segments import build_segment
from leads.domain.names import clean
from leads.queries import segment_templates, segments


def install_playbook(stage: str, actor: Actor, expected: int | None = None) -> Playbook:
    """Take the ready playbook of a stage: make the segments and drafts of journeys that are not there. Audited.

    Nobody enters a draft. `expected`: how many segments and journeys it was shown to make (409 for another number). Refuses an unknown
    stage, and one that has a playbook (409).
    """
    _known(stage)
    sql.lock("playbooks")
    if playbooks.playbook(stage):
        raise Refused("This stage has a playbook already: change or remove that one.", code="taken", status=409)
    making = playbooks.plan(stage).making
    if expected is not None and expected != making:
        raise Refused(f"It would make {making} segments and journeys now, not {expected}: look again.", code="changed", status=409)
    ready = TEMPLATES[stage]
    lines = [_segment(key, actor) for key in ready.segments]
    journeys = [_journey(kind, actor) for kind in ready.journeys]
    return save_playbook(
        stage, metrics=ready.metrics, lines=lines, journeys=journeys, notes=[_(note) for note in ready.notes], actor=actor
    )  # fmt: skip


def save_playbook(
    stage: str, *, metrics: Sequence[str], lines: Sequence[UUID], journeys: Sequence[UUID], notes: Sequence[str], actor: Actor
) -> Playbook:
    """What the playbook of a stage is made of, made anew where there is none. Audited. Refuses unknown parts, and too many of them."""
    _known(stage)
    told = [text for text in (clean(note, LONGEST_NOTE) for note in notes) if text]
    _check(metrics, lines, journeys, told)
    now = {
        "metrics": list(dict.fromkeys(metrics)), "segments": [str(line) for line in dict.fromkeys(lines)],
        "journeys": [str(key) for key in dict.fromkeys(journeys)], "notes": told,
    }  # fmt: skip
    had = playbooks.playbook(stage)
    before = {name: getattr(had, name) if had else None for name in now}
    saved, _fresh = Playbook.objects.update_or_create(
        stage=stage, defaults={**now, "changed_at": clock.now(), "changed_by": actor.name[:200]}
    )  # fmt: skip
    audit.record(actor, "playbook.saved", saved, {name: [before[name], now[name]] for name in now if before[name] != now[name]})
    return saved


def remove_playbook(stage: str, actor: Actor) -> None:
    """The stage is run without one again; its segments and journeys stay. Audited with what it was, so that it can be written again."""
    had = playbooks.playbook(stage)
    if had is None:
        raise Refused("This stage has no playbook.", code="not_found", status=404)
    told = {name: [getattr(had, name), None] for name in ("metrics", "segments", "journeys", "notes")}
    audit.record(actor, "playbook.removed", had, told)
    had.delete()


def _known(stage: str) -> None:
    if not playbooks.is_stage(stage):
        raise Refused("There is no such stage: choose another.", field="stage", code="not_found", status=404)


def _segment(key: str, actor: Actor) -> UUID:
    ready = segment_templates.one(key)
    assert ready is not None
    found = playbooks.segment_of(key)
    return (
        found or build_segment(name=playbooks.free_name(ready.name), tree=ready.tree, actor=actor, description=ready.description)
    ).line_id


def _journey(kind: str, actor: Actor) -> UUID:
    found = playbooks.journey_of(kind)
    return (found or create_journey(kind=kind, name=_(NAMES[kind]), actor=actor)).pk


def _check(metrics: Sequence[str], lines: Sequence[UUID], journeys: Sequence[UUID], notes: Sequence[str]) -> None:
    unknown = [metric for metric in metrics if metric not in GoalMetric.values]
    if unknown or not metrics:
        raise Refused(f"Choose at least one of {', '.join(GoalMetric.values)}.", field="metrics")
    if len(lines) > MOST_SEGMENTS or len(journeys) > MOST_JOURNEYS or len(notes) > MOST_NOTES:
        told = f"Take at most {MOST_SEGMENTS} segments, {MOST_JOURNEYS} journeys and {MOST_NOTES} actions."
        raise Refused(told, field="segments")
    if not set(lines) <= {one.line_id for one in segments.newest()}:
        raise Refused("There is no such segment: choose another.", field="segments")
    if not playbooks.are_journeys(journeys):
        raise Refused("There is no such journey: choose another.", field="journeys")
