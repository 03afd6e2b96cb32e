"""Sites and their keys."""

from uuid import UUID

from django.db.models import QuerySet

from tracking.models import Site


def sites() -> "QuerySet[Site]":
    """Every site with its key, oldest first."""
    return Site.objects.select_related("key", "old_key").order_by("created_at", "id")


def site(site_id: UUID) -> Site | None:
    return Site.objects.select_related("key", "old_key").filter(pk=site_id).first()


def names() -> dict[UUID, str]:
    """site id → name."""
    return dict(Site.objects.values_list("id", "name"))
