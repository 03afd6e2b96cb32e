"""Leads for sales, made through the real actions."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from leads.actions.lifecycle import Move, move_stage
from leads.actions.people import create_lead
from leads.models import Lead
from sales.models import HandOff
from tenants.actions.api_keys import issue_key
from tests.cast import Cast
from tests.conftest import NOON
from tracking.actions.record import OwnEvent, record_own

MakeLead = Callable[..., UUID]


@pytest.fixture
def lena(cast: Cast, pump: Callable[[], int]) -> MakeLead:
    """`lena(name="Lena", channel="")`: a known lead of acme, with all that follows done."""
    numbers = count(1)

    def make(name: str = "Lena", at: datetime = NOON, **fields: str) -> UUID:
        with tenancy.scope(cast.acme.id), clock.pretend(at):
            given = {"email": f"{name.lower()}{next(numbers)}@buyer.example", "name": name, **fields}
            lead_id = create_lead(given, SYSTEM, at=at).pk
        with clock.pretend(at):
            pump()
        return UUID(str(lead_id))

    return make


@pytest.fixture
def happens(cast: Cast, pump: Callable[[], int]) -> Callable[..., None]:
    """`happens(lead_id, "contact_request_submitted", at)`: an event of that lead, digested, scored and routed."""
    numbers = count(1)

    def event(lead_id: UUID, name: str, at: datetime = NOON, history: bool = False, now: datetime | None = None) -> None:
        with clock.pretend(now or at):
            with tenancy.scope(cast.acme.id):
                person = Lead.objects.get(pk=lead_id).person_id
                record_own([OwnEvent(person, name, at, f"{name}:{next(numbers)}", history=history)])
            pump()

    return event


@pytest.fixture
def mql(cast: Cast, pump: Callable[[], int], lena: MakeLead) -> Callable[..., HandOff]:
    """`mql()`: a lead that came to MQL through the pool, with its hand-off."""

    def make(name: str = "Lena", at: datetime = NOON, lead_id: UUID | None = None) -> HandOff:
        lead = lead_id or lena(name, at)
        with clock.pretend(at):
            with tenancy.scope(cast.acme.id):
                move_stage(Move(lead, "mql", "score", at, through=True), SYSTEM)
            pump()
        with tenancy.scope(cast.acme.id):
            return HandOff.objects.get(lead_id=lead, state__in=["open", "claimed"])

    return make


@dataclass
class Api:
    """The REST API as a customer's integration calls it."""

    client: Client
    key: str

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        more = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = self.client.generic(method, f"/api/v1/{path}", HTTP_AUTHORIZATION=f"Bearer {self.key}", **more)
        return answer.status_code, answer.json()

    def get(self, path: str) -> tuple[int, Any]:
        return self.call("GET", path)

    def post(self, path: str, **body: Any) -> tuple[int, Any]:
        return self.call("POST", path, body)


@pytest.fixture
def api(cast: Cast) -> Api:
    """acme's secret key."""
    with tenancy.scope(cast.acme.id):
        _, text = issue_key(kind="secret", name="CRM", actor=SYSTEM)
    return Api(Client(), text)


@pytest.fixture
def next_door(cast: Cast) -> Api:
    """The neighbour's secret key."""
    with tenancy.scope(cast.globex.id):
        _, text = issue_key(kind="secret", name="CRM", actor=SYSTEM)
    return Api(Client(), text)
