"""What leads announces. Lists run in parallel, so that a batch of 500 is one fact."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kernel.facts import Fact
from tracking.facts import OfEvents


@dataclass(frozen=True, kw_only=True)
class LeadActive(OfEvents):
    """Events belong to leads now: event_ids[i] happened to lead_ids[i]. Bots left out. In the order of happening per lead."""

    event_ids: list[UUID]
    lead_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class LeadEdited(Fact):
    """Fields of people changed (by hand, form, traits or import): who they are may score differently.

    `spoke`: leads of whom only the language changed, as a device told it.
    """

    lead_ids: list[UUID]
    at: datetime
    spoke: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class LeadQualified(Fact):
    """What is known of the deals of these leads has changed: an answer to a letter of BANT or to the buying phase (F065, F068)."""

    lead_ids: list[UUID]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReachChanged(Fact):
    """What is known against the addresses of these open leads, or for them, has changed: they may be contactable now, or no more (F167)."""

    lead_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class BlacklistChanged(Fact):
    """These open leads are of a company that came onto the blacklist, or off it (F069): ask queries.blacklist which."""

    lead_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class LeadsMerged(Fact):
    """loser_ids[i] (an anonymous or duplicate lead) is part of winner_ids[i] now: carry over ledger, enrolments, messages.

    merge_ids[i] is its PersonMerge: note there (leads.actions.merge_notes) what has to be given back when it is undone.
    """

    winner_ids: list[UUID]
    loser_ids: list[UUID]
    at: datetime
    merge_ids: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class LeadsUnmerged(Fact):
    """loser_ids[i] stands for itself again beside winner_ids[i]: give back what merge_ids[i] noted."""

    winner_ids: list[UUID]
    loser_ids: list[UUID]
    merge_ids: list[UUID]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LeadsClosed(Fact):
    """These episodes are over, and their people have new ones: `reason` is job_change."""

    lead_ids: list[UUID]
    reason: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class EmploymentChanged(Fact):
    """person_ids[i] works elsewhere now, and lead_ids[i] is the lead that began with it (F009)."""

    person_ids: list[UUID]
    lead_ids: list[UUID]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class FirmChange:
    """A field (leads.enums.Firm) of a company has another value: as text, "" for unknown. `id` is of this change alone."""

    id: UUID
    company_id: UUID
    field: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class FirmographicsChanged(Fact):
    """What stands of companies is another now (F009)."""

    changes: list[FirmChange]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class StageMove:
    lead_id: UUID
    from_stage: str
    to_stage: str
    visit_no: int
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class StageChanged(Fact):
    """Leads entered a stage."""

    moves: list[StageMove] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class MovesUndone(Fact):
    """A bulk move was undone: these visits, passed ones too, count no more, and their leads stand where they stood before `made_at`.

    A number that is free again may come again for another visit: whatever you keep by (lead, stage, visit number), let go of it.
    """

    batch_id: UUID
    visits: list[StageMove]
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class SegmentChanged(Fact):
    """Leads came into the segment `line_id` or left it: because of what they did, or because time passed."""

    line_id: UUID
    entered: list[UUID]
    left: list[UUID]
    at: datetime
