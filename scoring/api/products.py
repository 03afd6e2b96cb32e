"""REST: products, and news that reaches those who are interested (F030)."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel import clock
from kernel.openapi import listed
from scoring.actions import products as actions
from scoring.models import Product
from scoring.queries import products


class ProductPutShape(serializers.Serializer[Any]):
    """`sku` is how events name it (in sku, product_id or product); `paths` are its pages, * stands for anything."""

    sku, name = serializers.CharField(max_length=60), serializers.CharField(max_length=120)
    paths = serializers.ListField(child=serializers.CharField(max_length=200), required=False, default=list)


class ProductShape(ProductPutShape):
    """`interested`: known people who looked at it in the last year. The leads: filter `interest`."""

    id, created_at = serializers.UUIDField(), serializers.DateTimeField()
    interested = serializers.SerializerMethodField()

    def get_interested(self, one: Product) -> int:
        people: dict[UUID, int] | None = self.context.get("people")
        return people.get(one.pk, 0) if people is not None else len(products.to_tell(one, clock.now()))


class NewsPutShape(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200)
    url = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class NewsShape(NewsPutShape):
    """`told`: how many people got the event product_news."""

    id, at, by = serializers.UUIDField(), serializers.DateTimeField(), serializers.CharField()
    told = serializers.IntegerField()


def _find(product_id: UUID) -> Product:
    one = products.product(product_id)
    if one is None:
        raise Http404
    return one


def _save(request: Request, one: Product | None = None) -> Response:
    body = ProductPutShape(data=request.data)
    body.is_valid(raise_exception=True)
    saved = actions.save_product(**body.validated_data, actor=request.auth.actor, product=one)
    return Response(ProductShape(saved).data, status=200 if one else 201)


class Products(APIView):
    """What people may be interested in."""

    capability, write_capability = "see", "edit_marketing"

    @extend_schema(responses=listed(ProductShape))
    def get(self, request: Request) -> Response:
        """By name."""
        told = {"people": products.counts(clock.now())}
        return Response({"results": ProductShape(products.products(), many=True, context=told).data})

    @extend_schema(request=ProductPutShape, responses={201: ProductShape})
    def post(self, request: Request) -> Response:
        """Define a product."""
        return _save(request)


class OneProduct(APIView):
    capability, write_capability = "see", "edit_marketing"

    @extend_schema(responses=ProductShape)
    def get(self, request: Request, product_id: UUID) -> Response:
        return Response(ProductShape(_find(product_id)).data)

    @extend_schema(request=ProductPutShape, responses=ProductShape)
    def put(self, request: Request, product_id: UUID) -> Response:
        """Put another definition in its place; its id stays."""
        return _save(request, _find(product_id))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, product_id: UUID) -> Response:
        actions.remove_product(product=_find(product_id), actor=request.auth.actor)
        return Response(status=204)


class ProductAnnouncement(APIView):
    capability, write_capability = "see", "launch"

    @extend_schema(request=NewsPutShape, responses={201: NewsShape})
    def post(self, request: Request, product_id: UUID) -> Response:
        """Tell everybody who is interested that there is news: they get the event product_news, with which journeys begin."""
        body = NewsPutShape(data=request.data)
        one = _find(product_id)
        body.is_valid(raise_exception=True)
        return Response(NewsShape(actions.announce_news(product=one, **body.validated_data, actor=request.auth.actor)).data, status=201)
