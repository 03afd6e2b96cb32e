"""What every view of the API of sales does at its door: read the body, know the caller, answer."""

from typing import Any
from uuid import UUID

from django.http import Http404
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from tenants.web.identity import Caller


def caller(request: Request) -> Caller:
    """Who calls; the permission has made sure that there is one."""
    found = request.auth
    if not isinstance(found, Caller):
        raise NotAuthenticated
    return found


def read(shape: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """The body as `shape` says, or the problem with it."""
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def told(shape: type[Serializer[Any]], row: object, new: bool = False) -> Response:
    """201 for what is new, 200 for what was there."""
    return Response(shape(row).data, status=201 if new else 200)


def as_id(text: str) -> UUID:
    """An id out of the address; what is none names nothing."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
