"""What we do when an earlier app states a fact; one line each."""

from kernel import facts
from leads.actions.stages import put_default_stages
from tenants.facts import WorkspaceOpened


@facts.on(WorkspaceOpened)
def define_stages(fact: WorkspaceOpened) -> None:
    put_default_stages()
