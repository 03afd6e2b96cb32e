"""Entries of the audit log."""

from django.db.models import QuerySet

from kernel.models import AuditEntry


def entries(*, verb: str = "", actor: str = "") -> "QuerySet[AuditEntry]":
    """All entries, of a verb (`lead.` finds every verb of leads) and of an actor whose name contains `actor`."""
    found = AuditEntry.objects.all()
    if verb:
        found = found.filter(verb__startswith=verb)
    if actor:
        found = found.filter(actor_name__icontains=actor)
    return found


def of_target(target_id: str, limit: int = 100) -> list[AuditEntry]:
    """What was done to one object, newest first."""
    return list(AuditEntry.objects.filter(target_id=target_id).order_by("-at")[:limit])
