"""REST: what a segment may ask, a preview, members with the reason, lists."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.openapi import listed
from leads.actions import lists
from leads.actions.segments import checked, restore_segment
from leads.api.shapes import SegmentShape
from leads.domain.trees import KINDS, Judged, plain
from leads.models import Segment, SegmentStanding
from leads.queries import leads, membership, segment_templates, segments, trees
from leads.queries.words import sentence


class FieldShape(serializers.Serializer[Any]):
    """A value of a question. `shape`: text, texts, number, whole, days, choice (one of `options`), choices, pairs."""

    name = serializers.CharField()
    label = serializers.CharField()
    shape = serializers.CharField()
    default = serializers.JSONField(allow_null=True)
    options = serializers.ListField(child=serializers.CharField())
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class QuestionShape(serializers.Serializer[Any]):
    """What a leaf may ask: `{"ask": key, …fields}`."""

    key = serializers.CharField()
    label = serializers.CharField()
    fields = FieldShape(many=True)  # type: ignore[assignment]


class TreeShape(serializers.Serializer[Any]):
    tree = serializers.JSONField()


class SegmentPreviewShape(serializers.Serializer[Any]):
    """How many leads a tree names now, some of them, and the tree in words."""

    count = serializers.IntegerField()
    words = serializers.CharField()
    samples = serializers.ListField(child=serializers.UUIDField())


class MemberShape(serializers.ModelSerializer[SegmentStanding]):
    """A member: since when, and when its conditions are looked at again if nothing happens."""

    lead_id = serializers.UUIDField()

    class Meta:
        model = SegmentStanding
        fields = ("id", "lead_id", "since", "due_at")


class WhyShape(serializers.Serializer[Any]):
    """Why a lead is in or out. `turns_at`: when that changes if nothing happens. `because`: the tree with answers and evidence."""

    inside = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True)
    turns_at = serializers.DateTimeField(allow_null=True)
    because = serializers.JSONField(allow_null=True)


class ListShape(serializers.Serializer[Any]):
    """A list of leads named by id or by e-mail address; `missing` are addresses that are nobody's here."""

    name = serializers.CharField(max_length=120)
    lead_ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=20_000)
    emails = serializers.ListField(child=serializers.CharField(max_length=254), required=False, max_length=20_000)
    dry_run = serializers.BooleanField(required=False, default=False, help_text="Only count.")
    expected = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, help_text="How many leads were counted (409 for another number)."
    )


class FreezeShape(serializers.Serializer[Any]):
    """`dry_run` only counts; `expected` is the number that was counted (409 for another)."""

    name = serializers.CharField(max_length=120, required=False, default="", help_text="Needed unless dry_run.")
    dry_run = serializers.BooleanField(required=False, default=False)
    expected = serializers.IntegerField(required=False, allow_null=True, min_value=0)


class MadeListShape(serializers.Serializer[Any]):
    segment = SegmentShape(allow_null=True)
    members = serializers.IntegerField()
    missing = serializers.ListField(child=serializers.CharField())


def find(segment_id: UUID) -> Segment:
    found = segments.segment(segment_id)
    if found is None:
        raise Http404
    return found


class Questions(APIView):
    """What a condition tree may ask, for builders of trees."""

    capability = "see"
    write_capability = "see"

    @extend_schema(responses=listed(QuestionShape))
    def get(self, request: Request) -> Response:
        return Response({"results": QuestionShape(KINDS.values(), many=True).data})


class ReadyShape(serializers.Serializer[Any]):
    """A ready segment: post its `tree`, changed or not, under a name of yours."""

    key, name = serializers.CharField(), serializers.CharField()
    description, words = serializers.CharField(), serializers.CharField()
    tree = serializers.JSONField()


class Templates(APIView):
    """Ready segments to begin from."""

    capability = "see"
    write_capability = "see"

    @extend_schema(responses=listed(ReadyShape))
    def get(self, request: Request) -> Response:
        """All of them; `preview` counts a tree."""
        return Response({"results": ReadyShape(segment_templates.ready(), many=True).data})


class Preview(APIView):
    """A tree before it is saved."""

    capability = "see"
    write_capability = "see"

    @extend_schema(request=TreeShape, responses=SegmentPreviewShape)
    def post(self, request: Request) -> Response:
        """Count and samples of a tree; writes nothing."""
        given = TreeShape(data=request.data)
        given.is_valid(raise_exception=True)
        node = checked(given.validated_data["tree"])
        return Response({"count": trees.count(node), "words": sentence(node), "samples": trees.sample(node)})


