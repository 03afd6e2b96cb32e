"""Bad input, said once: Refused names the field and the mend; the API answers it as application/problem+json (RFC 9457)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.utils import DataError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response


class Refused(Exception):
    """What was asked cannot be done. `detail` says what is wrong and how to mend it; `field` is where."""

    def __init__(self, detail: str, *, field: str = "", code: str = "invalid", status: int = 400) -> None:
        super().__init__(detail)
        self.detail, self.field, self.code, self.status = detail, field, code, status


TITLES = {400: "Invalid request", 401: "Not signed in", 403: "Not allowed", 404: "Not found", 405: "Method not allowed",
          409: "Conflict", 410: "Gone", 413: "Too large", 415: "Unsupported type", 422: "Unprocessable", 429: "Too many requests",
          503: "Not available"}  # fmt: skip


def problem(status: int, detail: str, code: str, errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """The body of a problem answer."""
    body: dict[str, Any] = {
        "type": f"about:blank#{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "code": code,
    }
    return {**body, "errors": errors} if errors else body


def flatten(detail: Any, pointer: str = "") -> list[dict[str, str]]:
    """DRF's nested messages as a list of {pointer, detail, code}."""
    if isinstance(detail, dict):
        return [item for key, value in detail.items() for item in flatten(value, f"{pointer}/{key}")]
    if isinstance(detail, list):
        return [item for value in detail for item in flatten(value, pointer)]
    return [{"pointer": pointer or "/", "detail": str(detail), "code": getattr(detail, "code", "invalid")}]


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF exception handler."""
    if isinstance(error, Refused):
        errors = [{"pointer": f"/{error.field}", "detail": error.detail, "code": error.code}] if error.field else None
        return _answer(error.status, error.detail, error.code, errors)
    if isinstance(error, Http404):
        return _answer(404, "There is no such object in this workspace.", "not_found")
    if isinstance(error, PermissionDenied):
        return _answer(403, str(error) or "Your role does not allow this.", "forbidden")
    if isinstance(error, DataError):
        return _answer(400, "A value does not fit: it is too long, out of range or holds a NUL character.", "invalid")
    if isinstance(error, exceptions.APIException):
        return _api_problem(error)
    return None


def _api_problem(error: exceptions.APIException) -> Response:
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else "invalid"
    errors = flatten(error.detail) if isinstance(error, exceptions.ValidationError) else None
    detail = str(error.detail) if errors is None else "; ".join(f"{e['pointer']}: {e['detail']}" for e in errors[:5])
    answer = _answer(error.status_code, detail, code, errors)
    wait = getattr(error, "wait", None)
    if wait:
        answer["Retry-After"] = str(int(wait) + 1)
    if error.status_code == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def _answer(status: int, detail: str, code: str, errors: list[dict[str, str]] | None = None) -> Response:
    return Response(problem(status, detail, code, errors), status=status, content_type="application/problem+json")


def plain_problem(request: HttpRequest, status: int, detail: str, code: str) -> JsonResponse:
    """The same answer outside DRF."""
    return JsonResponse(problem(status, detail, code), status=status, content_type="application/problem+json")
