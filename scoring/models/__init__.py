from scoring.models.ledger import LedgerEntry
from scoring.models.rulebook import Rulebook
from scoring.models.tag import Tag, TagEntry

__all__ = ["LedgerEntry", "Rulebook", "Tag", "TagEntry"]
