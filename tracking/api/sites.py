"""REST: sites."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from tracking.actions.sites import add_site
from tracking.models import Site
from tracking.queries import sites


class SiteSerializer(serializers.ModelSerializer[Site]):
    key_hint = serializers.CharField(source="key.hint", read_only=True)
    key_revoked_at = serializers.DateTimeField(source="key.revoked_at", read_only=True, allow_null=True)
    old_key_hint = serializers.CharField(source="old_key.hint", read_only=True, default=None, allow_null=True)
    old_key_until = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="Until then the key before the last rotation works too."
    )

    class Meta:
        model = Site
        fields = [
            "id",
            "name",
            "url",
            "allowed_origins",
            "created_at",
            "key_hint",
            "key_revoked_at",
            "old_key_hint",
            "old_key_until",
            "per_second",
            "honours_signals",
            "signed_users",
        ]


class NewSite(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120)
    url = serializers.URLField(max_length=300)
    allowed_origins = serializers.ListField(child=serializers.CharField(max_length=300), max_length=100, required=False, default=list)


class SiteWithKey(SiteSerializer):
    write_key = serializers.CharField(read_only=True, help_text="Shown this once.")

    class Meta(SiteSerializer.Meta):
        fields = [*SiteSerializer.Meta.fields, "write_key"]


class Sites(ListAPIView[Site]):
    """List the sites; add one, with a write key of its own."""

    capability = "see"
    write_capability = "manage_sites"
    serializer_class = SiteSerializer
    queryset = Site.objects.none()

    def get_queryset(self) -> Any:
        return sites.sites()

    @extend_schema(request=NewSite, responses={201: SiteWithKey})
    def post(self, request: Request) -> Response:
        given = NewSite(data=request.data)
        given.is_valid(raise_exception=True)
        site, key = add_site(**given.validated_data, actor=request.auth.actor)  # type: ignore[union-attr]
        return Response({**SiteSerializer(site).data, "write_key": key}, status=status.HTTP_201_CREATED)
