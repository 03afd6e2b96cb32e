"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from scoring.web import backtest, campaign_tags, content, draft, explain, predictors, products, rulebook, tag_batches, tags
from scoring.web.refusals import in_words

app_name = "scoring"
_pages = [
    path("scoring", rulebook.live, name="rulebook"),
    path("scoring/versions/<int:version>", rulebook.version, name="rulebook_version"),
    path("scoring/versions/<int:version>/withdraw", draft.withdraw, name="rulebook_withdraw"),
    path("scoring/draft", draft.draft, name="draft"),
    path("scoring/draft/begin", draft.begin, name="draft_begin"),
    path("scoring/draft/publish", draft.publish, name="draft_publish"),
    path("scoring/draft/drop", draft.drop, name="draft_drop"),
    path("scoring/tests", backtest.tests, name="tests"),
    path("scoring/tests/<uuid:backtest_id>", backtest.one, name="test"),
    path("scoring/tests/<uuid:backtest_id>/cancel", backtest.cancel, name="test_cancel"),
    path("scoring/tests/<uuid:backtest_id>/shadow", backtest.shadow, name="test_shadow"),
    path("scoring/tests/<uuid:backtest_id>/approve", backtest.approve, name="test_approve"),
    path("scoring/tests/<uuid:backtest_id>/export", backtest.export, name="test_export"),
    path("scoring/predictors", predictors.every, name="predictors"),
    path("scoring/predictors/new", predictors.new, name="predictor_new"),
    path("scoring/predictors/<uuid:predictor_id>", predictors.one, name="predictor"),
    path("scoring/predictors/<uuid:predictor_id>/cancel", predictors.cancel, name="predictor_cancel"),
    path("scoring/predictors/<uuid:predictor_id>/look", predictors.look, name="predictor_look"),
    path("scoring/predictors/<uuid:predictor_id>/undo", predictors.undo, name="predictor_undo"),
    path("scoring/predictors/<uuid:predictor_id>/export", predictors.export, name="predictor_export"),
    path("leads/<uuid:lead_id>/score", explain.explain, name="explain"),
    path("leads/<uuid:lead_id>/tag", tags.put, name="tag_lead"),
    path("leads/<uuid:lead_id>/untag", tags.take, name="untag_lead"),
    path("content", content.show, name="content"),
    path("products", products.show, name="products"),
    path("products/add", products.add, name="product_add"),
    path("products/<uuid:product_id>", products.change, name="product"),
    path("products/<uuid:product_id>/remove", products.remove, name="product_remove"),
    path("products/<uuid:product_id>/news", products.announce, name="product_announce"),
    path("tags", tags.tags, name="tags"),
    path("tags/export", tags.export, name="tags_export"),
    path("tags/import", tags.import_file, name="tags_import"),
    path("tags/campaigns", campaign_tags.show, name="campaign_tags"),
    path("campaign-tags/<uuid:campaign_tag_id>/remove", campaign_tags.remove, name="campaign_tag_remove"),
    path("tags/bulk", tag_batches.bulk, name="tag_bulk"),
    path("tags/<uuid:tag_id>", tags.one, name="tag"),
    path("tags/<uuid:tag_id>/merge", tags.merge, name="tag_merge"),
    path("tags/<uuid:tag_id>/unmerge", tags.unmerge, name="tag_unmerge"),
    path("tag-batches/<uuid:tag_batch_id>/undo", tag_batches.undo, name="tag_batch_undo"),
]
# One place for all of them, so that no page forgets it.
urlpatterns = [path(str(page.pattern), in_words(page.callback), name=page.name) for page in _pages]
