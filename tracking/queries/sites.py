"""Sites and their keys."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tracking.domain.signed import Signing
from tracking.enums import SignedUsers
from tracking.models import Site


def sites() -> "QuerySet[Site]":
    """Every site with its key, oldest first."""
    return Site.objects.select_related("key", "old_key").order_by("created_at", "id")


def site(site_id: UUID) -> Site | None:
    return Site.objects.select_related("key", "old_key").filter(pk=site_id).first()


def signing(now: datetime) -> dict[UUID, Signing]:
    """site id → what it makes of signatures, of the sites that look at them; the secret before counts to the end of its overlap."""
    rows = Site.objects.exclude(signed_users=SignedUsers.OFF).values_list(
        "id", "signed_users", "signing_secret", "old_signing_secret", "old_signing_until"
    )
    return {
        pk: Signing((secret, before) if until and until > now else (secret,), mode == SignedUsers.REQUIRED)
        for pk, mode, secret, before, until in rows
    }


def names() -> dict[UUID, str]:
    """site id → name."""
    return dict(Site.objects.values_list("id", "name"))
