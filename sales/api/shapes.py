"""What the API of sales takes and gives."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from kernel import clock
from sales.domain import money
from sales.enums import Disposition, OpportunityState, RouteLane, TouchKind
from sales.models import HandOff, Opportunity, RoutingRule, SdrTask, Touch

REASON = "A key of the reasons of the stage scheme: GET /api/v1/stages/schemes/nine."


class OwnTime(serializers.DateTimeField):
    """An instant that has passed: when it happened, where that was not now."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        at: datetime | None = super().run_validation(data)
        if at is not None and at > clock.now():
            raise serializers.ValidationError("This instant has not come yet: give one that has passed.")
        return at


def own_time() -> OwnTime:
    return OwnTime(required=False, allow_null=True, default=None)


class HandOffShape(serializers.ModelSerializer[HandOff]):
    class Meta:
        model = HandOff
        fields: tuple[str, ...] = (
            "id", "lead", "visit_no", "lane", "rule", "state", "owner_id", "opened_at", "due_at", "history", "snoozed_until", "claimed_at",
            "first_touch_at", "closed_at", "close_reason", "version",
        )  # fmt: skip


class QueuedShape(HandOffShape):
    """A hand-off in the queue, with whom it is about."""

    name = serializers.CharField(source="lead.person.name")
    email = serializers.CharField(source="lead.person.email")
    company = serializers.CharField(source="lead.person.company_name")

    class Meta(HandOffShape.Meta):
        fields = (*HandOffShape.Meta.fields, "name", "email", "company", "rank_key")


class OpenHandOff(serializers.Serializer[Any]):
    lead = serializers.UUIDField()
    at = own_time()
    history = serializers.BooleanField(default=False)


class ClaimFor(serializers.Serializer[Any]):
    owner_id = serializers.IntegerField(required=False, allow_null=True, default=None, help_text="The member it is for: a key names one.")


RECHECK = "Of a return: the day on which somebody looks again; a task is due then."


class SaidShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(TouchKind.choices, default=TouchKind.CALL)
    disposition = serializers.ChoiceField(Disposition.choices, allow_blank=True, default="")
    reason = serializers.CharField(max_length=30, allow_blank=True, default="", help_text=REASON)
    note = serializers.CharField(allow_blank=True, max_length=10_000, default="")
    at = own_time()
    by = serializers.CharField(allow_blank=True, max_length=200, default="", help_text="Who it was, in your own system.")
    external_id = serializers.CharField(allow_blank=True, max_length=120, default="")
    version = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="The version of the hand-off that you saw; a stale one is refused."
    )
    recheck_on = serializers.DateField(required=False, allow_null=True, default=None, help_text=RECHECK)


class ReturnShape(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=30, help_text=REASON)
    kind = serializers.ChoiceField(TouchKind.choices, default=TouchKind.CALL)
    note = serializers.CharField(allow_blank=True, max_length=10_000, default="")
    at = own_time()
    by = serializers.CharField(allow_blank=True, max_length=200, default="")
    external_id = serializers.CharField(allow_blank=True, max_length=120, default="")
    version = serializers.IntegerField(required=False, allow_null=True, default=None)
    recheck_on = serializers.DateField(required=False, allow_null=True, default=None, help_text=RECHECK)


class TouchShape(serializers.ModelSerializer[Touch]):
    reason = serializers.CharField(read_only=True)

    class Meta:
        model = Touch
        fields = ("id", "lead", "hand_off", "kind", "disposition", "reason", "note", "at", "actor_name", "external_id")


class OpportunityShape(serializers.ModelSerializer[Opportunity]):
    value = serializers.SerializerMethodField(method_name="in_major")

    class Meta:
        model = Opportunity
        fields = (
            "id", "lead", "name", "state", "value", "value_minor", "currency", "opened_at", "closed_at", "lost_reason", "lost_to",
            "external_id", "owner_name", "attributes",
        )  # fmt: skip

    def in_major(self, deal: Opportunity) -> str:
        return str(money.major(deal.value_minor, deal.currency))


class OpenOpportunity(serializers.Serializer[Any]):
    lead = serializers.UUIDField()
    name = serializers.CharField(max_length=200)
    external_id = serializers.CharField(allow_blank=True, max_length=120, default="")
    value = serializers.DecimalField(max_digits=18, decimal_places=4, default=Decimal(0))
    currency = serializers.CharField(max_length=3, default="USD")
    owner_name = serializers.CharField(allow_blank=True, max_length=200, default="")
    attributes = serializers.DictField(default=dict)
    opened_at = own_time()


class Won(serializers.Serializer[Any]):
    at = own_time()
    value = serializers.DecimalField(max_digits=18, decimal_places=4, required=False, allow_null=True, default=None)
    currency = serializers.CharField(max_length=3, allow_blank=True, default="")


class Lost(serializers.Serializer[Any]):
    at = own_time()
    reason = serializers.CharField(max_length=200)
    lost_to = serializers.CharField(
        max_length=120, allow_blank=True, default="", help_text="The competitor that they chose; it then stands with the lead, too."
    )


class OpportunityFilter(serializers.Serializer[Any]):
    state = serializers.ChoiceField(OpportunityState.choices, required=False)
    lead = serializers.UUIDField(required=False)
    external_id = serializers.CharField(required=False)
    lost_to = serializers.CharField(required=False, help_text="The name of a competitor, in any spelling of its case.")


class ConditionShape(serializers.Serializer[Any]):
    """Any of the events, or a form handed in by who came by any of the channels; with neither, everything. `lead`: a condition tree as
    in segments (GET /api/v1/segments/questions); then only leads that it names.
    """

    events = serializers.ListField(child=serializers.CharField(max_length=200), default=list)
    channels = serializers.ListField(child=serializers.CharField(max_length=20), default=list)
    lead = serializers.JSONField(required=False, allow_null=True)


class RuleShape(serializers.ModelSerializer[RoutingRule]):
    name = serializers.CharField(max_length=120)
    condition = ConditionShape(default=dict)
    lane = serializers.ChoiceField(RouteLane.choices)
    assignee_ids = serializers.ListField(child=serializers.IntegerField(), default=list)
    active = serializers.BooleanField(default=True)

    class Meta:
        model = RoutingRule
        fields = ("name", "condition", "lane", "assignee_ids", "active")


class TaskShape(serializers.ModelSerializer[SdrTask]):
    class Meta:
        model = SdrTask
        fields = ("id", "lead", "title", "body", "created_at", "due_at", "done_at", "done_by")


class Done(serializers.Serializer[Any]):
    at = own_time()
