from sales.models.hand_off import HandOff, Touch
from sales.models.opportunity import Opportunity
from sales.models.routing_rule import RoutingRule, SdrTask

__all__ = ["HandOff", "Opportunity", "RoutingRule", "SdrTask", "Touch"]
