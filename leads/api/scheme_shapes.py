"""What the API shows of stage schemes, and what it takes."""

from typing import Any

from rest_framework import serializers

from leads.domain.schemes import LONGEST, LONGEST_RULE, LONGEST_TEXT, MOST_DAYS, MOST_HOURS, MOST_REASONS, MOST_TIMES
from leads.enums import Side


class StageTextShape(serializers.Serializer[Any]):
    """A stage in words. Keys stay; `sla_hours` is how long a stay is promised to take at most, null for no promise."""

    key = serializers.CharField(max_length=30)
    name = serializers.CharField(max_length=LONGEST)
    name_zh = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    text = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, required=False)
    entry_rule = serializers.CharField(max_length=LONGEST_RULE, allow_blank=True, required=False)
    sla_hours = serializers.IntegerField(min_value=1, max_value=MOST_HOURS, allow_null=True, required=False)
    owner_team = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    support_team = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    entry_segment = serializers.CharField(
        max_length=36, allow_blank=True, required=False, help_text="Line of a segment whose members come here; of engaged, target and mql."
    )


class ReturnReasonShape(serializers.Serializer[Any]):
    """Why sales may return a lead: a key that stays, and names that may change."""

    key = serializers.CharField(max_length=30)
    name = serializers.CharField(max_length=LONGEST)
    name_zh = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)


class PingPongThresholdsShape(serializers.Serializer[Any]):
    """At least `times` from MQL to SQL and back in the last `days` days."""

    times = serializers.IntegerField(min_value=1, max_value=MOST_TIMES)
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS)


class StageSchemeShape(serializers.Serializer[Any]):
    """`nine` has stages, ping_pong and reasons; `six` has stages and mapping (each of the nine keys → one of the six)."""

    stages = StageTextShape(many=True)
    mapping = serializers.DictField(child=serializers.CharField(), required=False)
    ping_pong = PingPongThresholdsShape(required=False)
    reasons = serializers.ListField(child=ReturnReasonShape(), required=False, max_length=MOST_REASONS)


class AcknowledgedShape(serializers.Serializer[Any]):
    """Who said for a side that it works by this version."""

    side = serializers.ChoiceField(choices=Side.choices)
    by = serializers.CharField()
    at = serializers.DateTimeField()


class StandingStageSchemeShape(serializers.Serializer[Any]):
    """The version that holds; version 0 is the one that everybody begins with. `missing`: sides that have not acknowledged it."""

    name = serializers.CharField()
    version = serializers.IntegerField()
    made_at = serializers.DateTimeField(allow_null=True)
    made_by = serializers.CharField(allow_blank=True)
    acknowledged = AcknowledgedShape(many=True)
    missing = serializers.ListField(child=serializers.ChoiceField(choices=Side.choices))
    scheme = StageSchemeShape()


class SchemePublishShape(serializers.Serializer[dict[str, Any]]):
    """The next version, whole. `seen`: the version that was looked at (409 when another one stands by now)."""

    scheme = StageSchemeShape()
    seen = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    expected = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, help_text="How many leads move by it; 409 names the number where any would."
    )


class AcknowledgeShape(serializers.Serializer[dict[str, Any]]):
    """For which side, and of which version."""

    side = serializers.ChoiceField(choices=Side.choices)
    version = serializers.IntegerField(min_value=0)


class SchemeVersionShape(serializers.Serializer[Any]):
    """A version that was published, with who acknowledged it."""

    version = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    made_by = serializers.CharField()
    acknowledged = AcknowledgedShape(many=True)
    scheme = StageSchemeShape()
