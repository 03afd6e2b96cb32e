"""Which keys sign links, and the addresses under which they are served."""

import hashlib
from uuid import UUID

from django.conf import settings
from django.utils.encoding import force_bytes

from campaigns.domain import links
from kernel import tenancy


def keys() -> list[bytes]:
    """The signing key, then those of before (SECRET_KEY_FALLBACKS), so that a link outlives a change of keys."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [hashlib.sha256(b"leadway.campaigns.links" + force_bytes(secret)).digest() for secret in secrets]


def unsubscribe_url(message_id: UUID) -> str:
    return f"{settings.BASE_URL}/u/{links.sign(keys(), 'unsubscribe', links.Ticket(tenancy.current(), message_id))}"


def open_url(message_id: UUID) -> str:
    return f"{settings.BASE_URL}/o/{links.sign(keys(), 'open', links.Ticket(tenancy.current(), message_id))}.gif"


def click_url(message_id: UUID, url: str) -> str:
    return f"{settings.BASE_URL}/c/{links.sign(keys(), 'click', links.Ticket(tenancy.current(), message_id, url))}"
