"""While the database is away the answer is 503 and when to ask again; any other fault stays a 500."""

import json

import pytest
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from config import urls
from kernel.unavailable import server_error


def answer_to(error: Exception, path: str) -> HttpResponse:
    try:
        raise error
    except type(error):
        return server_error(RequestFactory().get(path))


@pytest.mark.parametrize("error", [OperationalError("server closed the connection"), InterfaceError("connection already closed")])
def test_a_database_that_is_away_is_no_fault_of_ours(error: Exception) -> None:
    api, page = (answer_to(error, path) for path in ("/api/v1/leads", "/w/acme/"))
    assert [(answer.status_code, answer["Retry-After"]) for answer in (api, page)] == [(503, "2"), (503, "2")]
    assert api["Content-Type"] == "application/problem+json"
    assert json.loads(api.content)["code"] == "away"


def test_any_other_error_is_a_500() -> None:
    assert answer_to(ValueError("ours"), "/").status_code == 500


def test_django_asks_it() -> None:
    assert urls.handler500 == "kernel.unavailable.server_error"
