"""QR codes."""

from uuid import UUID

from django.db.models import QuerySet

from capture.models import QrCode


def codes(*, archived: bool = False) -> "QuerySet[QrCode]":
    return QrCode.objects.filter(archived_at__isnull=not archived).order_by("-created_at", "-id")


def code(code_id: UUID) -> QrCode | None:
    return QrCode.objects.filter(pk=code_id).first()


def by_code(text: str) -> QrCode | None:
    """The code of a public address, unless it is archived."""
    return QrCode.objects.filter(code=text, archived_at=None).first()
