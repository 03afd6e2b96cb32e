"""What we do when an earlier app states a fact; one line each."""

from campaigns.facts import LeadUnsubscribed
from capture.actions.arrivals import ARRIVALS, note_arrivals
from capture.actions.consents import withdraw_mail
from kernel.facts import on
from leads.facts import LeadActive


@on(LeadActive)
def note_form_and_code_events(fact: LeadActive) -> None:
    if fact.may_tell(ARRIVALS):
        note_arrivals(fact.event_ids, fact.lead_ids)


@on(LeadUnsubscribed)
def withdraw_consents(fact: LeadUnsubscribed) -> None:
    withdraw_mail(fact.lead_ids)
