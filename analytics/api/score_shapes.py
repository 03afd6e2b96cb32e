"""What the API of calibration and of rules gives and takes (M12)."""

from rest_framework import serializers

from analytics.enums import Word


def _share(help_text: str) -> serializers.FloatField:
    return serializers.FloatField(allow_null=True, min_value=0, max_value=1, help_text=help_text)


class IntervalShape(serializers.Serializer):
    """Between which shares the true one lies, with 95 % confidence (Wilson)."""

    low = serializers.FloatField(min_value=0, max_value=1)
    high = serializers.FloatField(min_value=0, max_value=1)


class BinShape(serializers.Serializer):
    """Judgements with a score from `low` to below `high`."""

    low = serializers.FloatField(help_text="Points.")
    high = serializers.FloatField(allow_null=True, help_text="Points; null: no end.")
    judged = serializers.IntegerField(help_text="Judgements: one lead at one instant.")
    became = serializers.IntegerField(help_text="Of these, with the lead accepted by sales (SQL or beyond) within 30 days.")
    leads = serializers.IntegerField(help_text="Different leads among the judgements.")
    became_leads = serializers.IntegerField()
    share = _share("became / judged; null under 5 judgements.")
    interval = IntervalShape(allow_null=True)
    fitted = _share("Mean fitted probability of the judgements; null where there are too few to fit.")


class LevelShape(serializers.Serializer):
    """From the score `least` on, the fitted probability is `p`."""

    least = serializers.FloatField(help_text="Points.")
    p = serializers.FloatField(min_value=0, max_value=1)
    judged = serializers.IntegerField()
    hits = serializers.IntegerField()


class BrierShape(serializers.Serializer):
    """Over windows that the fit had not seen. 0 is perfect."""

    windows = serializers.IntegerField()
    judged = serializers.IntegerField()
    became = serializers.IntegerField()
    score = serializers.FloatField(help_text="Mean squared distance of the fitted probability from what came.")
    base = serializers.FloatField(help_text="The same of always saying the share of the windows before.")
    skill = serializers.FloatField(allow_null=True, help_text="1 − score / base: 0 is no better than the base rate.")


class ReportHeadShape(serializers.Serializer):
    report = serializers.CharField()
    since = serializers.DateField()
    until = serializers.DateField()
    zone = serializers.CharField()
    as_of = serializers.DateTimeField()


class CalibrationShape(ReportHeadShape):
    """Does the score keep its word?"""

    days = serializers.IntegerField(help_text="Days that a lead is given to become SQL, and between two instants.")
    instants = serializers.ListField(child=serializers.DateTimeField(), help_text="When leads were judged, oldest first.")
    threshold = serializers.FloatField()
    enough = serializers.BooleanField(help_text="Whether there are enough judgements for a curve.")
    judged = serializers.IntegerField()
    became = serializers.IntegerField()
    leads = serializers.IntegerField()
    base_rate = _share("became / judged")
    brier = BrierShape(allow_null=True)
    bins = BinShape(many=True)
    levels = LevelShape(many=True)


class HeardShape(serializers.Serializer):
    """What sales said of leads that crossed the threshold."""

    leads = serializers.IntegerField()
    words = serializers.DictField(child=serializers.IntegerField(), help_text=f"Leads by {', '.join(Word.values)}.")
    reasons = serializers.DictField(child=serializers.IntegerField(), help_text="Of those returned and disqualified; none: without one.")
    judged = serializers.IntegerField(help_text="accepted + returned + disqualified")
    precision = _share("accepted / judged")
    interval = IntervalShape(allow_null=True)


class SuggestionShape(serializers.Serializer):
    """Points that would follow, under the constraints of docs/closed-loop.md. Nothing is applied by itself."""

    now = serializers.FloatField()
    suggested = serializers.FloatField()
    hits = serializers.IntegerField(help_text="Accepted among the judged leads with points from the rule.")
    cases = serializers.IntegerField()
    other_hits = serializers.IntegerField(help_text="Accepted among the judged leads without.")
    other_cases = serializers.IntegerField()
    odds = serializers.FloatField(allow_null=True, help_text="Ratio of the odds, shrunk towards 1; null under 10 leads on either side.")
    why = serializers.ChoiceField(choices=["changed", "same", "luck", "few"])


class RulePrecisionShape(serializers.Serializer):
    rule = serializers.CharField(help_text="As the ledger names it: event:asset_downloaded.")
    label = serializers.CharField()
    points = serializers.FloatField()
    said = HeardShape()
    suggestion = SuggestionShape(allow_null=True)


class RulesPrecisionShape(ReportHeadShape):
    """Precision of each rule of the live rulebook."""

    version = serializers.IntegerField(help_text="Of the live rulebook.")
    enough = serializers.BooleanField(help_text="Whether sales has said enough for suggestions.")
    all = HeardShape()
    rules = RulePrecisionShape(many=True)
    seen = serializers.CharField(help_text="Names these suggestions: give it back to put them into a draft.")


class PutShape(serializers.Serializer):
    """Which suggestions to put into the draft."""

    since = serializers.DateField(required=False, help_text="As in the report that you saw.")
    until = serializers.DateField(required=False)
    rules = serializers.ListField(child=serializers.CharField(max_length=80), allow_empty=False, max_length=700)
    seen = serializers.CharField(max_length=64, help_text="The `seen` of that report; refused (409) when anything changed since.")


class ChangeShape(serializers.Serializer):
    rule = serializers.CharField()
    live = serializers.FloatField()
    draft = serializers.FloatField(help_text="Before this call.")
    suggested = serializers.FloatField(help_text="In the draft from now on.")


class PutAnswerShape(serializers.Serializer):
    version = serializers.IntegerField(help_text="Of the draft.")
    changes = ChangeShape(many=True)
