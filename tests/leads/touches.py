"""Whom a change touched, so that their segments are asked again."""

from uuid import UUID

from kernel.audit import SYSTEM
from leads.actions.segments import build_segment
from leads.models import Segment, SegmentTouch


def listen() -> None:
    """From now on; without a segment nobody is touched."""
    if not Segment.objects.exists():
        build_segment(name="Everybody", tree={"all": []}, actor=SYSTEM)
    SegmentTouch.objects.all().delete()


def touched() -> set[UUID]:
    """Since listen()."""
    return set(SegmentTouch.objects.values_list("lead_id", flat=True))
