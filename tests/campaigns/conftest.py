"""A real mail server for every test of campaigns, and a lead to write to."""

import email
import email.policy
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from campaigns.actions.compose import MessageJob, Queued, queue_messages
from campaigns.models import Message
from kernel import tenancy
from launch.mail import sink
from launch.servers.ports import free_port
from leads.actions.people import create_lead
from leads.models import Lead
from tests.cast import Cast, as_actor


class Post:
    """The mail server: what it took, and how it behaves."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port

    def behave(self, mode: str) -> None:
        (self.folder / "mode").write_text(mode)

    def raw(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.folder.glob("*.eml"))]

    def kept(self) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=email.policy.default) for raw in self.raw()]  # type: ignore[misc]


@pytest.fixture
def post(tmp_path: Path, settings: Any) -> Iterator[Post]:
    """An SMTP server of its own, to which the settings point."""
    port = free_port()
    controller = sink(tmp_path / "mail", port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.MAIL_SINK_DIR = str(tmp_path / "mail")
    yield Post(tmp_path / "mail", port)
    controller.stop()


Person = Callable[..., Lead]
Queue = Callable[..., Queued]


@pytest.fixture
def lena(cast: Cast) -> Lead:
    """Lena Fischer, a known lead of acme."""
    return a_lead(cast, "Lena Fischer", "lena@fischer.example")


def a_lead(cast: Cast, name: str, address: str, **more: Any) -> Lead:
    with tenancy.scope(cast.acme.id):
        return create_lead({"name": name, "email": address, **more}, as_actor(cast.mara))


@pytest.fixture
def queue(cast: Cast) -> Queue:
    """`queue(lead)`: one welcome message for the lead; more by `key=`, `template=`."""

    def one(lead: Lead, key: str = "step:1:mail:1", template: str = "welcome", **more: Any) -> Queued:
        with tenancy.scope(cast.acme.id):
            return queue_messages([MessageJob(lead.id, template, key, **more)])[key]

    return one


def told(cast: Cast, *fields: str) -> list[tuple[Any, ...]]:
    """These fields of every message of acme, oldest first."""
    with tenancy.scope(cast.acme.id):
        return list(Message.objects.order_by("created_at", "id").values_list(*fields))
