"""Find a key by its digest; a revoked or unknown one is None."""

from django.db.models import QuerySet

from kernel import tenancy
from tenants.domain.keys import KeyText, parse
from tenants.models import ApiKey


def find(text: str, kind: str) -> ApiKey | None:
    """The live key of `kind` behind this text. Opens the scope of the workspace that the key names."""
    key = parse(text)
    if key is None or key.kind != kind:
        return None
    with tenancy.scope(key.workspace_id):
        return find_here(key)


def find_here(key: KeyText) -> ApiKey | None:
    return ApiKey.objects.filter(digest=key.digest, kind=key.kind, revoked_at=None).first()


def keys() -> "QuerySet[ApiKey]":
    return ApiKey.objects.order_by("revoked_at", "kind", "-created_at")
