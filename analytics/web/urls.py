"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from analytics.web import aha, calibration, channels, funnels, goals, intent, playbooks, reports, rfm, rules

app_name = "analytics"
urlpatterns = [
    path("insights/funnel", reports.funnel_page, name="funnel"),
    path("insights/funnels", funnels.funnels_page, name="funnels"),
    path("insights/funnels/new", funnels.new_page, name="funnel_new"),
    path("insights/funnels/<uuid:funnel_id>", funnels.edit_page, name="funnel_edit"),
    path("insights/funnels/<uuid:funnel_id>/remove", funnels.remove, name="funnel_remove"),
    path("insights/playbooks", playbooks.playbook_list, name="playbooks"),
    path("insights/playbooks/<str:stage>", playbooks.playbook_page, name="playbook"),
    path("insights/playbooks/<str:stage>/goals", playbooks.playbook_goals, name="playbook_goals"),
    path("insights/playbooks/<str:stage>/figures", playbooks.playbook_figures, name="playbook_figures"),
    path("insights/playbooks/<str:stage>/install", playbooks.install, name="playbook_install"),
    path("insights/playbooks/<str:stage>/edit", playbooks.edit, name="playbook_edit"),
    path("insights/playbooks/<str:stage>/remove", playbooks.remove, name="playbook_remove"),
    path("insights/goals", goals.goal_list, name="goals"),
    path("insights/goals/behind", goals.behind, name="goals_behind"),
    path("insights/goals/new", goals.new, name="goal_new"),
    path("insights/goals/<uuid:goal_id>", goals.edit, name="goal_edit"),
    path("insights/goals/<uuid:goal_id>/remove", goals.remove, name="goal_remove"),
    path("insights/goals/<uuid:goal_id>/restore", goals.restore, name="goal_restore"),
    path("insights/goals/of/<uuid:journey_id>/preview", goals.of_journey, name="goals_of_journey"),
    path("insights/velocity", reports.velocity_page, name="velocity"),
    path("insights/lvr", reports.lvr_page, name="lvr"),
    path("insights/sources", reports.sources_page, name="sources"),
    path("insights/fast-and-old", reports.age_page, name="age"),
    path("insights/intent", intent.intent_page, name="intent"),
    path("insights/aha", aha.aha_page, name="aha"),
    path("insights/aha/<uuid:product_id>/choose", aha.choose, name="choose_aha"),
    path("insights/aha/<uuid:product_id>/take-back", aha.take_back, name="take_back_aha"),
    path("insights/channels", channels.channels_page, name="channels"),
    path("insights/rfm", rfm.rfm_page, name="rfm"),
    path("insights/calibration", calibration.calibration_page, name="calibration"),
    path("insights/rules", rules.rules_page, name="rules"),
    path("insights/rules/draft", rules.draft_page, name="rules_draft"),
]
