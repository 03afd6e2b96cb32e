"""Shapes of the REST API of campaigns."""

from typing import Any

from rest_framework import serializers

from campaigns.domain.permission import DEFAULT_PURPOSE
from campaigns.enums import SuppressionReason
from campaigns.models import Message, Suppression, Template, TemplateVersion


class VersionShape(serializers.ModelSerializer[TemplateVersion]):
    class Meta:
        model = TemplateVersion
        fields = ("number", "subject", "mjml", "variants", "published_at", "published_by")


class ResultsShape(serializers.Serializer[Any]):
    """Messages over all versions; opened and clicked count people, not machines."""

    sent = serializers.IntegerField()
    opened = serializers.IntegerField()
    clicked = serializers.IntegerField()
    waiting = serializers.IntegerField()
    bounced = serializers.IntegerField()
    unknown = serializers.IntegerField()


class TemplateShape(serializers.ModelSerializer[Template]):
    class Meta:
        model = Template
        fields = ("id", "key", "name", "purpose", "live_version", "created_at", "archived_at")


class OneTemplateShape(TemplateShape):
    """With its published version and what came of it."""

    version = VersionShape(allow_null=True, read_only=True)
    results = ResultsShape(read_only=True)

    class Meta(TemplateShape.Meta):
        fields = (*TemplateShape.Meta.fields, "version", "results")


class SourceShape(serializers.Serializer[Any]):
    """What is published: the subject in Liquid, the body in MJML with Liquid, variants by language, persona or both."""

    subject = serializers.CharField(max_length=300)
    mjml = serializers.CharField(trim_whitespace=False)
    variants = serializers.DictField(child=serializers.DictField(child=serializers.CharField(trim_whitespace=False)), default=dict)


class NewTemplateShape(SourceShape):
    key = serializers.SlugField(max_length=60)
    name = serializers.CharField(max_length=120)
    purpose = serializers.CharField(max_length=40, default=DEFAULT_PURPOSE, help_text="What its messages are for: the consent they need.")


class PurposeShape(serializers.Serializer[Any]):
    purpose = serializers.CharField(max_length=40, help_text="The consent its messages need; `service` needs none.")


class ConsentRuleShape(serializers.Serializer[Any]):
    """Whether messages of a purpose need a consent that was given; else only a refusal or a withdrawal counts."""

    purpose = serializers.CharField(max_length=40)
    required = serializers.BooleanField()


class ReachShape(ConsentRuleShape):
    """Of `people` open known leads, `silent` would not be written to now, by reason."""

    people = serializers.IntegerField(read_only=True)
    silent = serializers.IntegerField(read_only=True)
    reasons = serializers.DictField(child=serializers.IntegerField(), read_only=True)


class MessageShape(serializers.ModelSerializer[Message]):
    lead_id = serializers.UUIDField(read_only=True)
    person_id = serializers.UUIDField(read_only=True)
    template = serializers.CharField(source="version.template.key", read_only=True)
    version = serializers.IntegerField(source="version.number", read_only=True)

    class Meta:
        model = Message
        fields = (
            "id", "lead_id", "person_id", "template", "version", "origin", "origin_id", "to_address", "subject", "state", "reason",
            "attempt", "mail_id", "created_at", "due_at", "sent_at", "opened_at", "clicked_at",
        )  # fmt: skip


class WholeMessageShape(MessageShape):
    class Meta(MessageShape.Meta):
        fields = (*MessageShape.Meta.fields, "html", "text")  # type: ignore[assignment]


class SuppressionShape(serializers.ModelSerializer[Suppression]):
    class Meta:
        model = Suppression
        fields = ("id", "address", "reason", "detail", "at", "lifted_at")


class NewSuppressionShape(serializers.Serializer[Any]):
    address = serializers.CharField(max_length=254)
    reason = serializers.ChoiceField(choices=SuppressionReason.choices, default=SuppressionReason.MANUAL)
    detail = serializers.CharField(max_length=300, default="", allow_blank=True)
    at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class LiftShape(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200)
