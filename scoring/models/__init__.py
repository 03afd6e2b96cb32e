from scoring.models.ledger import LedgerEntry
from scoring.models.refit import Refit
from scoring.models.rulebook import Rulebook
from scoring.models.tag import Tag, TagBatch, TagEntry

__all__ = ["LedgerEntry", "Refit", "Rulebook", "Tag", "TagBatch", "TagEntry"]
