from sales.models.competitor import CompetitorMention
from sales.models.gate import HandOverGate, HeldLead
from sales.models.hand_off import HandOff, Touch
from sales.models.opportunity import Opportunity
from sales.models.routing_rule import RoutingRule, SdrTask

__all__ = ["CompetitorMention", "HandOff", "HandOverGate", "HeldLead", "Opportunity", "RoutingRule", "SdrTask", "Touch"]
