"""Addresses of the REST API."""

from django.urls import path

from scoring.api import backtests, rulebooks, scores

app_name = "api_scoring"
urlpatterns = [
    path("leads/<uuid:lead_id>/score", scores.Score.as_view(), name="score"),
    path("leads/<uuid:lead_id>/ledger", scores.Ledger.as_view(), name="ledger"),
    path("leads/<uuid:lead_id>/tags", scores.Tags.as_view(), name="tags"),
    path("rulebooks", rulebooks.Rulebooks.as_view(), name="rulebooks"),
    path("rulebooks/<int:version>", rulebooks.OneRulebook.as_view(), name="rulebook"),
    path("rulebooks/<int:version>/publish", rulebooks.Publish.as_view(), name="publish"),
    path("rulebooks/<int:version>/approve", backtests.Approve.as_view(), name="approve"),
    path("backtests", backtests.Backtests.as_view(), name="backtests"),
    path("backtests/<uuid:backtest_id>", backtests.OneBacktest.as_view(), name="backtest"),
    path("backtests/<uuid:backtest_id>/cancel", backtests.Cancel.as_view(), name="backtest_cancel"),
    path("backtests/<uuid:backtest_id>/shadow", backtests.Shadow.as_view(), name="backtest_shadow"),
    path("backtests/<uuid:backtest_id>/leads", backtests.TestedLeads.as_view(), name="backtest_leads"),
]
