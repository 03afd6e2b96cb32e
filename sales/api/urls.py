"""Addresses of the REST API."""

from django.urls import path

from sales.api import dormant, gate, hand_offs, opportunities, routing

app_name = "api_sales"
urlpatterns = [
    path("hand-offs", hand_offs.HandOffs.as_view(), name="hand_offs"),
    path("hand-offs/<uuid:hand_off_id>", hand_offs.OneHandOff.as_view(), name="hand_off"),
    path("hand-offs/<uuid:hand_off_id>/claim", hand_offs.Claim.as_view(), name="claim"),
    path("hand-offs/<uuid:hand_off_id>/release", hand_offs.Release.as_view(), name="release"),
    path("hand-offs/<uuid:hand_off_id>/touches", hand_offs.Touches.as_view(), name="touches"),
    path("hand-offs/<uuid:hand_off_id>/return", hand_offs.Return.as_view(), name="return"),
    path("hand-over-gate", gate.HandOverGate.as_view(), name="hand_over_gate"),
    path("dormant-leads", dormant.DormantPool.as_view(), name="dormant"),
    path("dormant-leads/<uuid:batch_id>/undo", dormant.DormantUndo.as_view(), name="dormant_undo"),
    path("held-leads", gate.HeldLeads.as_view(), name="held_leads"),
    path("leads/<uuid:lead_id>/competitors", gate.LeadCompetitors.as_view(), name="lead_competitors"),
    path("competitors/lost-deals", gate.LostTo.as_view(), name="lost_to"),
    path("competitors/<uuid:mention_id>", gate.OneMention.as_view(), name="competitor"),
    path("queue", hand_offs.Queue.as_view(), name="queue"),
    path("leads/<uuid:lead_id>/touches", hand_offs.LeadTouches.as_view(), name="lead_touches"),
    path("opportunities", opportunities.Opportunities.as_view(), name="opportunities"),
    path("opportunities/<uuid:opportunity_id>", opportunities.OneOpportunity.as_view(), name="opportunity"),
    path("opportunities/<uuid:opportunity_id>/won", opportunities.Win.as_view(), name="won"),
    path("opportunities/<uuid:opportunity_id>/lost", opportunities.Lose.as_view(), name="lost"),
    path("routing-rules", routing.RoutingRules.as_view(), name="routing_rules"),
    path("tasks", routing.Tasks.as_view(), name="tasks"),
    path("tasks/<uuid:task_id>/done", routing.FinishTask.as_view(), name="task_done"),
]
