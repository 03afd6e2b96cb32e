"""A committed workspace with a site, and the door in-process: ingestion writes through connections of its own, so nothing may be
left uncommitted around it."""

import gzip
import io
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from kernel import tenancy, work
from kernel.audit import Actor
from tenants.actions.workspaces import close_workspace, open_workspace
from tenants.models import User, Workspace
from tests.cast import as_actor
from tests.conftest import empty_as_owner
from tracking.actions.sites import add_site
from tracking.api.collect import in_front_of
from tracking.gateways.inbox_writer import PRESSING, WRITER
from tracking.gateways.keys import KEYS
from tracking.gateways.tally import TALLY
from tracking.models import Event, InboxMessage, Refusal, Site

numbers = itertools.count(1)
PLAIN = {"anonymousId": "a-1"}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: bytes
    # As they were given, one that is given twice included.
    raw: list[tuple[str, str]]

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def verdicts(self) -> list[str]:
        return [event["verdict"] for event in self.json["events"]]


@dataclass
class Shop:
    """A workspace with one site, and ways to send to it."""

    workspace: Workspace
    actor: Actor
    site: Site
    key: str

    def send(self, path: str, body: Any, *, key: str | None = None, **environ: str) -> Answer:
        """POST as the site; `key=""` sends no header."""
        key = self.key if key is None else key
        given = {"HTTP_X_WRITE_KEY": key} if key else {}
        return call("POST", path, body, **{**given, **environ})

    def digest(self) -> None:
        work.run_until_quiet(self.workspace.id)

    def events(self, **where: Any) -> list[Event]:
        with tenancy.scope(self.workspace.id):
            return list(Event.objects.filter(**where).order_by("id"))

    def refusals(self) -> list[Refusal]:
        with tenancy.scope(self.workspace.id):
            return list(Refusal.objects.order_by("at", "id"))

    def stored(self) -> int:
        with tenancy.scope(self.workspace.id):
            return InboxMessage.objects.count()

    def of(self, model: Any) -> list[Any]:
        with tenancy.scope(self.workspace.id):
            return list(model.objects.order_by("id"))


def call(method: str, path: str, body: Any = b"", **environ: str) -> Answer:
    """One request to the real WSGI callable."""
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    said: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        said.update(status=int(status.split()[0]), headers=headers)

    path, _, query = path.partition("?")
    asked = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(text)),
        "wsgi.input": io.BytesIO(text),
    }
    answer = b"".join(in_front_of(django)({**asked, **environ}, start))
    return Answer(said["status"], dict(said["headers"]), answer, said["headers"])


def django(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("200 OK", [])
    return [b"django"]


def zipped(body: Any) -> bytes:
    return gzip.compress(json.dumps(body).encode())


@pytest.fixture(scope="session")
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database for tests whose rows other connections must see; the door's own connections are closed at the end."""
    yield
    WRITER.line.drop()
    PRESSING.line.drop()
    KEYS.line.drop()
    TALLY.line.drop()


@pytest.fixture(scope="module")
def tidy(committed: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Nothing of the module's shops is left for those who come later and count."""
    yield
    TALLY.flush()  # counts that come later would find no site
    with django_db_blocker.unblock():
        connections.close_all()
        empty_as_owner(None)


@pytest.fixture
def shop(tidy: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Shop]:
    """A workspace of its own, closed afterwards."""
    with django_db_blocker.unblock():
        number = next(numbers)
        owner = User.objects.create_user(email=f"owner-{number}@shop.example", password="x", name=f"Owner {number}")
        workspace = open_workspace(slug=f"shop-{number}", name=f"Shop {number}", owner=owner)
        actor = as_actor(owner)
        with tenancy.scope(workspace.id):
            site, key = add_site(name="Web", url="https://www.shop.example", actor=actor)
        work.run_until_quiet(workspace.id)
        yield Shop(workspace, actor, site, key)
        with tenancy.scope(workspace.id):
            close_workspace(workspace=workspace, actor=actor)
        connections.close_all()
