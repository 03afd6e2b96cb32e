"""What becomes known of companies and of jobs lets leads into journeys (F009)."""

from collections.abc import Sequence
from uuid import UUID

from journeys.actions.enrol import Entry, let_in
from journeys.domain.firm_entry import lets_in
from journeys.queries.live import live_journeys
from leads.facts import FirmChange
from leads.queries import firmographics


def hear_firms(changes: Sequence[FirmChange]) -> None:
    """Companies have other data: whoever is of one that a journey waits for enters it, once per change."""
    for journey in live_journeys():
        asked = journey.graph.entry.firm
        for change in changes if asked else ():
            if any(lets_in(entry, change.field, change.before, change.after) for entry in asked):
                let_in(journey, [Entry(lead, f"firm:{change.id}") for lead in firmographics.open_leads([change.company_id])])


def hear_jobs(lead_ids: Sequence[UUID]) -> None:
    """People work elsewhere now: the leads that began with it enter what waits for new jobs, each once."""
    for journey in live_journeys():
        if journey.graph.entry.employment:
            let_in(journey, [Entry(lead, f"job:{lead}") for lead in lead_ids])
