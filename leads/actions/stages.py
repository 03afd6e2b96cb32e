"""put_default_stages: a workspace begins with the nine stages (F051); leads.actions.schemes words them anew."""

from leads.domain.lifecycle import DEFINITIONS, POSITION
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