class Lists(APIView):
    """Lists: segments whose members are named one by one."""

    capability = "see"
    write_capability = "edit_marketing"

    @extend_schema(request=ListShape, responses={200: MadeListShape, 201: MadeListShape})
    def post(self, request: Request) -> Response:
        """Make a list of leads by id, or by address; the count first with `dry_run`. Archiving the segment takes it back."""
        shape = ListShape(data=request.data)
        shape.is_valid(raise_exception=True)
        given, actor, missing = shape.validated_data, request.auth.actor, list[str]()
        ids, expected = given.get("lead_ids", []), given.get("expected")
        if given["dry_run"]:
            found = lists.look_up("\n".join(given["emails"])) if given.get("emails") else lists.Pasted([], [])
            standing = leads.there({*found.leads, *ids})
            return Response({"segment": None, "members": len(standing), "missing": found.missing})
        if given.get("emails"):
            imported = lists.import_list(name=given["name"], text="\n".join(given["emails"]), also=ids, actor=actor, expected=expected)
            made, missing = imported.segment, imported.missing
        else:
            made = lists.make_list(name=given["name"], lead_ids=ids, actor=actor, expected=expected)
        return Response(
            {"segment": SegmentShape(made).data, "members": len(membership.members(made.line_id)), "missing": missing}, status=201
        )


class Freeze(APIView):
    """A segment as it is now."""

    capability = "see"
    write_capability = "edit_marketing"

    @extend_schema(request=FreezeShape, responses={200: MadeListShape, 201: MadeListShape})
    def post(self, request: Request, segment_id: UUID) -> Response:
        """Make a list of who is in the segment now; the count first with `dry_run`. Archiving the list takes it back."""
        found, shape = find(segment_id), FreezeShape(data=request.data)
        shape.is_valid(raise_exception=True)
        given = shape.validated_data
        if given["dry_run"]:
            return Response({"segment": None, "members": len(membership.members(found.line_id)), "missing": []})
        made = lists.freeze(segment=found, name=given["name"], actor=request.auth.actor, expected=given.get("expected"))
        members = len(membership.members(made.line_id))
        return Response({"segment": SegmentShape(made).data, "members": members, "missing": []}, status=201)


class Restore(APIView):
    """The way out of the archive."""

    capability = "see"
    write_capability = "edit_marketing"

    @extend_schema(request=None, responses=SegmentShape)
    def post(self, request: Request, segment_id: UUID) -> Response:
        """Take an archived segment back into use, with its members."""
        return Response(SegmentShape(restore_segment(segment_id=find(segment_id).pk, actor=request.auth.actor)).data)


class Members(generics.ListAPIView[SegmentStanding]):
    """Who is in a segment."""

    capability = "see"
    write_capability = "see"
    serializer_class = MemberShape

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return SegmentStanding.objects.none()
        return membership.standings(find(self.kwargs["segment_id"]).line_id)


class OneMember(APIView):
    """One lead and one segment."""

    capability = "see"
    write_capability = "edit_marketing"

    @extend_schema(responses=WhyShape)
    def get(self, request: Request, segment_id: UUID, lead_id: UUID) -> Response:
        """Why this lead is in the segment or not, and until when."""
        told = membership.why(find(segment_id).line_id, lead_id) if leads.lead(lead_id) else None
        if told is None:
            raise Http404
        because = answered(told.judged) if told.judged else None
        return Response({"inside": told.inside, "since": told.since, "turns_at": told.turns_at, "because": because})

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, segment_id: UUID, lead_id: UUID) -> Response:
        """Put the lead on a list."""
        self._change(lists.add, request, segment_id, lead_id)
        return Response(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, segment_id: UUID, lead_id: UUID) -> Response:
        """Take the lead off a list."""
        self._change(lists.remove, request, segment_id, lead_id)
        return Response(status=204)

    def _change(self, change: Any, request: Request, segment_id: UUID, lead_id: UUID) -> None:
        found = find(segment_id)
        if leads.lead(lead_id) is None:
            raise Http404
        change(segment=found, lead_ids=[lead_id], actor=request.auth.actor)


def answered(found: Judged) -> dict[str, Any]:
    evidence = [{"text": one.text, "at": one.at} for one in found.verdict.evidence]
    node = plain(found.node) if not found.parts else {"node": next(iter(plain(found.node)))}
    parts = {"parts": [answered(part) for part in found.parts]} if found.parts else {}
    return {**node, "holds": found.verdict.holds, "until": found.verdict.until, "evidence": evidence, **parts}
