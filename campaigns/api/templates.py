"""REST: templates and their versions."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from campaigns.actions.permissions import change_purpose
from campaigns.actions.templates import archive, create_template, publish
from campaigns.api.shapes import NewTemplateShape, OneTemplateShape, PurposeShape, SourceShape, TemplateShape, VersionShape
from campaigns.domain.variants import Source
from campaigns.models import Template, TemplateVersion
from campaigns.queries import templates


def read(shape: Any, request: Request) -> dict[str, Any]:
    """The body as `shape` says, or the problem with it."""
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def found(key: str) -> Template:
    template = templates.by_key(key)
    if template is None:
        raise Http404
    return template


def whole(template: Template) -> dict[str, Any]:
    results = templates.results().get(template.id, templates.Results())
    values = {field: getattr(template, field) for field in TemplateShape.Meta.fields}
    return dict(OneTemplateShape({**values, "version": templates.live_version(template), "results": results}).data)


class Templates(generics.ListAPIView):
    """Templates that are in use, newest first; make and publish a new one."""

    capability, write_capability = "see", "edit_marketing"
    serializer_class = TemplateShape

    def get_queryset(self) -> "QuerySet[Template]":
        return templates.templates().order_by()

    @extend_schema(request=NewTemplateShape, responses={201: OneTemplateShape})
    def post(self, request: Request) -> Response:
        body = read(NewTemplateShape, request)
        template = create_template(key=body["key"], name=body["name"], actor=request.auth.actor)
        change_purpose(template=template, purpose=body["purpose"], actor=request.auth.actor)
        publish(template=template, source=Source(body["subject"], body["mjml"]), variants=body["variants"], actor=request.auth.actor)
        return Response(whole(template), status=201)


class OneTemplate(APIView):
    capability, write_capability = "see", "edit_marketing"

    @extend_schema(responses=OneTemplateShape)
    def get(self, request: Request, key: str) -> Response:
        return Response(whole(found(key)))

    @extend_schema(request=PurposeShape, responses=OneTemplateShape)
    def patch(self, request: Request, key: str) -> Response:
        """Change what its messages are for; holds for queued ones too."""
        template = found(key)
        change_purpose(template=template, purpose=read(PurposeShape, request)["purpose"], actor=request.auth.actor)
        return Response(whole(template))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, key: str) -> Response:
        """Archive: nothing can send it any more; what was sent stays."""
        archive(template=found(key), actor=request.auth.actor)
        return Response(status=204)


class Versions(generics.ListAPIView):
    """Versions, newest first; publish the next. Lines of what is wrong are named in the answer."""

    capability, write_capability = "see", "edit_marketing"
    serializer_class = VersionShape

    def get_queryset(self) -> "QuerySet[TemplateVersion]":
        return templates.versions(found(self.kwargs["key"])).order_by()

    @extend_schema(request=SourceShape, responses={201: VersionShape})
    def post(self, request: Request, key: str) -> Response:
        body = read(SourceShape, request)
        version = publish(
            template=found(key), source=Source(body["subject"], body["mjml"]), variants=body["variants"], actor=request.auth.actor
        )
        return Response(VersionShape(version).data, status=201)
