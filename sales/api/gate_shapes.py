"""Shapes of the gate before sales and of competitors (F167)."""

from typing import Any

from rest_framework import serializers

from sales.domain import gate, money
from sales.enums import Standing
from sales.models import CompetitorMention
from sales.queries.competitors import Lost
from sales.queries.gate import Held


class GateShape(serializers.Serializer[Any]):
    level = serializers.ChoiceField(
        list(gate.LEVELS), help_text="Sales gets only leads that are contactable at least so well; off: every lead."
    )


class HeldShape(serializers.Serializer[Held]):
    """A lead that came to MQL and is not handed to sales yet."""

    lead = serializers.UUIDField(source="row.lead_id")
    visit_no = serializers.IntegerField(source="row.visit_no")
    held_at = serializers.DateTimeField(source="row.held_at")
    name = serializers.CharField(source="row.lead.person.name")
    email = serializers.CharField(source="row.lead.person.email")
    phone = serializers.CharField(source="row.lead.person.phone")
    lacks = serializers.ChoiceField(
        ["", "contact", "other_contact", "better_contact", "proof"],
        help_text="What would mend it: an address or number; another one; one without doubts; proof that somebody is reached there.",
    )


class MentionShape(serializers.ModelSerializer[CompetitorMention]):
    """Where a competitor stands with a lead."""

    class Meta:
        model = CompetitorMention
        fields = ("id", "lead", "name", "standing", "at", "by")


class NameCompetitor(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120)
    standing = serializers.ChoiceField(Standing.choices, default=Standing.USES)


class LostToShape(serializers.Serializer[Lost]):
    """What was lost to one competitor in one currency."""

    name = serializers.CharField()
    currency = serializers.CharField()
    deals = serializers.IntegerField()
    value = serializers.SerializerMethodField(method_name="in_major")
    value_minor = serializers.IntegerField()

    def in_major(self, lost: Lost) -> str:
        return str(money.major(lost.value_minor, lost.currency))
