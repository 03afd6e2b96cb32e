"""What the editors offer to choose from: forms, segments, sites, key accounts."""

from uuid import UUID

from django.db.models import QuerySet

from capture.queries import forms as capture_forms
from leads.queries import segments as lead_segments
from onsite.models import KeyAccount
from onsite.queries import hesitation
from tracking.queries import sites

HESITATED_DAYS = 90


def forms() -> list[tuple[str, str]]:
    """(public id, name) of the forms that a visitor can open."""
    return [(one.public_id, one.name) for one in capture_forms.forms().filter(live_version__isnull=False)]


def seen_forms() -> list[str]:
    """Names of the forms on the sites' own pages on which somebody hesitated lately."""
    return [one.form for one in hesitation.forms(HESITATED_DAYS)]


def key_accounts() -> "QuerySet[KeyAccount]":
    return KeyAccount.objects.select_related("company").order_by("name")


def key_account(key_account_id: UUID) -> KeyAccount | None:
    return KeyAccount.objects.filter(pk=key_account_id).first()


def segments() -> list[tuple[str, str]]:
    """(id, name) of the segments in use."""
    return [(str(one.pk), one.name) for one in lead_segments.segments()]


def site_pages() -> list[tuple[str, str]]:
    """(name, address) of the sites, for preview links."""
    return [(site.name, site.url) for site in sites.sites()]
