"""REST: what is kept of a person, and its erasure."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.openapi import listed
from leads.actions.erase import erase_person, record_export
from leads.queries import dossier, jobs


class PersonExport(APIView):
    """Everything that is kept of one person."""

    capability = "export"
    write_capability = "export"

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, person_id: UUID) -> Response:
        """One document, table by table. The audit says who took it."""
        found = dossier.export(person_id)
        if found is None:
            raise Http404
        record_export(person_id=person_id, actor=request.auth.actor)
        return Response(found)


class EmploymentShape(serializers.Serializer[Any]):
    """Where somebody works (`until` is null) or worked; dates as far as it was seen, and the lead (episode) of that time."""

    company_id = serializers.UUIDField(allow_null=True)
    company, title, email = serializers.CharField(), serializers.CharField(), serializers.CharField()
    since, until = serializers.DateTimeField(allow_null=True), serializers.DateTimeField(allow_null=True)
    lead_id = serializers.UUIDField(allow_null=True)


class PersonJobs(APIView):
    """The employment history of one person (F009)."""

    capability = write_capability = "see"

    @extend_schema(responses=listed(EmploymentShape))
    def get(self, request: Request, person_id: UUID) -> Response:
        """The job of now, then those before, the last first."""
        found = jobs.of_person(person_id)
        if not found:
            raise Http404
        return Response({"results": EmploymentShape(found, many=True).data})


class ErasureShape(serializers.Serializer[dict[str, Any]]):
    """`confirm`: their e-mail address, else phone number, else name, else the word erase."""

    confirm = serializers.CharField(max_length=254)
    keep_silent = serializers.BooleanField(default=True, help_text="Never write to their address again; it is kept as a hash only.")


class PersonErasure(APIView):
    """Forget one person."""

    capability = "manage_privacy"
    write_capability = "manage_privacy"

    @extend_schema(request=ErasureShape, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, person_id: UUID) -> Response:
        """What is theirs leaves every table; counts in reports stay. Answers how many rows of which table."""
        if dossier.subject(person_id) is None:
            raise Http404
        given = ErasureShape(data=request.data)
        given.is_valid(raise_exception=True)
        asked: dict[str, Any] = given.validated_data
        done = erase_person(person_id=person_id, actor=request.auth.actor, confirm=asked["confirm"], wants_silence=asked["keep_silent"])
        return Response({"erased": done})
