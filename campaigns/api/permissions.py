"""REST: for which purposes a consent is needed, and how many would not be written to."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from campaigns.actions.permissions import ask_consent
from campaigns.api.shapes import ConsentRuleShape, ReachShape
from campaigns.api.templates import read
from campaigns.queries import permissions


def told(purpose: str) -> dict[str, Any]:
    return {"purpose": purpose, "required": bool(permissions.required([purpose])), **asdict(permissions.reach(purpose))}


class Rules(APIView):
    """Every purpose with its rule and what it means today; set the rule of one."""

    capability, write_capability = "see", "manage_privacy"

    @extend_schema(responses=ReachShape(many=True))
    def get(self, request: Request) -> Response:
        return Response([told(purpose) for purpose in permissions.purposes()])

    @extend_schema(request=ConsentRuleShape, responses=ReachShape)
    def post(self, request: Request) -> Response:
        body = read(ConsentRuleShape, request)
        ask_consent(purpose=body["purpose"], required=body["required"], actor=request.auth.actor)
        return Response(told(body["purpose"]))
