"""People who buy, through the real doors."""

from datetime import datetime
from itertools import count
from uuid import UUID

from kernel import clock, tenancy, work
from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from sales.actions.opportunity import Deal, open_opportunity, win
from tenants.models import Workspace

NUMBERS = count(1)


def buyer(workspace: Workspace, *deals: tuple[datetime, str], now: datetime, currency: str = "USD", **fields: str) -> UUID:
    """A known person (the id) who won these deals: (when, value)."""
    with clock.pretend(now), tenancy.scope(workspace.id):
        number = next(NUMBERS)
        given = {"name": f"Buyer {number}", "email": f"buyer{number}@gmail.com", **fields}
        lead = create_lead(given, SYSTEM, at=min((at for at, _ in deals), default=now), history=True)
        for at, value in deals:
            deal, _ = open_opportunity(lead.pk, Deal(f"Deal {next(NUMBERS)}", value, currency, at=at), actor=SYSTEM)
            win(deal.pk, actor=SYSTEM, at=at)
        person = lead.person_id
    work.run_until_quiet(workspace.id)
    return UUID(str(person))
