"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from sales.web import dormant, gate, pipeline, queue, routing

app_name = "sales"
urlpatterns = [
    path("queue", queue.focus, name="queue"),
    path("queue/list", queue.queue_list, name="queue_list"),
    path("queue/held", gate.held, name="held"),
    path("leads/<uuid:lead_id>/competitors", gate.competitor_name, name="competitor_name"),
    path("competitors/<uuid:mention_id>/drop", gate.competitor_drop, name="competitor_drop"),
    path("queue/next", queue.take_next, name="take_next"),
    path("queue/<uuid:hand_off_id>", queue.hand_off, name="hand_off"),
    path("queue/<uuid:hand_off_id>/touch", queue.touch, name="touch"),
    path("queue/<uuid:hand_off_id>/snooze", queue.snooze, name="snooze"),
    path("queue/<uuid:hand_off_id>/claim", queue.take, name="claim"),
    path("queue/<uuid:hand_off_id>/release", queue.release, name="release"),
    path("leads/<uuid:lead_id>/hand-over", queue.hand_over, name="hand_over"),
    path("leads/<uuid:lead_id>/opportunity", pipeline.opportunity_new, name="opportunity_new"),
    path("dormant", dormant.pool, name="dormant"),
    path("dormant/figures", dormant.figures, name="dormant_figures"),
    path("dormant/<uuid:batch_id>/undo", dormant.undo, name="dormant_undo"),
    path("tasks", pipeline.task_list, name="tasks"),
    path("tasks/<uuid:task_id>/done", pipeline.task_done, name="task_done"),
    path("opportunities", pipeline.opportunity_list, name="opportunities"),
    path("opportunities/<uuid:opportunity_id>", pipeline.opportunity, name="opportunity"),
    path("opportunities/<uuid:opportunity_id>/won", pipeline.opportunity_won, name="opportunity_won"),
    path("opportunities/<uuid:opportunity_id>/lost", pipeline.opportunity_lost, name="opportunity_lost"),
    path("routing", routing.edit, name="routing"),
]
