from tracking.models.catalogue import EventDay, EventName
from tracking.models.event import Event
from tracking.models.heat import HeatCell
from tracking.models.inbox import InboxMessage, Refusal
from tracking.models.limit import IngestLimit
from tracking.models.policy import DailySalt, TrackingPolicy
from tracking.models.session import Session
from tracking.models.site import Site
from tracking.models.visitor import Visitor
from tracking.models.volume import Volume

__all__ = [
    "DailySalt", "Event", "EventDay", "EventName", "HeatCell", "InboxMessage", "IngestLimit", "Refusal", "Session", "Site",
    "TrackingPolicy", "Visitor", "Volume",
]  # fmt: skip
