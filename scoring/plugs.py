"""What we lend to earlier apps, and what a later one may keep of ours."""

from django.utils.translation import gettext_lazy as _

from kernel import keeper, personal
from leads.domain import footprints, trees
from leads.domain.filters import Filter, register
from leads.domain.footprints import Footprint
from leads.queries.cells import LENT, MODELS
from leads.queries.range_words import of_numbers
from leads.queries.trees import SOURCES
from scoring.domain.grades import CELLS
from scoring.enums import Engagement, Grade
from scoring.queries import cells, contents, grid_leaf, mark_leaf, products, score_leaf, tag_leaf
from scoring.queries.filters import (
    BANDS,
    by_band,
    by_cell,
    by_engagement,
    by_grade,
    by_model,
    by_score,
    by_tag,
    by_tag_weight,
    model_choices,
    tag_choices,
)

register(Filter("score", _("Score"), by_score, hint=_("60.. or 10..20"), timed=True, leaf=score_leaf.score_leaf, words=of_numbers))
register(Filter("grade", _("Grade"), by_grade, choices=lambda: Grade.choices, leaf=grid_leaf.grade_leaf))
register(
    Filter("engagement", _("Engagement"), by_engagement, choices=lambda: Engagement.choices, timed=True, leaf=grid_leaf.engagement_leaf)
)
register(
    Filter("cell", _("Fit and engagement"), by_cell, choices=lambda: [(each, each) for each in CELLS], timed=True, leaf=grid_leaf.cell_leaf)
)
LENT.append(cells.reader)
MODELS.append(cells.namer)
register(Filter("band", _("Score band"), by_band, choices=lambda: BANDS, timed=True, leaf=grid_leaf.band_leaf))
register(Filter("model", _("Score model"), by_model, choices=model_choices))
register(Filter("tag", _("Tag"), by_tag, choices=tag_choices, timed=True, leaf=lambda value: {"ask": "tag", "tag": value}))
register(Filter("tag_weight", _("Tag weight"), by_tag_weight, hint=_("Pricing:0.4.."), timed=True))
register(Filter("interest", _("Interested in"), products.by_interest, choices=products.choices, timed=True))
trees.register(score_leaf.SCORE, grid_leaf.GRADE, grid_leaf.ENGAGEMENT, grid_leaf.BAND, tag_leaf.TAG, mark_leaf.MARKED)
SOURCES[grid_leaf.SOURCE] = grid_leaf.load
SOURCES["marks"] = mark_leaf.load_marks
SOURCES["tags"] = tag_leaf.load_tags
keeper.register(products.INTERESTED, products.count_as_asked)
keeper.register(contents.READERS, contents.count_as_asked)
personal.register(
    personal.Holding("scoring_tagentry", "x.lead_id = ANY(%(leads)s::uuid[])"),
    # A filter may name them by address.
    personal.Holding("scoring_tagbatch", personal.mentions("x.filters::text"), {"filters": "'{}'::jsonb"}, shared=True),
    personal.Holding("scoring_ledgerentry", "x.lead_id = ANY(%(leads)s::uuid[])"),
    personal.Holding("scoring_backtestlead", "x.lead_id = ANY(%(leads)s::uuid[])"),
    personal.Holding("scoring_shadowlead", "x.lead_id = ANY(%(leads)s::uuid[])"),
    personal.Holding("scoring_switchlead", "x.lead_id = ANY(%(leads)s::uuid[])"),
    personal.Holding("scoring_predictorlead", "x.lead_id = ANY(%(leads)s::uuid[])"),
    personal.Holding("scoring_predictorlead", personal.mentioned_in("facts"), personal.without_in("facts"), shared=True),
)
# On one lead or on many at once.
BY_HAND = "f.removed_at IS NULL AND (starts_with(f.effect_key, 'hand:') OR starts_with(f.effect_key, 'batch:'))"
footprints.register(
    Footprint("scoring_tagentry", why="tagged", told=_("was tagged by hand"), where=BY_HAND),
    *(Footprint(f"scoring_{table}") for table in ("ledgerentry", "backtestlead", "shadowlead", "switchlead", "predictorlead")),
)
