"""REST: assets, QR codes, occasions and who came."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from capture.actions import waiting_list
from capture.actions.assets import add_asset
from capture.actions.change_asset import Upload, change_asset
from capture.actions.occasions import Plan, plan_occasion
from capture.actions.qr_codes import make_code
from capture.actions.seats import mark_attended
from capture.api.forms import found as found_form
from capture.api.forms import read
from capture.api.shapes import (
    AssetShape,
    AssetWordsShape,
    AttendanceShape,
    CodeShape,
    MarkedShape,
    NewCodeShape,
    NewOccasionShape,
    OccasionShape,
    SeatChangeShape,
    SeatShape,
)
from capture.domain.attendance import Came
from capture.models import Asset, Occasion, QrCode, Seat
from capture.queries import assets, occasions, qr_codes
from kernel.parsers import ObjectParser
from kernel.problems import Refused

PARTS: dict[str, Any] = {
    "file": {"type": "string", "format": "binary"},
    "name": {"type": "string"},
    "description": {"type": "string"},
}
UPLOAD = {
    "type": "object",
    "properties": {**PARTS, "form_id": {"type": "string", "format": "uuid"}},
    "required": ["file", "name"],
}
CHANGE = {"type": "object", "properties": PARTS}


class Assets(generics.ListAPIView):
    """Files to give away, newest first; upload one."""

    capability, write_capability = "see", "manage_forms"
    serializer_class = AssetShape
    parser_classes = (MultiPartParser, ObjectParser)

    def get_queryset(self) -> "QuerySet[Asset]":
        return assets.assets().order_by()

    @extend_schema(request={"multipart/form-data": UPLOAD}, responses={201: AssetShape})
    def post(self, request: Request) -> Response:
        file = request.FILES.get("file")
        if file is None:
            raise Refused("Send the file as the part “file” of a multipart form.", field="file")
        gate = str(request.data.get("form_id") or "")
        try:
            form = found_form(UUID(gate)) if gate else None
        except ValueError as error:
            raise Refused("This is no id of a form.", field="form_id") from error
        asset = add_asset(
            name=str(request.data.get("name") or ""), file_name=file.name or "", size=file.size or 0, content=file,
            actor=request.auth.actor, description=str(request.data.get("description") or ""), form=form,
        )  # fmt: skip
        return Response(AssetShape(asset).data, status=201)


class OneAsset(APIView):
    capability, write_capability = "see", "manage_forms"
    parser_classes = (MultiPartParser, ObjectParser)

    @extend_schema(responses=AssetShape)
    def get(self, request: Request, asset_id: UUID) -> Response:
        return Response(AssetShape(_asset(asset_id)).data)

    @extend_schema(request={"multipart/form-data": CHANGE, "application/json": AssetWordsShape}, responses=AssetShape)
    def patch(self, request: Request, asset_id: UUID) -> Response:
        """Another name or description; a newer file as the part “file” of a multipart form. Links and counts stay."""
        found, sent = _asset(asset_id), request.FILES.get("file")
        told = {"name": found.name, "description": found.description, **read(AssetWordsShape, request)}
        file = Upload(sent.name or "", sent.size or 0, sent) if sent is not None else None
        return Response(AssetShape(change_asset(asset_id=found.pk, **told, actor=request.auth.actor, file=file)).data)


def _asset(asset_id: UUID) -> Asset:
    found = assets.asset(asset_id)
    if found is None:
        raise Http404
    return found


class Codes(generics.ListAPIView):
    """QR codes, newest first; make one."""

    capability, write_capability = "see", "manage_forms"
    serializer_class = CodeShape

    def get_queryset(self) -> "QuerySet[QrCode]":
        return qr_codes.codes().order_by()

    @extend_schema(request=NewCodeShape, responses={201: CodeShape})
    def post(self, request: Request) -> Response:
        code = make_code(**read(NewCodeShape, request), actor=request.auth.actor)
        return Response(CodeShape(code).data, status=201)


class OneCode(APIView):
    capability, write_capability = "see", "manage_forms"

    @extend_schema(responses=CodeShape)
    def get(self, request: Request, code_id: UUID) -> Response:
        found = qr_codes.code(code_id)
        if found is None:
            raise Http404
        return Response(CodeShape(found).data)


class Occasions(generics.ListAPIView):
    """Webinars and meetings, newest first; announce one."""

    capability, write_capability = "see", "manage_forms"
    serializer_class = OccasionShape

    def get_queryset(self) -> "QuerySet[Occasion]":
        return occasions.occasions().order_by()

    @extend_schema(request=NewOccasionShape, responses={201: OccasionShape})
    def post(self, request: Request) -> Response:
        occasion = plan_occasion(plan=Plan(**read(NewOccasionShape, request)), actor=request.auth.actor)
        return Response(OccasionShape(occasion).data, status=201)


def _occasion(occasion_id: UUID) -> Occasion:
    found = occasions.occasion(occasion_id)
    if found is None:
        raise Http404
    return found


class OneOccasion(APIView):
    capability, write_capability = "see", "manage_forms"

    @extend_schema(responses=OccasionShape)
    def get(self, request: Request, occasion_id: UUID) -> Response:
        return Response(OccasionShape(_occasion(occasion_id)).data)


class Attendance(generics.ListAPIView):
    """Who registered and who came; send who came (a webinar tool, a scanner at the door)."""

    capability, write_capability = "see", "manage_forms"
    serializer_class = SeatShape

    def get_queryset(self) -> "QuerySet[Seat]":
        if getattr(self, "swagger_fake_view", False):
            return Seat.objects.none()
        return occasions.seats(_occasion(self.kwargs["occasion_id"])).order_by()

    @extend_schema(request=AttendanceShape, responses=MarkedShape)
    def post(self, request: Request, occasion_id: UUID) -> Response:
        occasion = _occasion(occasion_id)
        came = [Came(**one) for one in read(AttendanceShape, request)["attendees"]]
        return Response(MarkedShape(mark_attended(occasion=occasion, came=came, actor=request.auth.actor)).data)


class OneSeat(APIView):
    capability, write_capability = "see", "manage_forms"

    @extend_schema(responses=SeatShape)
    def get(self, request: Request, occasion_id: UUID, seat_id: UUID) -> Response:
        return Response(SeatShape(_seat(occasion_id, seat_id)).data)

    @extend_schema(request=SeatChangeShape, responses=SeatShape)
    def patch(self, request: Request, occasion_id: UUID, seat_id: UUID) -> Response:
        """Give the place back, or take it back; 409 when that is not possible (any more)."""
        seat, wanted = _seat(occasion_id, seat_id), read(SeatChangeShape, request)["state"]
        change = waiting_list.give_back if wanted == "given_back" else waiting_list.take_back
        change(seat_id=seat.pk, actor=request.auth.actor)
        return Response(SeatShape(_seat(occasion_id, seat_id)).data)


def _seat(occasion_id: UUID, seat_id: UUID) -> Seat:
    found = occasions.seat(occasion_id, seat_id)
    if found is None:
        raise Http404
    return found
