"""Leads that cross the threshold, and what sales says of them, through the real doors."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from kernel import clock, tenancy, work
from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from leads.models import Lead
from sales.actions.touch import Said, log_touch, return_hand_off
from sales.models import HandOff
from tests.cast import Cast, as_actor
from tracking.actions.record import OwnEvent, record_own

NUMBERS = count(1)
# A meeting and a download of one instant: 50 + 10 points, exactly the threshold.
MEETING, DOWNLOAD, BROADCAST = "offline_meeting_attended", "asset_downloaded", "live_broadcast_watched"


class Desk:
    """Acme's leads and its SDR."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def leads(self, at: datetime, number: int = 1) -> list[UUID]:
        """So many leads of whom nothing but a telephone number is known: no fit."""
        with clock.pretend(at), tenancy.scope(self.cast.acme.id):
            made = [create_lead({"phone": f"+8613900{next(NUMBERS):06}"}, SYSTEM, at).pk for _ in range(number)]
        self.run(at)
        return made

    def did(self, leads: Sequence[UUID], at: datetime, *names: str, now: datetime | None = None) -> None:
        """Each of `names` happened to each of `leads` at `at`, and came to be known `now` (by default at once)."""
        with clock.pretend(now or at), tenancy.scope(self.cast.acme.id):
            people = dict(Lead.objects.filter(pk__in=leads).values_list("pk", "person_id"))
            record_own([OwnEvent(people[lead], name, at, f"h{next(NUMBERS)}") for lead in leads for name in names])
        self.run(now or at)

    def crossing(self, at: datetime, number: int = 1, *names: str) -> list[UUID]:
        """So many new leads that cross the threshold at `at` by these events."""
        made = self.leads(at, number)
        self.did(made, at, *(names or (MEETING, DOWNLOAD)))
        return made

    def accept(self, leads: Sequence[UUID], at: datetime) -> None:
        with clock.pretend(at), tenancy.scope(self.cast.acme.id):
            for lead in leads:
                log_touch(Said(disposition="accept"), actor=as_actor(self.cast.sam), lead_id=lead)
        self.run(at)

    def give_back(self, leads: Sequence[UUID], at: datetime, reason: str = "budget_priority") -> None:
        with clock.pretend(at), tenancy.scope(self.cast.acme.id):
            for lead in leads:
                newest = HandOff.objects.filter(lead_id=lead).order_by("-visit_no")[0]
                return_hand_off(newest.pk, Said(reason=reason), actor=as_actor(self.cast.sam))
        self.run(at)

    def run(self, at: datetime) -> None:
        with clock.pretend(at):
            work.run_until_quiet(self.cast.acme.id)

    def divided(self, at: datetime) -> None:
        """Sales takes ten of twelve who downloaded and two of twelve who watched: enough for two suggestions."""
        readers, viewers = self.crossing(at, 12, MEETING, DOWNLOAD), self.crossing(at, 12, MEETING, BROADCAST)
        later = at + timedelta(days=1)
        self.accept([*readers[:10], *viewers[:2]], later)
        self.give_back([*readers[10:], *viewers[2:]], later)
