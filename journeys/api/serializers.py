"""What the API says of journeys and passages."""

from typing import Any

from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from journeys.domain.graph import parse
from journeys.enums import JourneyKind
from journeys.models import Enrolment, Journey, StepRun
from journeys.queries.faults import problems


class ProblemSerializer(serializers.Serializer[Any]):
    """What keeps the draft from being launched: the step (or entry, goal, exits, start) and the mend."""

    where = serializers.CharField()
    detail = serializers.CharField()


class JourneySerializer(serializers.ModelSerializer[Journey]):
    """A journey in a list."""

    class Meta:
        model = Journey
        fields = ("id", "name", "kind", "state", "live_version", "created_at", "created_by")
        read_only_fields = fields


class JourneyDetailSerializer(JourneySerializer):
    """A journey with its draft and what is wrong with it."""

    problems = serializers.SerializerMethodField()

    class Meta(JourneySerializer.Meta):
        fields: Any = (*JourneySerializer.Meta.fields, "draft", "problems")
        read_only_fields: Any = fields

    @extend_schema_field(ProblemSerializer(many=True))
    def get_problems(self, journey: Journey) -> list[dict[str, str]]:
        return [{"where": found.where, "detail": found.told(gettext)} for found in problems(parse(journey.draft))]


class NewJourneySerializer(serializers.Serializer[Any]):
    """`kind` is the template: welcome, drip, reengagement, message, news or custom."""

    kind = serializers.ChoiceField(choices=JourneyKind.choices)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)


class JourneyChangeSerializer(serializers.Serializer[Any]):
    """A new name, a new draft, or both."""

    name = serializers.CharField(max_length=120, required=False)
    draft = serializers.DictField(required=False)


class PublishSerializer(serializers.Serializer[Any]):
    """`expected` is the number of leads in the entry's segment that was shown (`matching` of its launch): 409 when it differs by
    more than 5 % now."""

    expected = serializers.IntegerField(required=False, allow_null=True, min_value=0, default=None)


class PreviewSerializer(serializers.Serializer[Any]):
    """`matching` leads are in the segment and enter at once; `did` the events, or `entered` the stages, within 30 days: of those, only what
    happens from now on lets in. null: no entry of that kind. `as_of`: of when `did` is, null for now."""

    matching, did = serializers.IntegerField(allow_null=True), serializers.IntegerField(allow_null=True)
    entered = serializers.IntegerField(allow_null=True)
    as_of = serializers.DateTimeField(allow_null=True)


class UndoneSerializer(serializers.Serializer[Any]):
    """How many left the journey again."""

    left = serializers.IntegerField()


class EnrolSerializer(serializers.Serializer[Any]):
    """The lead that enters by hand."""

    lead_id = serializers.UUIDField()


class EnrolmentSerializer(serializers.ModelSerializer[Enrolment]):
    """One lead's passage: where it stands, until when, for what."""

    version = serializers.IntegerField(source="version.number", read_only=True)

    class Meta:
        model = Enrolment
        fields = ("id", "journey_id", "lead_id", "version", "state", "passage", "entry_key", "entered_at", "ended_at", "end_reason",
                  "node", "node_entered_at", "until", "waiting_for", "last_error")  # fmt: skip
        read_only_fields = fields


class StepRunSerializer(serializers.ModelSerializer[StepRun]):
    """A step that was done."""

    class Meta:
        model = StepRun
        fields = ("id", "node", "visit", "kind", "at", "outcome", "detail")
        read_only_fields = fields


class EnrolmentDetailSerializer(EnrolmentSerializer):
    """A passage with its steps."""

    steps = StepRunSerializer(many=True, read_only=True)

    class Meta(EnrolmentSerializer.Meta):
        fields: Any = (*EnrolmentSerializer.Meta.fields, "steps")
        read_only_fields: Any = fields
