"""REST: CSV imports."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.problems import Refused
from leads.actions import import_undo
from leads.actions import imports as acts
from leads.api.shapes import ImportShape, RefusalShape
from leads.enums import ImportState
from leads.models import ImportJob, ImportRefusal
from leads.queries import import_marks, imports
from leads.queries.import_forecast import forecast

FORM = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "mapping": {"type": "string", "description": "Fields by column, separated by commas; guessed when left out."},
        "start": {"type": "boolean", "default": True},
    },
    "required": ["file"],
}


class ForecastShape(serializers.Serializer[Any]):
    """Of the first `rows` of `of` rows: how many make somebody, are about somebody who is here or further up, and are not taken."""

    rows, of = serializers.IntegerField(), serializers.IntegerField()
    made, matched, refused = serializers.IntegerField(), serializers.IntegerField(), serializers.IntegerField()


class UndoPutShape(serializers.Serializer[dict[str, Any]]):
    """`dry_run` only counts; `expected` is the number of people that was counted as `changing` (409 for another)."""

    dry_run = serializers.BooleanField(required=False, default=False)
    expected = serializers.IntegerField(required=False, allow_null=True, min_value=0)


class UndoingShape(serializers.Serializer[Any]):
    """How many people go, get back what they had (`partly`: but for what was changed since), are as they were; `kept`: why → how many."""

    changing, removed, restored = serializers.IntegerField(), serializers.IntegerField(), serializers.IntegerField()
    partly, same = serializers.IntegerField(), serializers.IntegerField()
    kept = serializers.DictField(child=serializers.IntegerField())


class Imports(generics.ListAPIView[ImportJob]):
    """CSV files, newest first."""

    capability = "import_leads"
    write_capability = "import_leads"
    serializer_class = ImportShape
    parser_classes = (MultiPartParser,)

    def get_queryset(self) -> Any:
        return imports.jobs()

    @extend_schema(request={"multipart/form-data": FORM}, responses={201: ImportShape})
    def post(self, request: Request) -> Response:
        """Upload a file; unless `start=false` the workers begin at once with the columns as guessed or as `mapping` says."""
        file = request.FILES.get("file")
        if file is None:
            raise Refused("Send the CSV as the part “file” of a multipart form.", field="file")
        job = acts.upload(name=file.name or "", data=file.read(), actor=request.auth.actor)
        if request.data.get("mapping"):
            job = acts.choose(job_id=job.pk, mapping=[part.strip() for part in str(request.data["mapping"]).split(",")])
        if str(request.data.get("start", "true")).lower() not in ("false", "0", "no"):
            job = acts.start_import(job_id=job.pk, actor=request.auth.actor)
        return Response(ImportShape(job).data, status=201)


class OneImport(APIView):
    """How far one file is."""

    capability = "import_leads"
    write_capability = "import_leads"

    @extend_schema(responses=ImportShape)
    def get(self, request: Request, job_id: UUID) -> Response:
        found = imports.job(job_id)
        if found is None:
            raise Http404
        return Response(ImportShape(found).data)

    @extend_schema(request=OpenApiTypes.OBJECT, responses=ImportShape)
    def patch(self, request: Request, job_id: UUID) -> Response:
        """`{"mapping": ["name", "email", …], "start": true}`."""
        if imports.job(job_id) is None:
            raise Http404
        mapping = request.data.get("mapping")
        if mapping is not None:
            if not isinstance(mapping, list) or not all(isinstance(field, str) for field in mapping):
                raise Refused("Give a list of fields, one for each column.", field="mapping")
            acts.choose(job_id=job_id, mapping=mapping)
        if request.data.get("start") is True:
            acts.start_import(job_id=job_id, actor=request.auth.actor)
        return self.get(request, job_id)


class ImportForecast(APIView):
    """The count before."""

    capability = "import_leads"
    write_capability = "import_leads"

    @extend_schema(responses=ForecastShape)
    def get(self, request: Request, job_id: UUID) -> Response:
        """How many rows of a file that waits would make somebody, change somebody, and not be taken; of its first 5,000 rows."""
        job = imports.job(job_id)
        if job is None or job.state != ImportState.MAPPING:
            raise Http404
        return Response(ForecastShape(forecast(job_id, job.mapping, request.auth.workspace.time_zone)).data)


class ImportUndoing(APIView):
    """The way back."""

    capability = "import_leads"
    write_capability = "import_leads"

    @extend_schema(request=UndoPutShape, responses={200: UndoingShape, 202: UndoingShape})
    def post(self, request: Request, job_id: UUID) -> Response:
        """Take a file back: remove whom it made and nobody dealt with since, give others back what they had. `dry_run` only counts."""
        if imports.job(job_id) is None:
            raise Http404
        body = UndoPutShape(data=request.data)
        body.is_valid(raise_exception=True)
        found = import_marks.preview(job_id)
        if not body.validated_data["dry_run"]:
            import_undo.take_back(job_id, body.validated_data.get("expected"), request.auth.actor)
        return Response(UndoingShape(found).data, status=200 if body.validated_data["dry_run"] else 202)


class Refusals(generics.ListAPIView[ImportRefusal]):
    """The rows of a file that were not taken, each with its reason."""

    capability = "import_leads"
    write_capability = "import_leads"
    serializer_class = RefusalShape

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return imports.refusals(UUID(int=0))
        if imports.job(self.kwargs["job_id"]) is None:
            raise Http404
        return imports.refusals(self.kwargs["job_id"])
