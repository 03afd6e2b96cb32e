from tracking.models.event import Event
from tracking.models.inbox import InboxMessage, Refusal
from tracking.models.policy import DailySalt, TrackingPolicy
from tracking.models.session import Session
from tracking.models.site import Site
from tracking.models.visitor import Visitor

__all__ = ["DailySalt", "Event", "InboxMessage", "Refusal", "Session", "Site", "TrackingPolicy", "Visitor"]
