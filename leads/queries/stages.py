"""The stages of this workspace, in order."""

from leads.models import StageDefinition


def stages() -> list[StageDefinition]:
    """Every stage of the scheme, in the order of its positions."""
    return list(StageDefinition.objects.order_by("position"))
