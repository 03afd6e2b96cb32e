"""Row 18: the whole REST API by its own OpenAPI, with a secret key of a workspace full of life: never a 5xx, never without the key,
every answer as the contract writes it, every error a problem that says what to mend."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, CheckContext, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
)

from tests.cast import as_actor, assemble
from tests.conftest import committed_world
from tests.fuzz.conftest import EXAMPLES
from tests.life import Life, live
from tracking.api.collect import in_front_of

PER_OPERATION = max(EXAMPLES // 10, 12)
METHODS = ("get", "post", "put", "patch", "delete")


def a_problem_that_speaks(context: CheckContext, response: Response, case: Case) -> None:
    if response.status_code >= 400:
        assert response.headers["content-type"][0].startswith("application/problem+json"), response.headers["content-type"]
        said = response.json()
        assert said["status"] == response.status_code
        assert said["detail"]
        assert said["code"]


CHECKS: list[Any] = [
    not_a_server_error, content_type_conformance, ignored_auth, response_schema_conformance, status_code_conformance, a_problem_that_speaks,
]  # fmt: skip


class Api:
    """The real WSGI callable, its contract, and a key."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.headers = {"Authorization": f"Bearer {life.secret_key}", "Host": "127.0.0.1"}
        self.schema: Any = schemathesis.openapi.from_wsgi(
            "/api/v1/schema/?format=json", in_front_of(get_wsgi_application()), headers={"Host": "127.0.0.1"}
        )

    def findings(self, operation: Any, count: int) -> list[str]:
        """What is wrong with one operation, by examples of right and of wrong input; half of them name objects that are there."""
        said: list[str] = []
        bounded = settings(
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
                case.call_and_validate(headers=self.headers, checks=CHECKS)
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
        yield Api(live(cast.acme, as_actor(cast.olga), "ourown"))


@pytest.mark.timeout(900)
def test_every_operation_keeps_its_contract(api: Api) -> None:
    operations = [found.ok() for found in api.schema.get_all_operations()]
    assert len(operations) > 60
    findings = [finding for operation in operations for finding in api.findings(operation, PER_OPERATION)]
    assert "\n".join(sorted(set(findings))) == ""
