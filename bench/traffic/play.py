"""Sends the traffic through the product as it is, in the order of happening, and reads what each event was taken for.

Web: the inbox, and a digest every DIGEST_EVERY seconds, so that what a machine does is cut as it is in life. Mail: opens and clicks as the
public addresses record them, clicks judged when they are due.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from bench.traffic.actors import Actor, Hit
from bench.traffic.mail import LINKS, Mail
from campaigns.actions.compose import MessageJob, queue_messages
from campaigns.actions.engagement import JUDGE_AFTER, judge_clicks, record_click, record_open
from campaigns.enums import MessageState
from campaigns.models import Message
from kernel import clock, sql
from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from tracking.actions.accept import accept_messages
from tracking.actions.digest import digest
from tracking.actions.visits import judge_visits

DIGEST_EVERY, ARRIVE_WITHIN = 5.0, 120.0
HTML = "".join(f'<a href="{url}">x</a>' for url in LINKS)
ON_THE_WEB = """
SELECT v.anonymous_id, e.is_bot FROM tracking_event e JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id
WHERE e.workspace_id = %(workspace_id)s AND v.anonymous_id = ANY(%(ids)s)
"""
OF_MAILS = """
SELECT e.properties->>'message_id', e.occurred_at, e.is_bot FROM tracking_event e
WHERE e.workspace_id = %(workspace_id)s AND e.properties->>'message_id' = ANY(%(ids)s) AND e.name IN ('email_opened', 'email_clicked')
"""


@dataclass(frozen=True)
class Told:
    """What the product took one actor's events for: True is a bot's."""

    actor: Actor
    as_bot: list[bool]

    @property
    def wrong(self) -> bool:
        """A person of whom one event was taken for a bot's, a machine of which one was taken for a person's."""
        return self.actor.person in self.as_bot


def play_web(actors: Sequence[Actor], start: datetime, random: Random) -> list[Told]:
    """Everybody arrives within two minutes; call in the scope of a workspace."""
    names = [f"bots-{random.getrandbits(64):x}" for _ in actors]
    waiting = []
    for name, actor in zip(names, actors, strict=True):
        came = random.uniform(0, ARRIVE_WITHIN)
        waiting += [(came + hit.at, name, actor, hit) for hit in actor.hits]
    waiting.sort(key=lambda one: one[:2])
    place = 0
    while place < len(waiting):
        until = (waiting[place][0] // DIGEST_EVERY + 1) * DIGEST_EVERY
        batch = []
        while place < len(waiting) and waiting[place][0] < until:
            batch.append(waiting[place])
            place += 1
        with clock.pretend(start + timedelta(seconds=until)):
            accept_messages([_message(start, *one) for one in batch])
            digest()
            judge_visits()
    took: dict[str, list[bool]] = {name: [] for name in names}
    for name, is_bot in sql.tuples(ON_THE_WEB, ids=names):
        took[name].append(is_bot)
    return [Told(actor, took[name]) for name, actor in zip(names, actors, strict=True)]


def _message(start: datetime, at: float, name: str, actor: Actor, hit: Hit) -> dict[str, Any]:
    page = {"url": hit.url, "title": "Shop", "referrer": ""}
    context = {"page": page, "userAgent": hit.agent, "library": {"name": "leadway.js"}, "ip": actor.network, **hit.context}
    told = {"type": "page"} if hit.what == "page" else {"type": "track", "event": "page_engaged", "properties": {"engaged_ms": 3_000}}
    return {"anonymousId": name, "timestamp": (start + timedelta(seconds=at)).isoformat(), "context": context, **told}


def play_mails(mails: Sequence[Mail], start: datetime, lead_id: UUID, key: str) -> list[Told]:
    """One message to the lead for every mail, sent at `start`; `key` makes the messages these ones. Call in the scope of a workspace."""
    ids = _sent([f"{key}:{number}" for number in range(len(mails))], start, lead_id)
    for message_id, mail in zip(ids, mails, strict=True):
        _play(message_id, [hit for actor in mail for hit in actor.hits], start)
    took = {(key, at): is_bot for key, at, is_bot in sql.tuples(OF_MAILS, ids=[str(key) for key in ids])}
    found = []
    for message_id, mail in zip(ids, mails, strict=True):
        for actor in mail:  # a second open of a day, a second click of a minute are no events
            moments = [(str(message_id), start + _after(hit)) for hit in actor.hits]
            found.append(Told(actor, [took[moment] for moment in moments if moment in took]))
    return found


def a_reader() -> UUID:
    """A lead of the current workspace, to whom mails may be written."""
    return UUID(str(create_lead({"name": "Rita Reader", "email": "rita@reader.example"}, SYSTEM).pk))


def _sent(keys: list[str], at: datetime, lead_id: UUID) -> list[UUID]:
    """Messages as they stand when the mail server has taken them."""
    with clock.pretend(at):
        queued = queue_messages([MessageJob(lead_id, "welcome", key) for key in keys])
    ids = [queued[key].message_id for key in keys]
    Message.objects.filter(pk__in=ids).update(state=MessageState.SENT, sent_at=at, html=HTML)
    return [key for key in ids if key]


def _after(hit: Hit) -> timedelta:
    return timedelta(milliseconds=round(hit.at * 1_000))


def _play(message_id: UUID, hits: list[Hit], start: datetime) -> None:
    """In the order of happening; every open and click is judged when it is due, with what is known by then."""
    due: list[datetime] = []
    for hit in sorted(hits, key=lambda one: one.at):
        now = start + _after(hit)
        while due and due[0] <= now:
            _judge(due.pop(0))
        with clock.pretend(now):
            if hit.what == "open":
                record_open(message_id, hit.agent)
            else:
                record_click(message_id, hit.url, hit.agent)
        due.append(now + JUDGE_AFTER)
    for moment in due:
        _judge(moment)


def _judge(moment: datetime) -> None:
    with clock.pretend(moment):
        judge_clicks()
