"""Opens and clicks: written as events of our own, so that they travel the way again; on the message only when a person did it."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from campaigns.domain import bots, links
from campaigns.domain.bots import PICTURE
from campaigns.enums import MessageState
from campaigns.models import Click, Message
from kernel import claim, clock, work
from leads.actions import reach
from leads.actions.membership import touch
from leads.enums import Proof
from tracking.actions.record import OwnEvent, record_own

CLICKS = "campaigns.clicks"
# A scanner asks for all links at once: after these seconds it has shown itself.
JUDGE_AFTER = timedelta(seconds=4)
TABLE, WAITING = "campaigns_click", "NOT c.judged"
MOST_AN_HOUR = 200


def record_open(message_id: UUID, user_agent: str) -> None:
    """The pixel of the message was loaded; kept, and judged a few seconds later: a gateway loads it before it asks for the links.

    Unknown ids, floods, and a picture that still waits to be judged do nothing.
    """
    message = Message.objects.filter(id=message_id).defer("html", "text").first()
    if message is None:
        return
    now = clock.now()
    prove_sent(message, now)
    if not Click.objects.filter(message_id=message_id, url=PICTURE, user_agent=user_agent[:500], judged=False).exists():
        _keep(message_id, PICTURE, user_agent, now)


def record_click(message_id: UUID, url: str, user_agent: str, *, hosted: bool = False) -> None:
    """Somebody followed a link (`hosted`: from a host's network); kept, judged a few seconds later. Unknown ids and floods do nothing."""
    if Message.objects.filter(id=message_id).exists():
        _keep(message_id, url[:2000], user_agent, clock.now(), hosted=hosted)


def _keep(message_id: UUID, url: str, user_agent: str, now: datetime, *, hosted: bool = False) -> None:
    """Pictures and links have a limit each, so that what loads the picture again and again hides no click."""
    alike = Click.objects.filter(message_id=message_id, at__gt=now - timedelta(hours=1))
    alike = alike.filter(url=PICTURE) if url == PICTURE else alike.exclude(url=PICTURE)
    if alike[:MOST_AN_HOUR].count() < MOST_AN_HOUR:
        due_at = now + JUDGE_AFTER
        Click.objects.create(message_id=message_id, url=url, user_agent=user_agent[:500], hosted=hosted, at=now, due_at=due_at)
        work.ring(CLICKS)


def judge_clicks() -> int:
    """Due opens and clicks: person or machine? Events `email_opened` (once a day) and `email_clicked` either way; `opened_at`, `clicked_at`
    and the proof that the address is read only for people (a loaded picture proves nothing: mail programs load them for themselves)."""
    due = {row.id for row in claim.claim(TABLE, WAITING, 200)}
    if not due:
        return 0
    by_message: dict[UUID, list[Click]] = defaultdict(list)
    asked = set(Click.objects.filter(id__in=due).values_list("message_id", flat=True))
    for click in Click.objects.filter(message_id__in=asked).order_by("at", "id"):
        by_message[click.message_id].append(click)
    messages = {message.id: message for message in Message.objects.filter(id__in=asked)}
    if any(click.url != PICTURE for clicks in by_message.values() for click in clicks if click.id in due):
        reach.lock()  # before any message is touched, as whoever suppresses an address does; a picture proves no address
    read = [messages[message_id].to_address for message_id, clicks in by_message.items() if _judge(messages[message_id], clicks, due)]
    if read:
        reach.prove_emails(read, Proof.CLICK)
    Click.objects.filter(id__in=due).update(judged=True)
    return len(due)


def _judge(message: Message, clicks: list[Click], due: set[UUID]) -> bool:
    """Whether a person was among those who clicked."""
    asked = [bots.Click(click.url, click.at, click.user_agent, click.hosted) for click in clicks]
    machines = bots.machines(asked, len(links.web_links(message.html)), _sent_at(message))
    found = [(click, machine) for click, machine in zip(clicks, machines, strict=True) if click.id in due]
    prove_sent(message, clicks[0].at)
    record_own([_event_of(message, click, machine) for click, machine in found])
    opened = [click.at for click, machine in found if not machine]
    clicked = [click.at for click, machine in found if not machine and click.url != PICTURE]
    if opened:
        _put(message, opened_at=min(opened), **({"clicked_at": min(clicked)} if clicked else {}))
    return bool(clicked)


def _event_of(message: Message, click: Click, machine: bool) -> OwnEvent:
    who = "machine" if machine else "person"
    if click.url == PICTURE:
        return _event(message, "email_opened", click.at, machine, f"email_opened:{message.id}:{who}:{click.at:%Y%m%d}")
    key = f"email_clicked:{message.id}:{who}:{click.at:%Y%m%d%H%M}:{links.short_hash(click.url)}"
    return _event(message, "email_clicked", click.at, machine, key, url=click.url)


def _put(message: Message, **instants: datetime) -> None:
    """Write the instants that are not known yet; segments hear of it."""
    unknown = Q(*[(f"{name}__isnull", True) for name in instants], _connector=Q.OR)
    fields = {name: Coalesce(F(name), at) for name, at in instants.items()}
    if Message.objects.filter(unknown, id=message.id).update(**fields):
        _tell_segments(message)


def _tell_segments(message: Message) -> None:
    touch(lead for lead in (message.lead_id,) if lead)


def _event(message: Message, name: str, at: datetime, machine: bool, key: str, **more: str) -> OwnEvent:
    return OwnEvent(message.person_id, name, at, key, {"message_id": str(message.id), "subject": message.subject, **more}, is_bot=machine)


def _sent_at(message: Message) -> datetime | None:
    """When it went out; of an unknown one, when it was about to."""
    return message.sent_at or (message.created_at if message.state == MessageState.UNKNOWN else None)


def prove_sent(message: Message, at: datetime) -> None:
    """Who loads a picture or follows a link has the message: what was unknown is sent."""
    proved = Message.objects.filter(id=message.id, state=MessageState.UNKNOWN).update(
        state=MessageState.SENT, sent_at=Coalesce(F("sent_at"), at), reason="proved by an open or click"
    )
    if proved:
        _tell_segments(message)


def forget_clicks() -> int:
    """Judged clicks live on as events; their rows go after a day."""
    return int(Click.objects.filter(judged=True, at__lt=clock.now() - timedelta(days=1)).delete()[0])
