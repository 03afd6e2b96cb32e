"""Who opens, clicks and unsubscribes: some of the people to whom the demo's messages went."""

from datetime import timedelta
from random import Random

from campaigns.actions.engagement import record_click, record_open
from campaigns.actions.unsubscribe import unsubscribe
from campaigns.enums import MessageState
from campaigns.models import Message
from dashboard.management.demo.visits import CHROME
from kernel import clock

SCANNER = "Mozilla/5.0 (compatible; BarracudaCentral)"


def read_mail(chance: Random) -> None:
    """Read the mail of the last two days: half is opened by a person, a little by a scanner, some of it clicked."""
    recent = Message.objects.filter(state=MessageState.SENT, opened_at=None, sent_at__gt=clock.now() - timedelta(days=2))
    for message in list(recent.order_by("sent_at")):
        luck = chance.random()
        if luck < 0.30:
            record_open(message.pk, user_agent=CHROME)
        if luck < 0.09:
            record_click(message.pk, url="https://www.fernhill.example/pricing", user_agent=CHROME)
        if luck < 0.008:
            unsubscribe(message.pk)
        if luck > 0.95:
            record_open(message.pk, user_agent=SCANNER)
