"""REST: stages, accounts, segments."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel import clock
from kernel.openapi import listed
from kernel.problems import Refused
from leads.actions.segments import archive_segment, build_segment, save_segment
from leads.api.shapes import CountedStageShape, SegmentShape, StageShape
from leads.enums import SchemeName
from leads.queries import schemes, segments, stages


class Stages(APIView):
    """The stages in order as they stand defined, each with its open leads and those of them that are overdue."""

    capability = "see"
    write_capability = "see"

    @extend_schema(responses=listed(CountedStageShape))
    def get(self, request: Request) -> Response:
        standing, rows = schemes.standing(SchemeName.NINE).scheme, []
        for b in stages.board(clock.now()):
            text = standing.stage(b.stage.key)
            told = {each: getattr(text, each, "") for each in ("entry_rule", "owner_team", "support_team")}
            rows.append({**StageShape(b.stage).data, **told, "known": b.known, "anonymous": b.anonymous, "overdue": b.overdue})
        return Response({"results": rows})


class Segments(APIView):
    """Segments in use, the newest version of each."""

    capability = "see"
    write_capability = "edit_marketing"

    @extend_schema(responses=listed(SegmentShape))
    def get(self, request: Request) -> Response:
        return Response({"results": SegmentShape(segments.segments(), many=True).data})

    @extend_schema(request=SegmentShape, responses={201: SegmentShape})
    def post(self, request: Request) -> Response:
        """Publish the tree (or the filters) under this name, as its next version."""
        given = SegmentShape(data=request.data)
        given.is_valid(raise_exception=True)
        found = dict(given.validated_data)
        if ("tree" in found) == ("filters" in found):
            raise Refused("Give either a tree or filters.", field="tree")
        save: Any = build_segment if "tree" in found else save_segment
        return Response(SegmentShape(save(**found, actor=request.auth.actor)).data, status=201)


class OneSegment(APIView):
    """One version of a segment."""

    capability = "see"
    write_capability = "edit_marketing"

    @extend_schema(responses=SegmentShape)
    def get(self, request: Request, segment_id: UUID) -> Response:
        found = segments.segment(segment_id)
        if found is None:
            raise Http404
        return Response(SegmentShape(found).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, segment_id: UUID) -> Response:
        """Archive it."""
        if segments.segment(segment_id) is None:
            raise Http404
        archive_segment(segment_id=segment_id, actor=request.auth.actor)
        return Response(status=204)
