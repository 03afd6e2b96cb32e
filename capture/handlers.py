"""What we do when an earlier app states a fact; one line each."""

from campaigns.facts import LeadUnsubscribed
from capture.actions.arrivals import COUNTED, SCANNED, SENT, count_forms, tag_answerers, tag_scanners
from capture.actions.consents import withdraw_mail
from capture.actions.merging import follow_merges, give_back
from kernel.facts import on
from leads.facts import LeadActive, LeadsMerged, LeadsUnmerged


@on(LeadActive)
def note_form_and_code_events(fact: LeadActive) -> None:
    if fact.event_ids and fact.may_tell(COUNTED):
        count_forms(fact.event_ids)
    if fact.event_ids and fact.may_tell([SCANNED]):
        tag_scanners(fact.event_ids, fact.lead_ids)
    if fact.event_ids and fact.may_tell(SENT):
        tag_answerers(fact.event_ids, fact.lead_ids)


@on(LeadUnsubscribed)
def withdraw_consents(fact: LeadUnsubscribed) -> None:
    withdraw_mail(fact.lead_ids)


@on(LeadsMerged)
def carry_invitations_over(fact: LeadsMerged) -> None:
    follow_merges(fact.winner_ids, fact.loser_ids, fact.merge_ids)


@on(LeadsUnmerged)
def give_invitations_back(fact: LeadsUnmerged) -> None:
    give_back(fact.winner_ids, fact.loser_ids, fact.merge_ids)
