"""Addresses of the REST API."""

from django.urls import path

from scoring.api import backtests, campaign_tags, contents, predictors, products, rulebooks, scores, tags

app_name = "api_scoring"
urlpatterns = [
    path("leads/<uuid:lead_id>/score", scores.Score.as_view(), name="score"),
    path("leads/<uuid:lead_id>/ledger", scores.Ledger.as_view(), name="ledger"),
    path("leads/<uuid:lead_id>/tags", scores.Tags.as_view(), name="tags"),
    path("content-matrix", contents.ContentMatrix.as_view(), name="content_matrix"),
    path("products", products.Products.as_view(), name="products"),
    path("products/<uuid:product_id>", products.OneProduct.as_view(), name="product"),
    path("products/<uuid:product_id>/news", products.ProductAnnouncement.as_view(), name="product_news"),
    path("campaign-tags", campaign_tags.CampaignTags.as_view(), name="campaign_tags"),
    path("campaign-tags/<uuid:campaign_tag_id>", campaign_tags.OneCampaignTag.as_view(), name="campaign_tag"),
    path("tags", tags.TagDefinitions.as_view(), name="tag_definitions"),
    path("tags/<uuid:tag_id>", tags.OneTagDefinition.as_view(), name="tag_definition"),
    path("tags/<uuid:tag_id>/leads", tags.Carriers.as_view(), name="tag_carriers"),
    path("tags/<uuid:tag_id>/merge", tags.Merge.as_view(), name="tag_merge"),
    path("tags/<uuid:tag_id>/unmerge", tags.Unmerge.as_view(), name="tag_unmerge"),
    path("tags/<uuid:tag_id>/batches", tags.Batches.as_view(), name="tag_batches"),
    path("tag-batches/<uuid:tag_batch_id>/undo", tags.Undo.as_view(), name="tag_batch_undo"),
    path("rulebooks", rulebooks.Rulebooks.as_view(), name="rulebooks"),
    path("rulebooks/<int:version>", rulebooks.OneRulebook.as_view(), name="rulebook"),
    path("rulebooks/<int:version>/publish", rulebooks.Publish.as_view(), name="publish"),
    path("rulebooks/<int:version>/withdraw", rulebooks.Withdraw.as_view(), name="withdraw"),
    path("rulebooks/<int:version>/approve", backtests.Approve.as_view(), name="approve"),
    path("backtests", backtests.Backtests.as_view(), name="backtests"),
    path("backtests/<uuid:backtest_id>", backtests.OneBacktest.as_view(), name="backtest"),
    path("backtests/<uuid:backtest_id>/cancel", backtests.Cancel.as_view(), name="backtest_cancel"),
    path("backtests/<uuid:backtest_id>/shadow", backtests.Shadow.as_view(), name="backtest_shadow"),
    path("backtests/<uuid:backtest_id>/leads", backtests.TestedLeads.as_view(), name="backtest_leads"),
    path("predictors", predictors.Predictors.as_view(), name="predictors"),
    path("predictors/<uuid:predictor_id>", predictors.OnePredictor.as_view(), name="predictor"),
    path("predictors/<uuid:predictor_id>/cancel", predictors.Cancel.as_view(), name="predictor_cancel"),
    path("predictors/<uuid:predictor_id>/look", predictors.Look.as_view(), name="predictor_look"),
    path("predictors/<uuid:predictor_id>/undo", predictors.Undo.as_view(), name="predictor_undo"),
    path("predictors/<uuid:predictor_id>/leads", predictors.PredictedLeads.as_view(), name="predictor_leads"),
]
