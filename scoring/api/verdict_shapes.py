"""What a test on history found, field by field (scoring.domain.verdict says how each is worked out)."""

from typing import Any

from rest_framework import serializers


def _share(help_text: str) -> serializers.FloatField:
    return serializers.FloatField(allow_null=True, min_value=0, max_value=1, help_text=help_text)


class ModelShape(serializers.Serializer):
    """How one rulebook did. Null where there is nothing to divide by."""

    threshold = serializers.FloatField(help_text="Points from which a lead is an MQL.")
    handed = serializers.IntegerField(help_text="Leads that it hands over.")
    late = serializers.IntegerField(help_text="Of these, after the outcome: no success.")
    judged = serializers.IntegerField(help_text="Handed over in time, and so long ago that the patience is over.")
    hits = serializers.IntegerField(help_text="Of these, with the outcome within the patience.")
    precision = _share("hits / judged")
    recall = _share("Of all leads with the outcome, those handed over in time.")
    lead_days = serializers.FloatField(allow_null=True, help_text="Median days from the hand-over to the outcome.")
    per_week = serializers.FloatField(help_text="Leads a week.")
    per_sdr = serializers.FloatField(allow_null=True, help_text="Leads a week and SDR; null without SDRs.")
    busiest = serializers.IntegerField(help_text="Leads in the busiest week.")


class DecileShape(serializers.Serializer):
    """A tenth of the leads, best first."""

    number = serializers.IntegerField(min_value=1, max_value=10)
    draft_rate = serializers.FloatField(help_text="The share with the outcome, ranked by the draft.")
    live_rate = serializers.FloatField(help_text="The share with the outcome, ranked by the live rulebook.")
    draft_lift = serializers.FloatField(allow_null=True, help_text="draft_rate / the share of all leads")
    live_lift = serializers.FloatField(allow_null=True, help_text="live_rate / the share of all leads")


class ThresholdChoiceShape(serializers.Serializer):
    """What another threshold of the draft would have given."""

    threshold = serializers.FloatField()
    per_week = serializers.FloatField()
    per_sdr = serializers.FloatField(allow_null=True)
    precision = _share("Of the judged leads at or over it, how many had the outcome within the patience.")
    recall = _share("Of the leads with the outcome, how many are at or over it.")


class MovesShape(serializers.Serializer):
    """Leads that stand elsewhere under the draft: by a point or more, or on the other side of the threshold."""

    up = serializers.IntegerField()
    down = serializers.IntegerField()
    gained = serializers.IntegerField(help_text="MQLs under the draft only.")
    lost = serializers.IntegerField(help_text="MQLs under the live rulebook only.")
    share = _share("(up + down) / all leads; over a half, their number must be typed to publish.")


class WeekShape(serializers.Serializer):
    """Hand-overs of a week of the period."""

    first_day = serializers.DateField()
    draft = serializers.IntegerField()
    live = serializers.IntegerField()

    def to_representation(self, week: Any) -> dict[str, Any]:
        return dict(zip(self.fields, week, strict=True))


class LeakShape(serializers.Serializer):
    """A rule that knows the end: what it asks about became known only after it, or at no known time."""

    rule = serializers.CharField()
    leads = serializers.IntegerField(help_text="Leads with the outcome that meet it; of a rule that takes points, also those that failed.")
    late = serializers.IntegerField(help_text="Of these, only after it.")
    undated = serializers.IntegerField(help_text="Leads that meet it today by a value without a date.")
    takes = serializers.BooleanField(default=False, help_text="Whether it takes points: then those that sales gave back or lost count too.")


class VerdictShape(serializers.Serializer):
    """The draft beside the live rulebook, over the leads of the test."""

    leads = serializers.IntegerField()
    outcomes = serializers.IntegerField(help_text="Leads with the outcome.")
    draft = ModelShape()
    live = ModelShape()
    deciles = DecileShape(many=True, help_text="Empty for fewer than ten leads.")
    gained_days = serializers.FloatField(allow_null=True, help_text="Median days that the draft is earlier, where both hand over.")
    both = serializers.IntegerField(help_text="Leads that both hand over.")
    advised = serializers.FloatField(allow_null=True, help_text="The lowest threshold whose leads the SDRs can take, where they need one.")
    choices = ThresholdChoiceShape(many=True)
    moves = MovesShape()
    weeks = WeekShape(many=True)
    leaks = LeakShape(many=True)
