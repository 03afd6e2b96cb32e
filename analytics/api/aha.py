"""REST: the event that is a product's aha event (F089); the comparison behind it is `reports/aha`."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.actions.aha import choose_aha, take_back_aha
from analytics.models import AhaChoice
from analytics.queries import aha
from kernel.openapi import listed
from scoring.queries import products

if TYPE_CHECKING:
    from scoring.models import Product


class AhaPutShape(serializers.Serializer[Any]):
    event = serializers.CharField(max_length=200)


class AhaDeleteShape(serializers.Serializer[Any]):
    choice = serializers.UUIDField()


class AhaShape(serializers.Serializer[Any]):
    """`came_back`, `others`: percent on which it was chosen, of who did it early and of who did not; null where nothing was compared."""

    id, product_id, event = serializers.UUIDField(), serializers.UUIDField(), serializers.CharField()
    came_back, others = serializers.FloatField(allow_null=True), serializers.FloatField(allow_null=True)
    at, by = serializers.DateTimeField(), serializers.CharField()


def _product(product_id: UUID) -> "Product":
    found = products.product(product_id)
    if found is None:
        raise Http404
    return found


def _said(choice: AhaChoice | None) -> Response:
    return Response(AhaShape(choice).data) if choice else Response(status=204)


class AhaEvents(APIView):
    """The aha events of the workspace's products."""

    capability = write_capability = "see"

    @extend_schema(responses=listed(AhaShape))
    def get(self, request: Request) -> Response:
        """By the product's name."""
        return Response({"results": AhaShape([choice for _, choice in aha.all_chosen()], many=True).data})


class OneAhaEvent(APIView):
    capability, write_capability = "see", "edit_marketing"

    @extend_schema(request=AhaPutShape, responses=AhaShape)
    def put(self, request: Request, product_id: UUID) -> Response:
        """Choose an event that a site sends."""
        body = AhaPutShape(data=request.data)
        body.is_valid(raise_exception=True)
        return _said(choose_aha(product=_product(product_id), event=body.validated_data["event"], actor=request.auth.actor))

    @extend_schema(
        parameters=[OpenApiParameter("choice", OpenApiTypes.UUID, required=True, description="The id of the choice that holds now.")],
        responses={200: AhaShape, 204: None},
    )
    def delete(self, request: Request, product_id: UUID) -> Response:
        """Take this choice back; the one before holds again, 204 where there was none. To repeat it changes nothing."""
        product, asked = _product(product_id), AhaDeleteShape(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return _said(take_back_aha(product=product, choice_id=asked.validated_data["choice"], actor=request.auth.actor))
