from leads.models.company import Company
from leads.models.duplicate import Duplicate, DuplicateCheck
from leads.models.firm_word import FirmWord
from leads.models.gram import LeadGram
from leads.models.identifier import Identifier, UnheardEvent
from leads.models.import_job import ImportJob, ImportMark, ImportRefusal
from leads.models.lead import Lead, StageDefinition, StageVisit
from leads.models.merge import MergeBatch, PersonMerge
from leads.models.move_batch import MoveBatch
from leads.models.past_job import PastJob
from leads.models.person import Person
from leads.models.placement import AccountBatch, Placement, TierScheme
from leads.models.proof import ContactProof
from leads.models.qualification import Qualification
from leads.models.scheme import StageAcknowledgement, StageScheme
from leads.models.segment import Segment, SegmentStanding, SegmentStay, SegmentTouch
from leads.models.snapshot import Snapshot
from leads.models.survivorship import SurvivorshipRules

__all__ = [
    "AccountBatch", "Company", "ContactProof", "Duplicate", "DuplicateCheck", "FirmWord", "Identifier", "ImportJob", "ImportMark",
    "ImportRefusal", "Lead", "LeadGram", "MergeBatch", "MoveBatch", "PastJob", "Person", "PersonMerge", "Placement", "Qualification",
    "Segment", "SegmentStanding", "SegmentStay", "SegmentTouch", "Snapshot", "StageAcknowledgement", "StageDefinition", "StageScheme",
    "StageVisit", "SurvivorshipRules", "TierScheme", "UnheardEvent",
]  # fmt: skip
