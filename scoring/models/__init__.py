from scoring.models.backtest import Backtest, BacktestLead, RulebookApproval, ShadowLead
from scoring.models.campaign_tag import CampaignTag
from scoring.models.ledger import LedgerEntry
from scoring.models.predictor import Predictor, PredictorLead
from scoring.models.product import Product, ProductNews
from scoring.models.refit import Refit
from scoring.models.rulebook import Rulebook
from scoring.models.switch import Switch, SwitchLead
from scoring.models.tag import Tag, TagBatch, TagEntry

__all__ = [
    "Backtest",
    "BacktestLead",
    "CampaignTag",
    "LedgerEntry",
    "Predictor",
    "PredictorLead",
    "Product",
    "ProductNews",
    "Refit",
    "Rulebook",
    "RulebookApproval",
    "ShadowLead",
    "Switch",
    "SwitchLead",
    "Tag",
    "TagBatch",
    "TagEntry",
]
