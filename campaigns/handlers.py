"""What we do when an earlier app states a fact; one line each."""

from campaigns.actions.merging import repoint
from campaigns.actions.starters import install
from kernel.facts import on
from leads.facts import LeadsMerged
from tenants.facts import WorkspaceOpened


@on(WorkspaceOpened)
def install_templates(fact: WorkspaceOpened) -> None:
    install()


@on(LeadsMerged)
def repoint_messages(fact: LeadsMerged) -> None:
    repoint(fact.winner_ids, fact.loser_ids)
