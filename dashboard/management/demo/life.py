"""Ninety days in one workspace, day by day, with the clock set to each of them."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from dashboard.management.demo.people import Place, stranger
from dashboard.management.demo.readers import read_mail
from dashboard.management.demo.team import work_the_queue
from dashboard.management.demo.visits import visits
from kernel import clock, facts, tenancy, work
from kernel.audit import Actor
from tracking.actions.accept import accept_messages
from tracking.actions.digest import digest

Day = list[tuple[datetime, list[dict[str, Any]]]]


def calendar(place: Place, now: datetime, days: int, chance: Random) -> dict[int, Day]:
    """Day number (0 is the oldest) → the visits of that day, in order. Nothing lies in the future."""
    found: dict[int, Day] = defaultdict(list)
    zone = ZoneInfo(place.zone)
    first = now.astimezone(zone).date() - timedelta(days=days - 1)
    number = 0
    for day in range(days):
        morning = datetime.combine(first + timedelta(days=day), time(9), zone)
        weekend = morning.weekday() >= 5
        for _ in range(max(1, round(chance.gauss(place.visitors_a_day * (0.4 if weekend else 1), 2)))):
            number += 1
            for at, messages in visits(place, stranger(place, number, chance), morning, chance):
                if at < now - timedelta(minutes=30):
                    found[(at.astimezone(zone).date() - first).days].append((at, messages))
    return found


@contextmanager
def _heard_at_once(workspace_id: UUID) -> Iterator[None]:
    """The same stations in the same order as through the outbox, in one transaction instead of one for each of some ten thousand facts:
    nobody waits for the past, and should it fail the whole demo is made anew."""
    with tenancy.scope(workspace_id), facts.at_once():
        yield


def live(
    place: Place, workspace_id: UUID, site_id: UUID, team: dict[str, list[Actor]], days: int, seed: int, told: Callable[[int], None]
) -> None:
    """Walk the days: visits, the work that follows from them, what SDRs and readers do; `told` hears each day that is over."""
    chance, now = Random(f"{seed}-{place.slug}"), clock.now()
    plan = calendar(place, now, days, chance)
    zone = ZoneInfo(place.zone)
    for day in range(days):
        evening = min(datetime.combine(now.astimezone(zone).date() - timedelta(days=days - 1 - day), time(18, 30), zone), now)
        with clock.pretend(evening):
            messages = [message for at, sent in sorted(plan[day], key=lambda visit: visit[0]) if at < evening for message in sent]
            with _heard_at_once(workspace_id):
                accept_messages(messages, site_id=site_id)
                while digest():
                    pass
            work.run_until_quiet(workspace_id)
            with _heard_at_once(workspace_id):
                read_mail(chance)
                work_the_queue(team["sdr"], place.language, chance)
            work.run_until_quiet(workspace_id)
        told(day + 1)
