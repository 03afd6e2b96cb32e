"""What the API shows of leads, and what it takes."""

from datetime import datetime
from functools import cached_property
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel import clock
from leads.domain.lifecycle import ORDER, label
from leads.domain.stage_clock import Clock, clock_of
from leads.enums import Contactability, MoveReason
from leads.models import ImportJob, ImportRefusal, Lead, Person, Segment, StageDefinition
from leads.queries import cells
from leads.queries.stage_clocks import promises


class PersonShape(serializers.ModelSerializer[Person]):
    """A human, or an anonymous profile until `known_at`."""

    company = serializers.SerializerMethodField()
    company_id = serializers.UUIDField(read_only=True, allow_null=True)
    contactability = serializers.SerializerMethodField(
        help_text="The better of e-mail and phone: proven, good, weak, no; nothing when none is given."
    )

    class Meta:
        model = Person
        fields = (
            "id", "name", "email", "phone", "title", "persona", "company", "company_id", "industry", "country", "language", "attributes",
            "search_intent", "landing_page", "known_at", "created_at", "contactability", "email_reach", "phone_reach",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=[choice.name.lower() for choice in Contactability]))
    def get_contactability(self, person: Person) -> str:
        return Contactability(person.contactability).name.lower()

    def get_company(self, person: Person) -> str:
        return person.company_name or (person.company.name if person.company else "")


class LeadShape(serializers.ModelSerializer[Lead]):
    """An episode of one person's interest. `score` is of this instant; `label` is the stage visit, as in MQL-02."""

    person = PersonShape(read_only=True)
    label = serializers.SerializerMethodField()
    score = serializers.SerializerMethodField()
    cell = serializers.SerializerMethodField(help_text="Fit and engagement now, A1 to D3; empty for a lead that was never scored.")
    fit = serializers.FloatField(source="snapshot.fit", read_only=True)
    interest = serializers.SerializerMethodField()
    visit_no = serializers.IntegerField(read_only=True)
    owner = serializers.IntegerField(source="owner_id", read_only=True, allow_null=True)
    due_at = serializers.SerializerMethodField(help_text="Until when this stay is promised to end; null where nothing is promised.")
    overdue = serializers.SerializerMethodField(help_text="Whether it takes longer.")
    first_touch = serializers.JSONField(source="person.first_touch", read_only=True)
    last_touch = serializers.JSONField(source="person.last_touch", read_only=True)

    class Meta:
        model = Lead
        fields = (
            "id", "person", "number", "stage", "visit_no", "label", "stage_entered_at", "due_at", "overdue", "lane", "score", "fit",
            "interest", "cell", "owner", "entry_channel", "first_touch", "last_touch", "known", "returns", "cool_until", "history", "flags",
            "created_at", "last_active_at", "closed_at", "closed_reason",
        )  # fmt: skip
        read_only_fields = fields

    @cached_property
    def _reader(self) -> cells.Reader:
        """Asked once for all rows of an answer."""
        return cells.reader()

    def get_cell(self, lead: Lead) -> str:
        return self._reader(lead, self._now())

    def get_label(self, lead: Lead) -> str:
        return label(lead.stage, lead.visit_no)

    @cached_property
    def _promises(self) -> dict[str, int]:
        """Asked once for all rows of an answer."""
        return promises()

    def _clock(self, lead: Lead) -> Clock:
        return clock_of(lead.stage_entered_at, None, None if lead.closed_at else self._promises.get(lead.stage), self._now())

    def get_due_at(self, lead: Lead) -> datetime | None:
        return self._clock(lead).due_at

    def get_overdue(self, lead: Lead) -> bool:
        return self._clock(lead).state == "late"

    def get_score(self, lead: Lead) -> float:
        return round(lead.snapshot.score(self._now()), 1)

    def get_interest(self, lead: Lead) -> float:
        return round(lead.snapshot.interest(self._now()), 1)

    def _now(self) -> datetime:
        return clock.now()


class CardShape(serializers.Serializer[dict[str, Any]]):
    """A person as an integration gives them. At least a name, e-mail address, phone number or user id."""

    name = serializers.CharField(required=False, allow_blank=True)
    first_name = serializers.CharField(required=False, allow_blank=True)
    last_name = serializers.CharField(required=False, allow_blank=True)
    email = serializers.CharField(required=False, allow_blank=True)
    phone = serializers.CharField(required=False, allow_blank=True)
    user_id = serializers.CharField(required=False, allow_blank=True)
    title = serializers.CharField(required=False, allow_blank=True)
    persona = serializers.CharField(required=False, allow_blank=True)
    company = serializers.CharField(required=False, allow_blank=True)
    industry = serializers.CharField(required=False, allow_blank=True)
    country = serializers.CharField(required=False, allow_blank=True)
    language = serializers.CharField(required=False, allow_blank=True)
    source = serializers.CharField(required=False, allow_blank=True)
    medium = serializers.CharField(required=False, allow_blank=True)
    campaign = serializers.CharField(required=False, allow_blank=True)
    channel = serializers.CharField(required=False, allow_blank=True)
    landing_page = serializers.CharField(required=False, allow_blank=True)
    search_intent = serializers.CharField(required=False, allow_blank=True)
    market_class = serializers.CharField(
        required=False, allow_blank=True, help_text="Of their company: small_b, big_c, big_b or unknown; with a business e-mail address."
    )
    company_size = serializers.CharField(
        required=False, allow_blank=True, help_text="Of their company: 50, 51-200, 1,000+. Kept with the person until they have a company."
    )
    company_industry = serializers.CharField(required=False, allow_blank=True)
    company_country = serializers.CharField(required=False, allow_blank=True, help_text="Two letters, as in CN or DE.")
    company_plan = serializers.CharField(required=False, allow_blank=True)
    stage = serializers.CharField(
        required=False, allow_blank=True,
        help_text="The stage in which the lead begins, or to which it goes on; by default name. One that stands further on stays there.",
    )  # fmt: skip
    attributes = serializers.DictField(required=False)
    at = serializers.DateTimeField(required=False, help_text="When they came; now by default.")


