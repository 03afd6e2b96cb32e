"""What the API of tests on history takes and gives."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leads.enums import Side
from scoring.actions.backtests import LONGEST, Asked
from scoring.api.verdict_shapes import VerdictShape
from scoring.enums import Outcome
from scoring.models import Backtest, BacktestLead, RulebookApproval

ASKED = Asked()


class AskedShape(serializers.Serializer):
    version = serializers.IntegerField(min_value=1, max_value=2_000_000_000, help_text="The draft.")
    days = serializers.IntegerField(default=ASKED.days, min_value=1, max_value=LONGEST, help_text="Leads created in the last days.")
    outcome = serializers.ChoiceField(choices=Outcome.choices, default=ASKED.outcome, help_text="What a good MQL becomes, or later.")
    patience_days = serializers.IntegerField(
        default=ASKED.patience_days, min_value=0, max_value=LONGEST, help_text="Younger hand-overs are not judged."
    )
    capacity = serializers.IntegerField(default=ASKED.capacity, min_value=1, max_value=10_000, help_text="Leads per SDR and week.")


class BacktestShape(serializers.ModelSerializer):
    """A test, and its verdict once it is done."""

    verdict = serializers.SerializerMethodField(help_text="Null until the test is done.")
    shadow = serializers.SerializerMethodField()

    class Meta:
        model = Backtest
        fields = (
            "id", "version", "live_version", "digest", "outcome", "since", "until", "patience_days", "capacity", "sdrs", "state", "total",
            "done", "created_at", "created_by", "finished_at", "last_error", "shadow", "verdict",
        )  # fmt: skip

    def get_shadow(self, test: Backtest) -> bool:
        return test.shadow_at is not None

    @extend_schema_field(VerdictShape(allow_null=True))
    def get_verdict(self, test: Backtest) -> dict[str, Any] | None:
        return VerdictShape(test.verdict).data if test.verdict else None


class TestedLeadShape(serializers.ModelSerializer):
    lead = serializers.UUIDField(source="lead_id")

    class Meta:
        model = BacktestLead
        fields = ("id", "lead", "draft_at", "live_at", "draft_peak", "live_peak", "outcome_at")


class ShadowShape(serializers.Serializer):
    on = serializers.BooleanField()


class ApprovalShape(serializers.Serializer):
    side = serializers.ChoiceField(choices=Side.choices)
    name = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(read_only=True)


class ApprovedShape(serializers.ModelSerializer):
    """Who said yes to exactly these rules, for which side, and when."""

    class Meta:
        model = RulebookApproval
        fields = ("side", "name", "at")


class ConfirmationShape(serializers.Serializer):
    confirmation = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=20,
        help_text="How many leads move, within 5 %, where more than half would; of all open ones, where tests saw too few to say.",
    )
