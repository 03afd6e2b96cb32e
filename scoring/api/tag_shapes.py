"""What the API of tags takes and gives."""

from rest_framework import serializers

from leads.domain.shown import LONG
from scoring.enums import BatchVerb, Fading, TagKind
from scoring.models import Tag, TagBatch


class TagDefinitionShape(serializers.ModelSerializer):
    stands_for = serializers.CharField(source="stands_for.name", default="", help_text="The tag it is merged into; empty when it is not.")
    leads = serializers.IntegerField(required=False, help_text="How many carry it; only in the list.")

    class Meta:
        model = Tag
        fields = (
            "id", "name", "kind", "category", "description", "owner_name", "fading", "lasts_days", "cap", "model_version", "metric",
            "stands_for", "leads", "created_at",
        )  # fmt: skip


class TagChangeShape(serializers.Serializer):
    """`fading` linear and step need `lasts_days`."""

    kind = serializers.ChoiceField(TagKind.choices, required=False)
    description = serializers.CharField(required=False, allow_blank=True, max_length=300)
    category = serializers.CharField(required=False, allow_blank=True, max_length=60)
    fading = serializers.ChoiceField(Fading.choices, required=False)
    lasts_days = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=3_650)
    cap = serializers.FloatField(required=False, allow_null=True)
    model_version = serializers.CharField(required=False, allow_blank=True, max_length=60)
    metric = serializers.CharField(required=False, allow_blank=True, max_length=120)
    owner_name = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="Who answers for what it means; of a new tag whoever defines it, unless it is said.",
    )


class TagMakeShape(TagChangeShape):
    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(TagKind.choices, default=TagKind.FACTUAL.value)
    description = serializers.CharField(default="", allow_blank=True, max_length=300)


class CarrierShape(serializers.Serializer):
    lead = serializers.UUIDField(source="lead_id")
    name = serializers.CharField()
    company = serializers.CharField()
    weight = serializers.FloatField()
    earnings = serializers.IntegerField()


class MergePutShape(serializers.Serializer):
    into = serializers.UUIDField(help_text="The id of the tag that stands for both.")


class BatchPutShape(serializers.Serializer):
    verb = serializers.ChoiceField(BatchVerb.choices)
    filters = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=200), max_length=50),
        help_text="As in the address of the list of leads.",
    )
    expected = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0, max_value=10_000_000)
    digest = serializers.CharField(
        required=False, allow_blank=True, max_length=LONG, default="", help_text="Which leads were counted, as the preview said it."
    )
    preview = serializers.BooleanField(default=False)


class TagBatchShape(serializers.ModelSerializer):
    class Meta:
        model = TagBatch
        fields = ("id", "verb", "filters", "matched", "changed", "actor_name", "created_at", "undone_at")


class TagPreviewShape(serializers.Serializer):
    matched = serializers.IntegerField()
    changing = serializers.IntegerField()
    same = serializers.IntegerField()
    digest = serializers.CharField(help_text="Which leads would change: give it back with `expected`.")
