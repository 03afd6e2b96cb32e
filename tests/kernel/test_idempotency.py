"""Row 17: one object and one answer for a POST repeated under its key, at once or later."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from kernel import clock, housekeeping, tenancy
from kernel.idempotency import forget_answers
from kernel.models import KeptAnswer
from leads.models import ImportJob, Lead
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor, assemble
from tests.conftest import NOON, committed_world

URL = "/api/v1/leads"
CARD = {"name": "Lena", "email": "lena@buyer.example"}
Post = Callable[..., Any]


def secret(cast: Cast, workspace: Any, user: Any) -> str:
    with tenancy.scope(workspace.id):
        return issue_key(kind="secret", name="CRM", actor=as_actor(user))[1]


@pytest.fixture
def post(cast: Cast) -> Post:
    token = secret(cast, cast.acme, cast.olga)

    def send(key: str | None, body: Any = CARD, url: str = URL, token: str = token, content_type: str = "application/json") -> Any:
        headers = {"Authorization": f"Bearer {token}", **({} if key is None else {"Idempotency-Key": key})}
        return Client().post(url, body, content_type, headers=headers)

    return send


def leads(cast: Cast) -> int:
    with tenancy.scope(cast.acme.id):
        return Lead.objects.count()


def test_the_same_again_is_replayed(cast: Cast, post: Post) -> None:
    first, again = post("k-1"), post("k-1")
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert leads(cast) == 1


def test_another_body_is_422_and_changes_nothing(cast: Cast, post: Post) -> None:
    post("k-1")
    other = post("k-1", {"name": "Otto", "email": "otto@buyer.example"})
    assert (other.status_code, other.json()["code"], other.headers["Content-Type"]) == (
        422,
        "idempotency_mismatch",
        "application/problem+json",
    )
    assert leads(cast) == 1


def test_a_refused_request_keeps_nothing_and_may_be_mended_under_its_key(cast: Cast, post: Post) -> None:
    assert post("k-1", {"email": "no mail"}).status_code == 400
    assert post("k-1").status_code == 201
    assert leads(cast) == 1


def test_keys_are_of_one_route_and_one_workspace(cast: Cast, post: Post) -> None:
    theirs = secret(cast, cast.globex, cast.otto)
    assert post("k-1").status_code == 201
    segment = {"name": "Hot", "filters": {"stage": ["mql"]}}
    assert post("k-1", segment, "/api/v1/segments").status_code == 201
    assert post("k-1", token=theirs).status_code == 201
    with tenancy.scope(cast.globex.id):
        assert Lead.objects.count() == 1


def test_a_replay_is_only_for_the_one_who_asked(cast: Cast, post: Post) -> None:
    post("k-1")
    assert post("k-1", token=secret(cast, cast.acme, cast.olga)).status_code == 422


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 201])
def test_a_key_that_is_none(cast: Cast, post: Post, key: str) -> None:
    answer = post(key)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_idempotency_key")
    assert leads(cast) == 0


def test_without_a_key_nothing_is_kept(cast: Cast, post: Post) -> None:
    post(None)
    with tenancy.scope(cast.acme.id):
        assert KeptAnswer.objects.count() == 0


def test_an_upload_is_the_same_under_another_boundary(cast: Cast, post: Post) -> None:
    jobs = []
    for boundary in ("one", "another"):
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\nContent-Type: text/csv\r\n\r\n'
            f"name,email\nMax,max@buyer.example\n\r\n--{boundary}--\r\n"
        )
        answer = post("k-1", body, "/api/v1/imports", content_type=f"multipart/form-data; boundary={boundary}")
        assert answer.status_code == 201, answer.content
        jobs.append(answer.json()["id"])
    with tenancy.scope(cast.acme.id):
        assert (len(set(jobs)), ImportJob.objects.count()) == (1, 1)


def test_after_a_day_the_key_is_free_and_its_row_goes(cast: Cast, post: Post) -> None:
    with clock.pretend(NOON):
        post("k-1")
    with clock.pretend(NOON + timedelta(hours=23, minutes=59)):
        assert post("k-1").headers["Idempotent-Replayed"] == "true"
    with clock.pretend(NOON + timedelta(hours=24)):
        assert post("k-1", {"name": "Other", "email": "other@buyer.example"}).status_code == 201
        with tenancy.scope(cast.acme.id):
            assert forget_answers() == 0
    with clock.pretend(NOON + timedelta(hours=49)), tenancy.scope(cast.acme.id):
        assert (forget_answers(), KeptAnswer.objects.count()) == (1, 0)
    assert forget_answers in housekeeping.CHORES


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with committed_world(django_db_blocker):
        yield assemble()


def test_twenty_at_once_make_one(committed: Cast) -> None:
    """Each is the first, a replay, or told that the first is still at work; whoever asks again gets the first answer."""
    token = secret(committed, committed.acme, committed.olga)
    together = threading.Barrier(20)

    def send(_: int) -> tuple[int, str]:
        together.wait()
        try:
            answer = Client().post(URL, CARD, "application/json", headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "k-1"})
            return answer.status_code, answer.json().get("id") or answer.json()["code"]
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        said = Counter(pool.map(send, range(20)))
    assert {status for status, _ in said} <= {201, 409}
    assert len({text for status, text in said if status == 201}) == 1
    assert {text for status, text in said if status == 409} <= {"in_flight"}
    assert leads(committed) == 1