class ChangesShape(serializers.Serializer[dict[str, Any]]):
    """Fields of the person to change, and the owner (a member's user id, or null)."""

    name = serializers.CharField(required=False, allow_blank=True)
    email = serializers.CharField(required=False, allow_blank=True)
    phone = serializers.CharField(required=False, allow_blank=True)
    title = serializers.CharField(required=False, allow_blank=True)
    persona = serializers.CharField(required=False, allow_blank=True)
    company = serializers.CharField(required=False, allow_blank=True)
    industry = serializers.CharField(required=False, allow_blank=True)
    country = serializers.CharField(required=False, allow_blank=True)
    language = serializers.CharField(required=False, allow_blank=True)
    attributes = serializers.DictField(required=False)
    owner = serializers.IntegerField(required=False, allow_null=True)


class MoveShape(serializers.Serializer[dict[str, Any]]):
    """A move. A way back needs a reason of sales_return, lost, recycled, journey, imported, or manual with a note."""

    to = serializers.ChoiceField(choices=ORDER)
    reason = serializers.ChoiceField(choices=MoveReason.choices, default=MoveReason.MANUAL)
    note = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")
    through = serializers.BooleanField(default=False, help_text="Also write the stages passed on the way.")
    at = serializers.DateTimeField(required=False, help_text="When it happened; now by default.")


class VisitShape(serializers.Serializer[Any]):
    """One stay in a stage."""

    id = serializers.UUIDField()
    stage = serializers.CharField()
    visit_no = serializers.IntegerField()
    label = serializers.CharField()
    from_stage = serializers.CharField()
    entered_at = serializers.DateTimeField()
    left_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True, help_text="Until when it was promised to end, by the promise that stands now.")
    promise = serializers.ChoiceField(choices=["none", "running", "late", "kept", "broken"])
    reason = serializers.CharField()
    note = serializers.CharField()
    actor_kind = serializers.CharField()
    actor_name = serializers.CharField()
    out_of_order = serializers.BooleanField()


class StageShape(serializers.ModelSerializer[StageDefinition]):
    """A stage as this workspace defines it."""

    class Meta:
        model = StageDefinition
        fields = ("key", "position", "phase", "name", "name_zh", "definition", "sla_hours")
        read_only_fields = fields


class CountedStageShape(StageShape):
    """A stage with its open leads; `overdue` of them stand there for longer than promised."""

    entry_rule = serializers.CharField(read_only=True)
    owner_team = serializers.CharField(read_only=True)
    support_team = serializers.CharField(read_only=True)
    known = serializers.IntegerField(read_only=True)
    anonymous = serializers.IntegerField(read_only=True)
    overdue = serializers.IntegerField(read_only=True)

    class Meta(StageShape.Meta):
        fields: Any = (*StageShape.Meta.fields, "entry_rule", "owner_team", "support_team", "known", "anonymous", "overdue")
        read_only_fields: Any = fields


class SegmentShape(serializers.ModelSerializer[Segment]):
    """Conditions with a name, as a tree or as the filters of the list; saving the name again publishes its next version.

    `line_id` is the same in every version. `filled_at` is null until every lead has been asked.
    """

    filters = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)
    tree = serializers.JSONField(required=False)

    class Meta:
        model = Segment
        fields = ("id", "line_id", "kind", "name", "description", "filters", "tree", "version", "created_at", "filled_at", "archived_at")
        read_only_fields = ("id", "line_id", "kind", "version", "created_at", "filled_at", "archived_at")
        validators: list[Any] = []


class ImportShape(serializers.ModelSerializer[ImportJob]):
    """A CSV file and how far it is."""

    class Meta:
        model = ImportJob
        fields = (
            "id", "name", "state", "encoding", "delimiter", "header", "mapping", "rows", "done", "made", "matched", "refused", "unread",
            "last_error", "created_at", "created_by", "finished_at", "undoable", "undone_at", "undone_by", "removed", "restored", "kept",
        )  # fmt: skip
        read_only_fields = fields


class RefusalShape(serializers.ModelSerializer[ImportRefusal]):
    """A row that was not taken, and why."""

    class Meta:
        model = ImportRefusal
        fields = ("id", "row", "column", "reason", "cells")
        read_only_fields = fields
