"""What we do when an earlier app states a fact; one line each."""

from campaigns.actions.merging import give_back, repoint
from campaigns.actions.starters import install
from kernel.facts import on
from leads.facts import LeadsMerged, LeadsUnmerged
from tenants.facts import WorkspaceOpened


@on(WorkspaceOpened)
def install_templates(fact: WorkspaceOpened) -> None:
    install()


@on(LeadsMerged)
def repoint_messages(fact: LeadsMerged) -> None:
    repoint(fact.winner_ids, fact.loser_ids, fact.merge_ids)


@on(LeadsUnmerged)
def give_messages_back(fact: LeadsUnmerged) -> None:
    give_back(fact.winner_ids, fact.loser_ids, fact.merge_ids)
