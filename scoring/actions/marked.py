"""marked: tags were put on leads or taken off; who judges match hears of it (scoring.actions.marks), and a draft in the shadow."""

from collections.abc import Iterable
from uuid import UUID

from kernel import clock, facts
from scoring.actions.noting import note
from scoring.domain.fit import acts
from scoring.facts import LeadsMarked
from scoring.queries import rulebooks


def marked(lead_ids: Iterable[UUID]) -> None:
    """Tags of these leads changed. Announces LeadsMarked where a rule asks for tags; elsewhere it is no news."""
    leads = list(dict.fromkeys(lead_ids))
    note(leads)
    if leads and acts(rulebooks.live().rules, "marked"):
        facts.publish(LeadsMarked(lead_ids=leads, at=clock.now()))
