"""Answers of last resort. While the database is away, restarts or is too busy: 503 and when to ask again, never a 500."""

import sys

from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views import defaults

from kernel.problems import plain_problem

WAIT_SECONDS = 2


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django calls for an address that leads nowhere (handler404): a problem for machines, a page for people."""
    if request.path.startswith("/api/"):
        return plain_problem(request, 404, gettext("There is nothing at this address: see /api/v1/docs/."), "not_found")
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """What Django calls for an error that nobody caught (handler500), while that error is still at hand."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return defaults.server_error(request)
    detail = gettext("The database does not answer at this moment; nothing was changed. Try again in a few seconds.")
    if request.path.startswith("/api/"):
        answer: HttpResponse = plain_problem(request, 503, detail, "away")
    else:
        answer = HttpResponse(detail, status=503, content_type="text/plain; charset=utf-8")
    answer["Retry-After"] = str(WAIT_SECONDS)
    return answer
