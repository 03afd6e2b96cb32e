"""What the API of predictive models takes and gives."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from scoring.domain.features import BUILT_IN
from scoring.domain.prediction import LONGEST_DAYS, LONGEST_NAME, LONGEST_TAG, MOST_FEATURES, MOST_VALUES, YES
from scoring.enums import Foreseen, Gate
from scoring.models import Predictor, PredictorLead


class WantedShape(serializers.Serializer):
    """The same name again trains the next version."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    tag = serializers.CharField(max_length=LONGEST_TAG, help_text="The predictive tag it gives; defined when the gate is passed.")
    split_at = serializers.DateTimeField(help_text="Learned from are leads first known before, judged on those after.")
    outcome = serializers.ChoiceField(Foreseen.choices, default=Foreseen.CUSTOMER.value)
    within_days = serializers.IntegerField(default=90, min_value=1, max_value=LONGEST_DAYS, help_text="Until when the stage counts.")
    column = serializers.CharField(default="", allow_blank=True, max_length=80, help_text="Of the outcome `column`: the attribute.")
    yes_values = serializers.ListField(child=serializers.CharField(max_length=120), default=list(YES), max_length=MOST_VALUES)
    empty_is_no = serializers.BooleanField(default=False, help_text="A lead whose column is empty has not the outcome.")
    features = serializers.ListField(child=serializers.CharField(max_length=100), default=list(BUILT_IN), max_length=MOST_FEATURES)
    gate = serializers.ChoiceField(Gate.choices, default=Gate.AUC.value)
    gate_level = serializers.FloatField(default=0.65)
    threshold = serializers.FloatField(default=0.5, help_text="The probability from which a lead gets the tag.")


class TenthShape(serializers.Serializer):
    number = serializers.IntegerField()
    leads = serializers.IntegerField()
    outcomes = serializers.IntegerField()
    said = serializers.FloatField(help_text="Mean probability.")
    came = serializers.FloatField(help_text="Share with the outcome.")
    lift = serializers.FloatField()


class ModelCardShape(serializers.Serializer):
    """On leads of after the split. `skill` is 1 − Brier / Brier of the base rate of the leads it learned from."""

    leads = serializers.IntegerField()
    outcomes = serializers.IntegerField()
    rate = serializers.FloatField()
    base_rate = serializers.FloatField()
    auc = serializers.FloatField()
    auc_low = serializers.FloatField(help_text="95 % interval.")
    auc_high = serializers.FloatField()
    brier = serializers.FloatField()
    base_brier = serializers.FloatField()
    skill = serializers.FloatField()
    log_loss = serializers.FloatField()
    base_log_loss = serializers.FloatField()
    lift = serializers.FloatField(help_text="Of the first tenth.")
    tenths = TenthShape(many=True)
    above = serializers.IntegerField(help_text="Judged leads at the threshold or above.")
    hits = serializers.IntegerField(help_text="Of these, how many have the outcome.")
    open = serializers.IntegerField()
    learned_from = serializers.CharField()
    learned_until = serializers.CharField()
    judged_from = serializers.CharField()
    judged_until = serializers.CharField()


class PredictorShape(serializers.ModelSerializer):
    """One version of a model. `refusals` say why it gives no tag, with the figure or the feature."""

    card = serializers.SerializerMethodField(help_text="Null until it is judged.")
    tag = serializers.CharField(source="tag_name")
    tag_id = serializers.UUIDField(allow_null=True, help_text="Null until it has passed its gate.")

    class Meta:
        model = Predictor
        fields = (
            "id", "name", "version", "tag", "tag_id", "outcome", "within_days", "column", "yes_values", "empty_is_no", "split_at",
            "features", "gate", "gate_level", "threshold", "state", "step", "steps", "total", "done", "refusals", "tagged", "card",
            "created_at", "created_by", "finished_at", "last_error", "undone_at", "undone_by",
        )  # fmt: skip

    @extend_schema_field(ModelCardShape(allow_null=True))
    def get_card(self, predictor: Predictor) -> dict[str, Any] | None:
        return ModelCardShape(predictor.card).data if predictor.card else None


class WholePredictorShape(PredictorShape):
    """With its coefficients: log odds = intercept + Σ coefficient × column."""

    model = serializers.JSONField(help_text="Empty until it is trained.")

    class Meta(PredictorShape.Meta):
        fields = (*PredictorShape.Meta.fields, "model")


class ReasonShape(serializers.Serializer):
    feature = serializers.CharField()
    value = serializers.CharField(help_text="Empty when it was not known.")
    adds = serializers.FloatField(help_text="To the log odds, beside the average lead.")


class PredictedLeadShape(serializers.ModelSerializer):
    """The reasons and the log odds of the average lead (`model.base`) add up to the log odds of the probability."""

    lead = serializers.UUIDField(source="lead_id")
    reasons = ReasonShape(many=True)

    class Meta:
        model = PredictorLead
        fields = ("id", "lead", "at", "part", "outcome", "probability", "reasons")
