"""REST: forms and their versions, submissions."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from capture.actions.decide import discard, release
from capture.actions.forms import archive_form, create_form, publish_form, read_content
from capture.api.shapes import (
    ContentShape,
    FormShape,
    FormVersionShape,
    NewFormShape,
    OneFormShape,
    OneSubmissionShape,
    SubmissionShape,
    VerdictShape,
)
from capture.domain import content, starters
from capture.enums import SubmissionState
from capture.models import Form, FormVersion, Submission
from capture.queries import forms, submissions
from kernel.problems import Refused


def read(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The checked body."""
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def found(form_id: UUID) -> Form:
    form = forms.form(form_id)
    if form is None:
        raise Http404
    return form


def whole(form: Form) -> dict[str, Any]:
    funnel = forms.funnels(form.pk).get(form.pk, forms.Funnel())
    told = content.as_dict(forms.live_content(form) if form.live_version else forms.draft_of(form))
    values = {name: getattr(form, name) for name in FormShape.Meta.fields}
    return dict(OneFormShape({**values, "content": told, "funnel": funnel, "trial": forms.trial_of(form) or ()}).data)


class Forms(generics.ListAPIView):
    """Forms in use, newest first; make one from a content or a starter."""

    capability, write_capability = "see", "manage_forms"
    serializer_class = FormShape

    def get_queryset(self) -> "QuerySet[Form]":
        return forms.forms().order_by()

    @extend_schema(request=NewFormShape, responses={201: OneFormShape})
    def post(self, request: Request) -> Response:
        body = read(NewFormShape, request)
        asked = starters.content(body.get("starter", "contact")) if body.get("content") is None else read_content(body["content"])
        assert asked is not None
        form = create_form(name=body["name"], content=asked, actor=request.auth.actor)
        if body["publish"]:
            publish_form(form=form, content=asked, actor=request.auth.actor)
        return Response(whole(found(form.pk)), status=201)


class OneForm(APIView):
    capability, write_capability = "see", "manage_forms"

    @extend_schema(responses=OneFormShape)
    def get(self, request: Request, form_id: UUID) -> Response:
        return Response(whole(found(form_id)))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, form_id: UUID) -> Response:
        """Archive: its address answers no more; what was sent stays."""
        archive_form(form=found(form_id), actor=request.auth.actor)
        return Response(status=204)


class Versions(generics.ListAPIView):
    """Versions, newest first; publish the next. What keeps it from being published is named in the answer."""

    capability, write_capability = "see", "manage_forms"
    serializer_class = FormVersionShape

    def get_queryset(self) -> "QuerySet[FormVersion]":
        return forms.versions(found(self.kwargs["form_id"])).order_by()

    @extend_schema(request=ContentShape, responses={201: FormVersionShape})
    def post(self, request: Request, form_id: UUID) -> Response:
        form = found(form_id)
        body = read(ContentShape, request)
        version = publish_form(form=form, content=read_content(body["content"]), actor=request.auth.actor)
        return Response(FormVersionShape(version).data, status=201)


def _as_id(text: str, field: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(f"“{text[:60]}” is no id: it has 32 hexadecimal digits.", field=field) from error


class Submissions(generics.ListAPIView):
    """Submissions, newest first, by `form` and `state`."""

    capability = write_capability = "see"
    serializer_class = SubmissionShape

    def get_queryset(self) -> "QuerySet[Submission]":
        asked = self.request.query_params
        state, form = asked.get("state", ""), asked.get("form", "")
        if state and state not in SubmissionState.values:
            raise Refused(f"“{state[:40]}” is no state: use one of {', '.join(SubmissionState.values)}.", field="state")
        return submissions.submissions(_as_id(form, "form") if form else None, state).order_by()

    @extend_schema(parameters=[OpenApiParameter("state", enum=SubmissionState.values), OpenApiParameter("form", UUID)])
    def get(self, request: Request) -> Response:
        return super().get(request)


class OneSubmission(APIView):
    capability, write_capability = "see", "manage_forms"

    @extend_schema(responses=OneSubmissionShape)
    def get(self, request: Request, submission_id: UUID) -> Response:
        one = _submission(submission_id)
        values = {name: getattr(one, name) for name in SubmissionShape.Meta.fields}
        more = {"lead_id": submissions.leads_of([one]).get(one.pk), "consents": submissions.consents_of(one.pk)}
        return Response(OneSubmissionShape({**values, **more}).data)

    @extend_schema(request=VerdictShape, responses=OneSubmissionShape)
    def patch(self, request: Request, submission_id: UUID) -> Response:
        """Decide about one that is held back."""
        one = _submission(submission_id)
        act = release if read(VerdictShape, request)["verdict"] == "release" else discard
        act(submission_id=one.pk, actor=request.auth.actor)
        return self.get(request, submission_id)


def _submission(submission_id: UUID) -> Submission:
    one = submissions.submission(submission_id)
    if one is None:
        raise Http404
    return one
