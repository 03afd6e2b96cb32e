"""The filter that campaigns lends to lists, segments and branches: who was sent what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.enums import MessageState
from campaigns.models import Message
from campaigns.queries.templates import live_keys

ANY = "any"


def was_sent(value: str, now: datetime) -> Q:
    """Leads to whom a message of the template `value` (or any message) went out."""
    sent = Message.objects.filter(lead_id=OuterRef("id"), state=MessageState.SENT)
    return Q(Exists(sent if value == ANY else sent.filter(version__template__key=value)))


def choices() -> Sequence[tuple[str, Any]]:
    return [(ANY, _("Any message")), *((key, key) for key in live_keys())]
