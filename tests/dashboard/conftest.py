"""Lena: a buyer who came by an ad, read, gave her name, asked for contact; everything made through the real doors."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import clock, tenancy, work
from leads.models import Lead
from tests.cast import Cast
from tests.conftest import NOON
from tracking.actions.accept import accept_messages

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
Visit = Callable[..., Lead]


@dataclass(frozen=True)
class Told:
    """How many queries a request took, what only the test's own transaction needs left out."""

    queries: int
    statements: list[str]
    answer: Any


@pytest.fixture
def counted() -> Callable[..., Told]:
    def count(client: Any, path: str) -> Told:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        asked = [one["sql"] for one in captured.captured_queries if "SAVEPOINT" not in one["sql"] and "'', true)" not in one["sql"]]
        return Told(len(asked), asked, answer)

    return count


@pytest.fixture
def visit(cast: Cast) -> Visit:
    """`visit("lena", name="Lena Fischer", company="Nordlicht")`: what such a person does within some days, until noon of 2 November."""

    def come(who: str, *, at: datetime = NOON, events: tuple[str, ...] = (), agent: str = BROWSER, **traits: str) -> Lead:
        start = at - timedelta(days=4)
        device = {"anonymousId": f"device-{who}", "context": {"userAgent": agent}}
        landing = "https://acme.example/?utm_source=google&utm_medium=cpc&utm_campaign=autumn"
        messages: list[dict[str, Any]] = [
            {"type": "page", "properties": {"url": landing, "path": "/", "title": "Acme"}, "timestamp": start.isoformat()},
            {"type": "page", "properties": {"url": "https://acme.example/pricing", "path": "/pricing", "title": "Pricing"},
             "timestamp": (start + timedelta(minutes=2)).isoformat()},
            {"type": "identify", "userId": who, "traits": {"email": f"{who}@nordlicht.example", **traits},
             "timestamp": (start + timedelta(days=1)).isoformat()},
        ]  # fmt: skip
        for place, name in enumerate(events):
            at_event = start + timedelta(days=2, minutes=place)
            messages.append({"type": "track", "event": name, "userId": who, "timestamp": at_event.isoformat(), "properties": {}})
        with clock.pretend(at):
            with tenancy.scope(cast.acme.id):
                accept_messages([{"messageId": f"{who}-{i}", **device, **message} for i, message in enumerate(messages)])
            work.run_until_quiet(cast.acme.id)
        with tenancy.scope(cast.acme.id):
            lead: Lead = Lead.objects.select_related("person").get(person__email=f"{who}@nordlicht.example")
        return lead

    return come
