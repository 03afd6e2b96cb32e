"""REST: does the score keep its word, what did sales say of each rule, and the suggested points into a draft (M12)."""

from datetime import datetime
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.actions.put_into_draft import put_into_draft
from analytics.api.score_shapes import CalibrationShape, PutAnswerShape, PutShape, RulesPrecisionShape
from analytics.domain.periods import Period
from analytics.domain.windows import DAYS
from analytics.queries import draft_points, kept
from analytics.queries.questions import period_of

DAY = {"type": OpenApiTypes.DATE, "location": OpenApiParameter.QUERY}
PERIOD = [
    OpenApiParameter("since", **DAY, description="First day, in the workspace's zone; by default twelve months ago."),
    OpenApiParameter("until", **DAY, description="Last day, included; by default today."),
]


def _head(name: str, period: Period, as_of: datetime) -> dict[str, Any]:
    return {"report": name, "since": period.first, "until": period.last, "zone": period.zone, "as_of": as_of}


def _asked(request: Request) -> Period:
    return period_of(request.query_params.dict(), request.auth.workspace.time_zone)


class Calibration(APIView):
    capability = write_capability = "see"

    @extend_schema(parameters=PERIOD, responses=CalibrationShape)
    def get(self, request: Request) -> Response:
        """Share of leads that became SQL within 30 days by the score they had, the fitted probability, and the Brier score in windows that
        the fit had not seen."""
        period = _asked(request)
        found, as_of = kept.calibrated(period)
        told = {**_head("calibration", period, as_of), "days": DAYS, **found.all._asdict(), "base_rate": found.base_rate}
        told |= {name: getattr(found, name) for name in ("instants", "threshold", "enough", "brier", "bins", "levels")}
        return Response(CalibrationShape(told).data)


class Rules(APIView):
    capability = write_capability = "see"

    @extend_schema(parameters=PERIOD, responses=RulesPrecisionShape)
    def get(self, request: Request) -> Response:
        """Of the leads that crossed the threshold with points from each rule, how many sales accepted, returned and disqualified; and the
        points that would follow."""
        period = _asked(request)
        found, as_of = kept.heard(period)
        told = {**_head("rules", period, as_of), "seen": draft_points.plan(found).seen}
        told |= {name: getattr(found, name) for name in ("version", "enough", "all", "rules")}
        return Response(RulesPrecisionShape(told).data)


class PutIntoDraft(APIView):
    capability = write_capability = "edit_scoring"

    @extend_schema(request=PutShape, responses=PutAnswerShape)
    def post(self, request: Request) -> Response:
        """Put suggested points into the open draft, or begin one with them. It goes live only by a test on history and both approvals."""
        body = PutShape(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        days = {name: given[name].isoformat() for name in ("since", "until") if name in given}
        period = period_of(days, request.auth.workspace.time_zone)
        version, changes = put_into_draft(period, given["rules"], given["seen"], actor=request.auth.actor)
        return Response(PutAnswerShape({"version": version, "changes": changes}).data)
