"""Segments: the newest version of each name."""

from uuid import UUID

from leads.models import Segment


def segments() -> list[Segment]:
    """The newest version of every segment that is not archived, by name."""
    newest = Segment.objects.order_by("name", "-version").distinct("name")
    return [segment for segment in newest if segment.archived_at is None]


def segment(segment_id: UUID) -> Segment | None:
    return Segment.objects.filter(pk=segment_id).first()


def versions(name: str) -> list[Segment]:
    return list(Segment.objects.filter(name=name).order_by("-version"))
