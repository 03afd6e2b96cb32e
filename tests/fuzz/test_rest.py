"""Row 18: the whole REST API by its own OpenAPI, with a secret key of a workspace full of life, as members of two roles, with a key that
may only write events, and as nobody: never a 5xx, never without the right, every answer as the contract writes it, every error a problem
that says what to mend.

Of the checks that schemathesis offers these are left out: whether right input is taken (what is right by its shape may name nobody, or come
too late: 400, 404, 409), and what only its own phases ask (methods are asked here by hand)."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import hypothesis
import pytest
import schemathesis
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from schemathesis import Case, CheckContext, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tenants.models import User
from tests.cast import Cast, as_actor, assemble
from tests.conftest import committed_world
from tests.fuzz.conftest import EXAMPLES
from tests.life import WORDS, Life, live
from tracking.api.collect import in_front_of

PER_OPERATION, PER_ROLE = max(EXAMPLES // 10, 12), max(EXAMPLES // 50, 3)
METHODS = ("get", "post", "put", "patch", "delete")


def a_problem_that_speaks(context: CheckContext, response: Response, case: Case) -> None:
    if response.status_code >= 400:
        assert response.headers["content-type"][0].startswith("application/problem+json"), response.headers["content-type"]
        said = response.json()
        assert said["status"] == response.status_code
        assert said["detail"]
        assert said["code"]


CHECKS: list[Any] = [
    not_a_server_error, content_type_conformance, ignored_auth, response_headers_conformance, response_schema_conformance,
    status_code_conformance, a_problem_that_speaks,
]  # fmt: skip


class Caller(NamedTuple):
    """Who asks, and by what their answers are judged."""

    headers: dict[str, str]
    checks: list[Any]


class Api:
    """The real WSGI callable, its contract, and a key."""

    def __init__(self, life: Life, cast: Cast) -> None:
        self.life, self.cast = life, cast
        self.key = Caller({"Authorization": f"Bearer {life.secret_key}", "Host": "127.0.0.1"}, CHECKS)
        self.schema: Any = schemathesis.openapi.from_wsgi(
            "/api/v1/schema/?format=json", in_front_of(get_wsgi_application()), headers={"Host": "127.0.0.1"}
        )

    def member(self, user: User) -> Caller:
        """In a browser."""
        client = Client()
        client.force_login(user)
        session, token = client.cookies[settings.SESSION_COOKIE_NAME].value, "t" * 32
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
        headers = {"Cookie": cookies, "X-CSRFToken": token, "X-Workspace": self.life.workspace.slug, "Host": "127.0.0.1"}
        return Caller(headers, [check for check in CHECKS if check is not ignored_auth])

    def findings(self, operation: Any, count: int, caller: Caller) -> list[str]:
        """What is wrong with one operation, by examples of right and of wrong input; half of them name objects that are there."""
        said: list[str] = []
        bounded = hypothesis.settings(
            max_examples=count, deadline=None, derandomize=EXAMPLES == 0, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        modes = list(schemathesis.GenerationMode)
        either = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))

        @bounded
        @given(case=either, real=st.booleans())
        def ask(case: Case, real: bool) -> None:
            for name in case.path_parameters or {} if real else ():
                case.path_parameters[name] = str(self.life.ids.get(name, case.path_parameters[name]))
            try:
                case.call_and_validate(headers=caller.headers, checks=caller.checks)
            except (Exception, BaseExceptionGroup) as error:
                said.append(f"{operation.label}: {_brief(error)}")

        ask()
        return said


def _brief(error: BaseException) -> str:
    parts = [_brief(one) for one in error.exceptions] if isinstance(error, BaseExceptionGroup) else [f"{type(error).__name__} {error}"]
    return " & ".join(parts)[:1_500]


@pytest.fixture(scope="module")
def api(django_db_setup: None, django_db_blocker: Any) -> Iterator[Api]:
    with committed_world(django_db_blocker):
        cast = assemble()
        yield Api(live(cast.acme, as_actor(cast.olga), "ourown"), cast)


@pytest.mark.timeout(900)
def test_every_operation_keeps_its_contract(api: Api) -> None:
    operations = [found.ok() for found in api.schema.get_all_operations()]
    assert len(operations) > 60
    findings = [finding for operation in operations for finding in api.findings(operation, PER_OPERATION, api.key)]
    assert "\n".join(sorted(set(findings))) == ""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["sam", "vera"])
def test_every_operation_keeps_it_for_members_too(api: Api, name: str) -> None:
    """An SDR, who may do some of it, and a viewer, who may change nothing."""
    caller = api.member(getattr(api.cast, name))
    operations = [found.ok() for found in api.schema.get_all_operations()]
    findings = [finding for operation in operations for finding in api.findings(operation, PER_ROLE, caller)]
    assert "\n".join(sorted(set(findings))) == ""


@pytest.mark.timeout(600)
def test_nobody_and_a_key_of_a_website_get_nothing(api: Api) -> None:
    """Whatever they ask, rightly or wrongly: a problem with status 401, and no word of what is there."""
    wrong = []
    for operation in [found.ok() for found in api.schema.get_all_operations()]:
        path = re.sub(r"{(\w+)}", lambda found: str({**WORDS, **api.life.ids}.get(found[1], "1")), operation.path)
        for who, key in (("nobody", ""), ("a write key", api.life.write_key)):
            headers = {"HTTP_AUTHORIZATION": f"Bearer {key}", "HTTP_X_WRITE_KEY": key} if key else {}
            for body in ("{}", "[", ""):
                answer = Client().generic(operation.method.upper(), path, body, "application/json", **headers)
                told = (answer.status_code, answer.headers["Content-Type"].partition(";")[0])
                wrong += [f"{operation.label} to {who}: {told}"] * (told != (401, "application/problem+json"))
    assert wrong == []


def test_every_other_method_is_refused_by_name(api: Api) -> None:
    """405 with the methods that there are, as the contract has them."""
    wrong = []
    declared: dict[str, set[str]] = {}
    for operation in [found.ok() for found in api.schema.get_all_operations()]:
        declared.setdefault(operation.path, set()).add(operation.method.upper())
    for template, known in declared.items():
        path = re.sub(r"{(\w+)}", lambda found: str({**WORDS, **api.life.ids}.get(found[1], "1")), template)
        for method in {name.upper() for name in METHODS} - known:
            answer = Client().generic(method, path, "{}", "application/json", HTTP_AUTHORIZATION=api.key.headers["Authorization"])
            allowed = {name.strip() for name in answer.headers.get("Allow", "").split(",")} - {"HEAD", "OPTIONS"}
            wrong += [f"{method} {template}: {answer.status_code} {allowed}"] * ((answer.status_code, allowed) != (405, known))
    assert wrong == []
