from tracking.models.event import Event
from tracking.models.heat import HeatCell
from tracking.models.inbox import InboxMessage, Refusal
from tracking.models.session import Session
from tracking.models.site import Site
from tracking.models.visitor import Visitor

__all__ = ["Event", "HeatCell", "InboxMessage", "Refusal", "Session", "Site", "Visitor"]
