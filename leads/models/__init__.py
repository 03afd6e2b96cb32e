from leads.models.company import Company
from leads.models.duplicate import Duplicate, DuplicateCheck
from leads.models.gram import LeadGram
from leads.models.identifier import Identifier
from leads.models.import_job import ImportJob, ImportRefusal
from leads.models.lead import Lead, StageDefinition, StageVisit
from leads.models.merge import PersonMerge
from leads.models.person import Person
from leads.models.segment import Segment, SegmentStanding, SegmentStay, SegmentTouch

__all__ = [
    "Company", "Duplicate", "DuplicateCheck", "Identifier", "ImportJob", "ImportRefusal", "Lead", "LeadGram", "Person", "PersonMerge",
    "Segment", "SegmentStanding", "SegmentStay", "SegmentTouch", "StageDefinition", "StageVisit",
]  # fmt: skip
