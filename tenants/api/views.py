"""REST: the workspace of the caller, and its members."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.problems import Refused
from tenants.actions.workspaces import change_workspace
from tenants.models import Membership, Workspace
from tenants.queries import members


class WorkspaceSerializer(serializers.ModelSerializer[Workspace]):
    """The slug, language of new mail and opening time are fixed here."""

    class Meta:
        model = Workspace
        fields = ("id", "slug", "name", "time_zone", "language", "postal_address", "created_at")
        read_only_fields = ("id", "slug", "language", "created_at")


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """A member: `user_id` is what owner fields of leads and hand-offs hold."""

    name = serializers.CharField(source="user.__str__", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)

    class Meta:
        model = Membership
        fields = ("id", "user_id", "name", "email", "role", "joined_at")
        read_only_fields = fields


class WorkspaceView(APIView):
    """The workspace that the key or the header names."""

    capability = "see"
    write_capability = "manage_workspace"

    @extend_schema(responses=WorkspaceSerializer)
    def get(self, request: Request) -> Response:
        return Response(WorkspaceSerializer(request.auth.workspace).data)

    @extend_schema(request=WorkspaceSerializer, responses=WorkspaceSerializer)
    def patch(self, request: Request) -> Response:
        """Change name, time zone or postal address."""
        given = WorkspaceSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        if not given.validated_data:
            raise Refused("Give name, time_zone or postal_address.")
        change_workspace(workspace=request.auth.workspace, actor=request.auth.actor, **given.validated_data)
        return self.get(request)


class MembersView(generics.ListAPIView[Membership]):
    """Everybody who works here."""

    capability = "see"
    write_capability = "manage_members"
    serializer_class = MemberSerializer

    def get_queryset(self) -> QuerySet[Membership]:
        return members.members().order_by("-id")
