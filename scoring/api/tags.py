"""REST: definitions of tags, who carries them, merging, and a tag for many leads."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.openapi import listed
from scoring.actions import tag_batches, tag_definitions, tag_merges
from scoring.actions import tags as actions
from scoring.api.scores import AT, asked
from scoring.api.tag_shapes import (
    BatchPutShape,
    CarrierShape,
    MergePutShape,
    TagBatchShape,
    TagChangeShape,
    TagDefinitionShape,
    TagMakeShape,
    TagPreviewShape,
)
from scoring.models import Tag
from scoring.queries import tag_batches as batches
from scoring.queries import tags


def here(tag_id: UUID) -> Tag:
    tag = tags.tag(tag_id)
    if tag is None:
        raise Http404
    return tag


def told(request: Request, shape: type[Any]) -> dict[str, Any]:
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


class TagDefinitions(APIView):
    capability, write_capability = "see", "edit_scoring"

    @extend_schema(responses=listed(TagDefinitionShape))
    def get(self, request: Request) -> Response:
        """Every tag with how many leads carry it; a merged one names the tag it stands for."""
        leads = {use.id: use.leads for use in tags.uses()}
        rows = Tag.objects.select_related("stands_for").order_by("name")
        return Response({"results": [{**TagDefinitionShape(tag).data, "leads": leads.get(tag.pk, 0)} for tag in rows]})

    @extend_schema(request=TagMakeShape, responses={201: TagDefinitionShape})
    def post(self, request: Request) -> Response:
        """Define a tag."""
        given = told(request, TagMakeShape)
        name, kind, about = given.pop("name"), given.pop("kind"), given.pop("description")
        return Response(TagDefinitionShape(actions.define_tag(name, kind, about, request.auth.actor, given)).data, status=201)


class OneTagDefinition(APIView):
    capability, write_capability = "see", "edit_scoring"

    @extend_schema(responses=TagDefinitionShape)
    def get(self, request: Request, tag_id: UUID) -> Response:
        return Response(TagDefinitionShape(here(tag_id)).data)

    @extend_schema(request=TagChangeShape, responses=TagDefinitionShape)
    def patch(self, request: Request, tag_id: UUID) -> Response:
        """Change what is given; the name stays. Weights follow at once."""
        tag = here(tag_id)
        return Response(TagDefinitionShape(tag_definitions.change_tag(tag, told(request, TagChangeShape), request.auth.actor)).data)


class Carriers(APIView):
    capability = write_capability = "see"

    @extend_schema(parameters=[AT], responses=listed(CarrierShape))
    def get(self, request: Request, tag_id: UUID) -> Response:
        """The hundred leads that carry the most of the tag at an instant."""
        return Response({"results": CarrierShape(tags.carriers(here(tag_id), asked(request), 100), many=True).data})


class Merge(APIView):
    capability = write_capability = "edit_scoring"

    @extend_schema(request=MergePutShape, responses=TagDefinitionShape)
    def post(self, request: Request, tag_id: UUID) -> Response:
        """Read the tag as another one from now on."""
        tag = here(tag_id)
        into = here(told(request, MergePutShape)["into"])
        return Response(TagDefinitionShape(tag_merges.merge_tags(tag, into, request.auth.actor)).data)


class Unmerge(APIView):
    capability = write_capability = "edit_scoring"

    @extend_schema(request=None, responses=TagDefinitionShape)
    def post(self, request: Request, tag_id: UUID) -> Response:
        """Undo the merge: both tags are what they were."""
        return Response(TagDefinitionShape(tag_merges.unmerge_tag(here(tag_id), request.auth.actor)).data)


class Batches(APIView):
    capability, write_capability = "see", "edit_leads"

    @extend_schema(responses=listed(TagBatchShape))
    def get(self, request: Request, tag_id: UUID) -> Response:
        return Response({"results": TagBatchShape(batches.of_tag(here(tag_id).pk), many=True).data})

    @extend_schema(request=BatchPutShape, responses={201: TagBatchShape, 200: TagPreviewShape})
    def post(self, request: Request, tag_id: UUID) -> Response:
        """Put the tag on the leads that the filter names, or take it off; `preview` only counts. `expected`: do it if so many
        change, `digest`: and if they are those."""
        tag, given = here(tag_id), told(request, BatchPutShape)
        if given["preview"]:
            found = batches.preview(tag, given["verb"], given["filters"])
            return Response(asdict(found) | {"changing": len(found.changing), "same": found.same, "digest": found.digest})
        made = tag_batches.run_batch(tag, given["verb"], given["filters"], given["expected"], request.auth.actor, given["digest"])
        return Response(TagBatchShape(made).data, status=201)


class Undo(APIView):
    capability = write_capability = "edit_leads"

    @extend_schema(request=None, responses=TagBatchShape)
    def post(self, request: Request, tag_batch_id: UUID) -> Response:
        """Give the leads of a batch back what they had."""
        found = batches.batch(tag_batch_id)
        if found is None:
            raise Http404
        return Response(TagBatchShape(tag_batches.undo_batch(found, request.auth.actor)).data)
