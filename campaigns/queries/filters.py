"""The filter that campaigns lends to lists, segments and branches: who was sent what."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.enums import MessageState
from campaigns.models import Message
from campaigns.queries.templates import LIVE_KEYS
from leads.queries.offers import Offer

ANY = "any"


def was_sent(value: str, now: datetime) -> Q:
    """Leads to whom a message of the template `value` (or any message) went out."""
    sent = Message.objects.filter(lead_id=OuterRef("id"), state=MessageState.SENT)
    return Q(Exists(sent if value == ANY else sent.filter(version__template__key=value)))


choices = Offer(LIVE_KEYS, lambda rows: [(ANY, _("Any message")), *rows])
