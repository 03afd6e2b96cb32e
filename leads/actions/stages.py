"""put_default_stages, change_stage: what a stage means is data that teams share (F051, F053)."""

from kernel import audit
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain.lifecycle import DEFINITIONS, POSITION
from leads.domain.names import clean
from leads.models import StageDefinition


def put_default_stages() -> None:
    """Define the nine stages in three phases; those that are defined already stay as they are. Announces nothing."""
    there = set(StageDefinition.objects.values_list("key", flat=True))
    StageDefinition.objects.bulk_create(
        StageDefinition(
            key=d.key, position=POSITION[d.key], phase=d.phase, name=d.name, name_zh=d.name_zh, definition=d.text, sla_hours=d.sla_hours
        )
        for d in DEFINITIONS
        if d.key not in there
    )


def change_stage(*, key: str, name: str, definition: str, sla_hours: int | None, actor: Actor) -> StageDefinition:
    """Rename a stage or word its definition anew; history keeps its key. Refuses an unknown stage and an empty name."""
    stage = StageDefinition.objects.select_for_update().filter(key=key).first()
    if stage is None:
        raise Refused(f"There is no stage “{key}”.", field="stage", code="not_found", status=404)
    if not clean(name, 60):
        raise Refused("Name the stage.", field="name")
    before = [stage.name, stage.definition, stage.sla_hours]
    stage.name, stage.definition, stage.sla_hours = clean(name, 60), clean(definition, 2000), sla_hours
    stage.save(update_fields=["name", "definition", "sla_hours"])
    audit.record(actor, "stage.changed", stage, {key: [before, [stage.name, stage.definition, stage.sla_hours]]})
    return stage
