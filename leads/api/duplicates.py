"""REST: people who may be one, merges and their undoing, a new job."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.paging import NewestFirst
from kernel.problems import Refused
from leads.actions.duplicates import dismiss, merge_pair
from leads.actions.episodes import change_job
from leads.actions.unmerge import undo_merge
from leads.api.leads import find
from leads.api.shapes import LeadShape
from leads.enums import DuplicateState
from leads.models import Duplicate, PersonMerge
from leads.queries import duplicates, merges


class DuplicateShape(serializers.ModelSerializer[Duplicate]):
    """Two known people who may be one: how sure (0–100), and why in words."""

    one_id, other_id = serializers.UUIDField(read_only=True), serializers.UUIDField(read_only=True)
    merge_id = serializers.UUIDField(read_only=True, allow_null=True)
    evidence = serializers.SerializerMethodField()

    class Meta:
        model = Duplicate
        fields = ("id", "one_id", "other_id", "confidence", "evidence", "state", "found_at", "decided_at", "decided_by", "merge_id")
        read_only_fields = fields

    def get_evidence(self, row: Duplicate) -> list[dict[str, Any]]:
        return duplicates.words(row)


class PersonMergeShape(serializers.ModelSerializer[PersonMerge]):
    """A merge: who became part of whom, when and why; `undone_at` when it was undone."""

    winner_id, loser_id = serializers.UUIDField(read_only=True), serializers.UUIDField(read_only=True)

    class Meta:
        model = PersonMerge
        fields = ("id", "winner_id", "loser_id", "at", "reason", "by", "undone_at", "undone_by")
        read_only_fields = fields


class FieldChoiceShape(serializers.Serializer[dict[str, Any]]):
    """Whose record stays, and whose value of which field; by the rules of survivorship where nothing is said."""

    keep = serializers.ChoiceField(choices=["one", "other"], required=False, default="")
    fields_ = serializers.DictField(child=serializers.ChoiceField(choices=["one", "other"]), required=False, default=dict)

    def get_fields(self) -> dict[str, Any]:
        named = super().get_fields()
        named["fields"] = named.pop("fields_")
        return named


class JobShape(serializers.Serializer[dict[str, Any]]):
    """Where somebody works now: the company or an address there."""

    company = serializers.CharField(required=False, allow_blank=True, default="")
    email = serializers.CharField(required=False, allow_blank=True, default="")
    title = serializers.CharField(required=False, allow_blank=True, default="")


class Duplicates(generics.ListAPIView[Duplicate]):
    """Pairs, newest first."""

    capability = "see"
    write_capability = "see"
    serializer_class = DuplicateShape
    pagination_class = NewestFirst

    @extend_schema(
        parameters=[
            OpenApiParameter("state", OpenApiTypes.STR, enum=DuplicateState.values, description="open by default"),
            OpenApiParameter("sure", OpenApiTypes.INT, description="Only those at least so sure (0–100)."),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        given = self.request.GET
        state, sure = given.get("state", "open"), given.get("sure", "0")
        if state not in DuplicateState.values:
            raise Refused(f"A pair is one of: {', '.join(DuplicateState.values)}.", field="state")
        if not (sure.isdecimal() and int(sure[:4]) <= 100):
            raise Refused("Give a number from 0 to 100.", field="sure")
        return duplicates.search(state, int(sure))


def find_pair(pair_id: UUID) -> Duplicate:
    pair = duplicates.pair(pair_id)
    if pair is None:
        raise Http404
    return pair


class DuplicateMerge(APIView):
    """They are one."""

    capability = "see"
    write_capability = "edit_leads"

    @extend_schema(request=FieldChoiceShape, responses=PersonMergeShape)
    def post(self, request: Request, pair_id: UUID) -> Response:
        """Merge an open pair; the answer is the merge, which POST /merges/{id}/undo undoes."""
        find_pair(pair_id)
        given = FieldChoiceShape(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        return Response(PersonMergeShape(merge_pair(pair_id, request.auth.actor, keep=said["keep"], fields=said["fields"])).data)


class DuplicateDismiss(APIView):
    """They are two."""

    capability = "see"
    write_capability = "edit_leads"

    @extend_schema(request=None, responses=DuplicateShape)
    def post(self, request: Request, pair_id: UUID) -> Response:
        """Keep an open pair apart; it comes back only with evidence of a new kind."""
        find_pair(pair_id)
        return Response(DuplicateShape(dismiss(pair_id, request.auth.actor)).data)


class MergeUndo(APIView):
    """They were two after all."""

    capability = "see"
    write_capability = "edit_leads"

    @extend_schema(request=None, responses=PersonMergeShape)
    def post(self, request: Request, merge_id: UUID) -> Response:
        """Give back what the merge moved; what happened since stays with the winner unless its evidence names the loser."""
        if merges.merge(merge_id) is None:
            raise Http404
        return Response(PersonMergeShape(undo_merge(merge_id, request.auth.actor)).data)


class JobChange(APIView):
    """Somebody works elsewhere now."""

    capability = "see"
    write_capability = "edit_leads"

    @extend_schema(request=JobShape, responses=LeadShape)
    def post(self, request: Request, lead_id: UUID) -> Response:
        """A new lead (episode) begins for the same person; this one is closed with `job_change`."""
        find(lead_id)
        given = JobShape(data=request.data)
        given.is_valid(raise_exception=True)
        return Response(LeadShape(change_job(lead_id, request.auth.actor, **given.validated_data)).data)
