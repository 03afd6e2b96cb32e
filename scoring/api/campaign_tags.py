"""REST: by which campaigns and searched words tags are given (F015)."""

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
from scoring.actions import campaign_tags as actions
from scoring.domain.campaign_tags import LONGEST
from scoring.enums import CameBy, Likeness
from scoring.models import CampaignTag
from scoring.queries import campaign_tags, tags


class CampaignTagPutShape(serializers.Serializer[Any]):
    """`keyword` is what was searched, as a search engine or utm_term says; the others are UTM terms. Letters may be large or small."""

    field, likeness = serializers.ChoiceField(CameBy.choices), serializers.ChoiceField(Likeness.choices)
    value, tag = serializers.CharField(max_length=LONGEST), serializers.CharField(max_length=80)


class CampaignTagShape(CampaignTagPutShape):
    """`leads`: how many have the tag by this rule."""

    id, created_at, created_by = serializers.UUIDField(), serializers.DateTimeField(), serializers.CharField()
    leads = serializers.IntegerField()


def _told(rule: CampaignTag, leads: int) -> dict[str, Any]:
    names = ("id", "field", "likeness", "value", "created_at", "created_by")
    return dict(CampaignTagShape({**{name: getattr(rule, name) for name in names}, "tag": rule.tag.name, "leads": leads}).data)


class CampaignTags(APIView):
    capability, write_capability = "see", "edit_scoring"

    @extend_schema(responses=listed(CampaignTagShape))
    def get(self, request: Request) -> Response:
        """Every rule with how many leads have its tag by it."""
        given = campaign_tags.given()
        return Response({"results": [_told(rule, given.get(rule.pk, 0)) for rule in campaign_tags.rules()]})

    @extend_schema(request=CampaignTagPutShape, responses={201: CampaignTagShape})
    def post(self, request: Request) -> Response:
        """From now on whoever comes so gets the tag, once."""
        body = CampaignTagPutShape(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        tag = tags.by_name(given.pop("tag"))
        if tag is None:
            raise Refused("There is no such tag: define it first.", field="tag", code="unknown_tag")
        return Response(_told(actions.add_rule(**given, tag=tag, actor=request.auth.actor), 0), status=201)


class OneCampaignTag(APIView):
    capability, write_capability = "see", "edit_scoring"

    @extend_schema(responses={204: None})
    def delete(self, request: Request, campaign_tag_id: UUID) -> Response:
        """Give no more tags by it; those that it gave stay."""
        rule = campaign_tags.rule(campaign_tag_id)
        if rule is None:
            raise Http404
        actions.remove_rule(rule=rule, actor=request.auth.actor)
        return Response(status=204)
