"""REST: the stage schemes, their versions, and who acknowledged them."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.openapi import listed
from kernel.problems import Refused
from leads.actions.schemes import acknowledge, publish_scheme, read
from leads.api.scheme_shapes import AcknowledgeShape, SchemePublishShape, SchemeVersionShape, StandingStageSchemeShape
from leads.domain.schemes import plain
from leads.enums import SchemeName, Side
from leads.queries import schemes

NAMED = [OpenApiParameter("name", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(SchemeName.values))]


def known(name: str) -> str:
    if name not in SchemeName.values:
        raise Http404
    return name


def told(name: str) -> dict[str, Any]:
    """The scheme that stands, as the API tells it."""
    standing = schemes.standing(name)
    said = schemes.acknowledgements(name).get(standing.version, {})
    return {
        "name": name, "version": standing.version, "made_at": standing.made_at, "made_by": standing.made_by,
        "acknowledged": [said[side] for side in Side.values if side in said],
        "missing": [side for side in Side.values if side not in said], "scheme": plain(name, standing.scheme),
    }  # fmt: skip


class StageSchemes(APIView):
    """One scheme: `nine`, in which leads stand, or `six`, which reads them more coarsely."""

    capability, write_capability = "see", "edit_marketing"

    @extend_schema(parameters=NAMED, responses=StandingStageSchemeShape)
    def get(self, request: Request, name: str) -> Response:
        return Response(StandingStageSchemeShape(told(known(name))).data)

    @extend_schema(parameters=NAMED, request=SchemePublishShape, responses={201: StandingStageSchemeShape})
    def post(self, request: Request, name: str) -> Response:
        """Publish the next version. Leads stay where they stand, but for members of a segment that brings them to a stage from now on
        (`expected`); both sides are asked to acknowledge it."""
        known(name)
        given = SchemePublishShape(data=request.data)
        given.is_valid(raise_exception=True)
        seen, expected = (given.validated_data.get(each) for each in ("seen", "expected"))
        publish_scheme(name, read(name, request.data["scheme"]), request.auth.actor, seen, expected)
        return Response(StandingStageSchemeShape(told(name)).data, status=201)


class StageSchemeVersions(APIView):
    """Every version that was published, the newest first."""

    capability = write_capability = "see"

    @extend_schema(parameters=NAMED, responses=listed(SchemeVersionShape))
    def get(self, request: Request, name: str) -> Response:
        said = schemes.acknowledgements(known(name))
        rows = [
            {
                "version": row.version, "made_at": row.made_at, "made_by": row.made_by, "scheme": row.scheme,
                "acknowledged": list(said.get(row.version, {}).values()),
            }
            for row in schemes.versions(name)
        ]  # fmt: skip
        return Response({"results": SchemeVersionShape(rows, many=True).data})


class StageSchemeAcknowledge(APIView):
    """A side works by this version (F156)."""

    capability = write_capability = "see"

    @extend_schema(parameters=NAMED, request=AcknowledgeShape, responses=StandingStageSchemeShape)
    def post(self, request: Request, name: str) -> Response:
        """Of a signed-in member who may speak for the side; a key cannot."""
        known(name)
        body = AcknowledgeShape(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        may_speak(request.auth, given["side"])
        acknowledge(name, given["version"], given["side"], request.auth.actor)
        return Response(StandingStageSchemeShape(told(name)).data)


def may_speak(caller: Any, side: str) -> None:
    """Refuses who may not speak for that side."""
    if not caller.can(f"approve_{side}"):
        raise Refused(f"Your role does not speak for {side}.", field="side", code="forbidden", status=403)
