"""Shapes of the REST API of capture."""

from typing import Any

from rest_framework import serializers

from capture.enums import OccasionKind
from capture.models import Asset, Consent, Form, FormVersion, Occasion, QrCode, Seat, Submission

URL = serializers.CharField(read_only=True)


class FunnelShape(serializers.Serializer[Any]):
    """Over all time; `left` says at which field people gave up."""

    viewed = serializers.IntegerField()
    started = serializers.IntegerField()
    submitted = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    quarantined = serializers.IntegerField()
    hesitated = serializers.IntegerField()
    left = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class ArmShape(serializers.Serializer[Any]):
    """One of two wordings: readers who saw it, and those of them who sent the form."""

    wording = serializers.ChoiceField(["a", "b"])
    seen = serializers.IntegerField()
    sent = serializers.IntegerField()


class FormShape(serializers.ModelSerializer[Form]):
    public_id = URL

    class Meta:
        model = Form
        fields = ("id", "name", "public_id", "live_version", "created_at", "archived_at")


class OneFormShape(FormShape):
    """With what the live version asks, and the funnel."""

    content = serializers.JSONField(read_only=True)
    funnel = FunnelShape(read_only=True)
    # Of the live version, if it has a second wording; else empty.
    trial = ArmShape(read_only=True, many=True)

    class Meta(FormShape.Meta):
        fields = (*FormShape.Meta.fields, "content", "funnel", "trial")


class NewFormShape(serializers.Serializer[Any]):
    """`content` as a version shows it, or `starter`: contact, newsletter, download or registration. `publish` makes it live at once."""

    name = serializers.CharField(max_length=120)
    content = serializers.JSONField(required=False)
    starter = serializers.ChoiceField(["contact", "newsletter", "download", "registration"], required=False)
    publish = serializers.BooleanField(default=False)


class ContentShape(serializers.Serializer[Any]):
    content = serializers.JSONField()


class FormVersionShape(serializers.ModelSerializer[FormVersion]):
    class Meta:
        model = FormVersion
        fields = ("number", "content", "published_at", "published_by")


class ConsentShape(serializers.ModelSerializer[Consent]):
    class Meta:
        model = Consent
        fields = ("id", "purpose", "channel", "text", "text_version", "language", "given", "at", "withdrawn_at")


class SubmissionShape(serializers.ModelSerializer[Submission]):
    form_id = serializers.UUIDField(read_only=True)
    asset_id = serializers.UUIDField(read_only=True, allow_null=True)
    occasion_id = serializers.UUIDField(read_only=True, allow_null=True)

    class Meta:
        model = Submission
        fields = (
            "id", "form_id", "state", "at", "values", "email", "language", "url", "attribution", "spam_score", "spam_reasons", "asset_id",
            "occasion_id", "confirmed_at", "decided_at", "decided_by",
        )  # fmt: skip


class OneSubmissionShape(SubmissionShape):
    """With its lead, when it went its way, and its consents."""

    lead_id = serializers.UUIDField(read_only=True, allow_null=True)
    consents = ConsentShape(many=True, read_only=True)

    class Meta(SubmissionShape.Meta):
        fields = (*SubmissionShape.Meta.fields, "lead_id", "consents")


class VerdictShape(serializers.Serializer[Any]):
    """`release`: no spam, it goes its way as of its own time. `discard`: spam."""

    verdict = serializers.ChoiceField(["release", "discard"])


class AssetShape(serializers.ModelSerializer[Asset]):
    public_id = URL
    form_id = serializers.UUIDField(read_only=True, allow_null=True)

    class Meta:
        model = Asset
        fields = ("id", "name", "description", "public_id", "file_name", "content_type", "size", "form_id", "created_at", "archived_at")


class AssetWordsShape(serializers.Serializer[Any]):
    """What is not sent stays."""

    name = serializers.CharField(max_length=120, required=False)
    description = serializers.CharField(max_length=500, required=False, allow_blank=True)


class CodeShape(serializers.ModelSerializer[QrCode]):
    public_id = URL

    class Meta:
        model = QrCode
        fields = ("id", "name", "public_id", "target", "tags", "utm", "scans", "last_scan_at", "created_at", "archived_at")


class NewCodeShape(serializers.Serializer[Any]):
    """`target` is a page of one of the workspace's sites or of this host."""

    name = serializers.CharField(max_length=120)
    target = serializers.CharField(max_length=2000)
    tags = serializers.ListField(child=serializers.CharField(max_length=80), default=list, max_length=10)
    utm = serializers.DictField(child=serializers.CharField(max_length=120), default=dict)


class OccasionShape(serializers.ModelSerializer[Occasion]):
    public_id = URL
    form_id = serializers.UUIDField(read_only=True)

    class Meta:
        model = Occasion
        fields = (
            "id", "name", "description", "kind", "public_id", "starts_at", "ends_at", "place", "capacity", "form_id", "created_at",
            "archived_at",
        )  # fmt: skip


class NewOccasionShape(serializers.Serializer[Any]):
    """`form_id` is a published form whose purpose is registration."""

    name = serializers.CharField(max_length=160)
    kind = serializers.ChoiceField(OccasionKind.choices)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    form_id = serializers.UUIDField()
    place = serializers.CharField(max_length=500, default="", allow_blank=True)
    capacity = serializers.IntegerField(min_value=1, max_value=1_000_000, allow_null=True, default=None)
    description = serializers.CharField(max_length=2000, default="", allow_blank=True)


class SeatShape(serializers.ModelSerializer[Seat]):
    class Meta:
        model = Seat
        fields = ("id", "email", "name", "state", "registered_at", "attended_at", "minutes", "moved_up_at")


class SeatChangeShape(serializers.Serializer[Any]):
    """given_back: they do not come, and who waits longest moves up; held: that is undone."""

    state = serializers.ChoiceField(["given_back", "held"])


class CameShape(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)
    name = serializers.CharField(max_length=200, default="", allow_blank=True)
    minutes = serializers.IntegerField(allow_null=True, default=None)
    at = serializers.DateTimeField(allow_null=True, default=None)


class AttendanceShape(serializers.Serializer[Any]):
    """Who came. The same list again changes nothing but the minutes shown."""

    attendees = CameShape(many=True)


class MarkedShape(serializers.Serializer[Any]):
    attended = serializers.IntegerField()
    walk_ins = serializers.IntegerField()
    refused = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
