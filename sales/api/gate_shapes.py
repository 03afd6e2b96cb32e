"""Shapes of the gate before sales and of competitors (F167)."""

from typing import Any

from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from sales.domain import gate, money
from sales.enums import Standing
from sales.models import CompetitorMention, HeldLead
from sales.queries import gate as gate_now
from sales.queries.competitors import Lost


class GateShape(serializers.Serializer[Any]):
    level = serializers.ChoiceField(
        list(gate.LEVELS), help_text="Sales gets only leads that are contactable at least so well; off: every lead."
    )


class HeldShape(serializers.ModelSerializer[HeldLead]):
    """A lead that came to MQL and is not handed to sales yet."""

    name = serializers.CharField(source="lead.person.name")
    email = serializers.CharField(source="lead.person.email")
    phone = serializers.CharField(source="lead.person.phone")
    lacks = serializers.SerializerMethodField(
        help_text="What would mend it: an address or number; another one; one without doubts; proof that somebody is reached there."
        " blacklisted: taking the company off the blacklist."
    )

    class Meta:
        model = HeldLead
        fields = ("id", "lead", "visit_no", "held_at", "name", "email", "phone", "lacks")

    @cached_property
    def _level(self) -> int:
        """Asked once for all rows of an answer."""
        return gate_now.level()

    @extend_schema_field(serializers.ChoiceField(["", "contact", "other_contact", "better_contact", "proof", "blacklisted"]))
    def get_lacks(self, row: HeldLead) -> str:
        return gate_now.lacks(row.lead, self._level)


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
