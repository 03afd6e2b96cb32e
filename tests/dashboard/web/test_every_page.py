"""Every page of the product asks few questions, from its first day: the resolver names them, a world full of everything answers."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from journeys.models import Journey
from kernel import tenancy
from tests.cast import Cast, as_actor
from tests.eyes.addresses import filled, patterns
from tests.life import live

MOST = 15


def questions(client: Client, address: str) -> int:
    """How many, without what only the test's own transaction needs; none of a file, and of what is no page."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        b"".join(answer.streaming_content if answer.streaming else ())
    asked = [one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"] and "'', true)" not in one["sql"]]
    assert answer.status_code in (200, 302, 404, 405), address
    is_page = answer.status_code == 200 and not answer.get("Content-Disposition", "").startswith("attachment")
    return len(asked) if is_page else 0


def test_no_page_asks_more_than_fifteen(cast: Cast, client: Client) -> None:
    ids: dict[str, Any] = live(cast.acme, as_actor(cast.olga), "ourown").ids
    with tenancy.scope(cast.acme.id):
        ids["step"] = next(iter(Journey.objects.get(pk=ids["journey_id"]).draft["nodes"]))
    client.force_login(cast.olga)
    told = {path: questions(client, filled(path, cast.acme.slug, ids)) for path in patterns()}
    assert sum(many > 0 for many in told.values()) > 100
    assert {path: many for path, many in told.items() if many > MOST} == {}
