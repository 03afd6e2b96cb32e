"""REST: what is known of a lead's budget, authority, need, time and buying phase (F065, F067, F068)."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.openapi import listed
from leads.actions.qualification import qualify, unqualify
from leads.api.leads import find
from leads.domain.qualification import LONGEST_NOTE, LONGEST_SOURCE, Answer
from leads.enums import ANSWERS, Confidence, Letter
from leads.models import Qualification
from leads.queries import qualification

VALUES = "; ".join(f"{letter}: {', '.join(ANSWERS[letter].values)}" for letter in Letter)


class QualificationShape(serializers.ModelSerializer[Qualification]):
    """The answer to one letter that stands: who or what said it and when, how sure it is, who wrote it down."""

    class Meta:
        model = Qualification
        fields = (
            "letter", "value", "note", "source", "said_at", "confidence", "window_start", "window_end", "by", "recorded_at",
        )  # fmt: skip
        read_only_fields = fields


class AnswerShape(serializers.Serializer[dict[str, Any]]):
    """An answer. The window of decision belongs to the letter time."""

    value = serializers.CharField(max_length=20, help_text=VALUES)
    note = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_NOTE, default="")
    source = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_SOURCE, default="", help_text="Who or what said it."
    )
    confidence = serializers.ChoiceField(Confidence.choices, required=False, default=Confidence.LIKELY.value)
    said_at = serializers.DateTimeField(required=False, allow_null=True, default=None, help_text="By default now.")
    window_start = serializers.DateField(required=False, allow_null=True, default=None)
    window_end = serializers.DateField(required=False, allow_null=True, default=None)


class LeadQualification(APIView):
    """BANT and the buying phase of a lead."""

    capability = write_capability = "see"

    @extend_schema(responses=listed(QualificationShape))
    def get(self, request: Request, lead_id: UUID) -> Response:
        """What is known, one row per letter; a letter that nobody has answered has none."""
        known = qualification.of_lead(find(lead_id).pk)
        return Response({"results": QualificationShape([known[one] for one in Letter.values if one in known], many=True).data})


class OneAnswer(APIView):
    """One letter of it: budget, authority, need, time or phase."""

    capability = write_capability = "edit_leads"

    @extend_schema(request=AnswerShape, responses={200: QualificationShape, 201: QualificationShape})
    def put(self, request: Request, lead_id: UUID, letter: str) -> Response:
        """Write the answer down; the last word holds."""
        self._known(lead_id, letter)
        given = AnswerShape(data=request.data)
        given.is_valid(raise_exception=True)
        row, new = qualify(lead_id, letter, Answer(**given.validated_data), actor=request.auth.actor)
        return Response(QualificationShape(row).data, status=201 if new else 200)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, lead_id: UUID, letter: str) -> Response:
        """Nothing is known of it any more. To repeat it changes nothing."""
        self._known(lead_id, letter)
        unqualify(lead_id, letter, actor=request.auth.actor)
        return Response(status=204)

    def _known(self, lead_id: UUID, letter: str) -> None:
        find(lead_id)
        if letter not in Letter.values:
            raise Http404
