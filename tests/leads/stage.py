"""People of acme at a standing clock, by what is done to them; every journey of the workspace is live."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from kernel import clock, ids, tenancy, work
from leads.actions.merge import merge_people
from leads.actions.people import assign_owner, create_lead
from leads.actions.unmerge import undo_merge
from leads.models import Lead
from scoring.actions.tags import TagPut, add_tags
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.leads.conftest import message, put_messages
from tests.leads.whole import snapshot
from tracking.actions.record import OwnEvent, record_own

DAY = timedelta(days=1)
AT = [NOON - DAY, NOON, NOON + DAY, NOON + 5 * DAY, NOON + 60 * DAY]
NAMES = ("asset_downloaded", "live_broadcast_watched", "contact_request_submitted", "email_clicked", "offline_meeting_attended")


class Stage:
    def __init__(self, cast: Cast) -> None:
        self.cast, self.actor = cast, as_actor(cast.mara)
        self.people: list[UUID] = []
        self.now = NOON

    def settle(self, act: Callable[[], Any]) -> Any:
        """Do it, and all that follows, a minute later than what was before."""
        self.now += timedelta(minutes=1)
        with clock.pretend(self.now):
            with tenancy.scope(self.cast.acme.id):
                done = act()
            work.run_until_quiet(self.cast.acme.id)
        return done

    def person(self, number: int, fields: dict[str, str]) -> None:
        given = {"email": f"p{number}@firm{number}.example", **fields}
        self.people.append(self.settle(lambda: create_lead(given, self.actor)).person_id)

    def newcomer(self) -> None:
        """Somebody whom no other example has met."""
        self.person(len(self.people), {"email": f"{ids.new().hex}@firm{len(self.people)}.example"})

    def did(self, number: int, name: str, back: int = 0) -> None:
        person, at = self.people[number], self.now - timedelta(days=back)
        self.settle(lambda: record_own([OwnEvent(person, name, at, str(ids.new()))]))

    def browses(self, number: int, device: str) -> None:
        page = {"url": f"https://acme.example/pricing?utm_source={device}", "path": "/pricing"}
        who = {"traits": {"email": f"p{number}@firm{number}.example"}}
        told = [message("page", device, self.now, context={"page": page}), message("identify", device, self.now, **who)]
        self.settle(lambda: put_messages(told))

    def tag(self, number: int, name: str) -> None:
        lead = self.lead(number)
        self.settle(lambda: add_tags([TagPut(lead, name, f"hand:{name}", self.now, "hand")]))

    def own(self, number: int) -> None:
        lead = self.lead(number)
        self.settle(lambda: assign_owner(lead, self.cast.sam.pk, self.actor))

    def lead(self, number: int) -> UUID:
        with tenancy.scope(self.cast.acme.id):
            return Lead.objects.filter(person_id=self.people[number]).order_by("-number")[0].pk

    def merge(self, winner: int, loser: int, chosen: dict[str, str] | None = None) -> UUID:
        return self.settle(lambda: merge_people(self.people[winner], self.people[loser], self.actor, chosen)).pk

    def undo(self, merge_id: UUID) -> None:
        self.settle(lambda: undo_merge(merge_id, self.actor))

    def whole(self) -> dict[str, Any]:
        with clock.pretend(self.now), tenancy.scope(self.cast.acme.id):
            return snapshot(self.people, AT)
