"""REST: many leads moved in one go, with their number first, and the way back."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.openapi import listed
from kernel.problems import Refused
from leads.actions.move_batches import LONGEST_NOTE, Target, checked, move_many, undo_moves
from leads.domain.filters import BadFilter, parse
from leads.domain.lifecycle import ORDER
from leads.domain.shown import LONG
from leads.enums import MoveReason
from leads.models import MoveBatch
from leads.queries import move_batches as questions


class LeftShape(serializers.Serializer[Any]):
    """Leads that cannot move: where they stand, how many, and why (closed, no_way, back_reason)."""

    stage = serializers.CharField()
    count = serializers.IntegerField()
    why = serializers.ChoiceField(choices=["closed", "no_way", "back_reason"])


class ManyMovePutShape(serializers.Serializer[dict[str, Any]]):
    """`filters` are those of the list, at least one. `dry_run` only counts; `expected` is the number that was counted, `digest` which they
    were (409 for another number, or for as many others)."""

    filters = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), allow_empty=False)
    to = serializers.ChoiceField(choices=ORDER)
    reason = serializers.ChoiceField(choices=MoveReason.choices, default=MoveReason.MANUAL)
    note = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_NOTE, default="", help_text="Needed unless dry_run.")
    through = serializers.BooleanField(default=False, help_text="Also write the stages passed on the way.")
    expected = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    digest = serializers.CharField(required=False, allow_blank=True, max_length=LONG, default="")
    dry_run = serializers.BooleanField(required=False, default=False)


class ManyMovedShape(serializers.Serializer[Any]):
    """How many match, moved (or would), are there already, and cannot; `id` undoes it. `digest`: which would move, to give back."""

    id = serializers.UUIDField(allow_null=True)
    matched, moving, same = serializers.IntegerField(), serializers.IntegerField(), serializers.IntegerField()
    digest = serializers.CharField(allow_blank=True)
    left = LeftShape(many=True)


class MoveBatchShape(serializers.ModelSerializer[MoveBatch]):
    """Leads that were moved in one go. `back`: how many of them stand again where they stood, once it is undone."""

    leads = serializers.SerializerMethodField()

    class Meta:
        model = MoveBatch
        fields = ("id", "to", "reason", "note", "through", "filters", "leads", "at", "by", "undone_at", "undone_by", "back")
        read_only_fields = fields

    def get_leads(self, row: MoveBatch) -> int:
        return len(row.before)


class ManyMoves(APIView):
    """Many leads to one stage."""

    capability, write_capability = "see", "edit_leads"

    @extend_schema(responses=listed(MoveBatchShape))
    def get(self, request: Request) -> Response:
        """The last ten moves of many leads, the newest first."""
        return Response({"results": MoveBatchShape(questions.batches(), many=True).data})

    @extend_schema(request=ManyMovePutShape, responses={201: ManyMovedShape, 200: ManyMovedShape})
    def post(self, request: Request) -> Response:
        """Move every lead that the filters name and that can move; the count first with `dry_run`."""
        body = ManyMovePutShape(data=request.data)
        body.is_valid(raise_exception=True)
        given: dict[str, Any] = dict(body.validated_data)
        try:
            filters = parse(given["filters"].items())
        except BadFilter as error:
            raise Refused(error.detail, field=f"filters/{error.field}") from error
        if not filters:
            raise Refused("Give at least one filter with a value: without one, all leads would move.", field="filters")
        target = checked(Target(given["to"], given["reason"], given["note"], given["through"]), note=not given["dry_run"])
        planned = questions.preview(filters, target.to, target.reason)
        told = {"id": None, "matched": planned.matched, "moving": planned.moving, "same": planned.same}
        told["digest"] = questions.digest(filters, planned)
        told["left"] = [{"stage": one.stage, "count": one.count, "why": one.why} for one in planned.left]
        if given["dry_run"]:
            return Response(told)
        batch = move_many(filters, target, given.get("expected"), request.auth.actor, given["digest"])
        return Response({**told, "id": batch.pk, "moving": len(batch.before)}, status=201)


class UndoManyMoves(APIView):
    """The way back."""

    capability, write_capability = "see", "edit_leads"

    @extend_schema(request=None, responses=MoveBatchShape)
    def post(self, request: Request, move_batch_id: UUID) -> Response:
        """Put its leads back where they stood, but for those that moved on since. Once (409)."""
        if questions.batch(move_batch_id) is None:
            raise Http404
        return Response(MoveBatchShape(undo_moves(move_batch_id, request.auth.actor)).data)
