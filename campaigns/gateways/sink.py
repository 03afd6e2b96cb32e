"""The embedded mail server's folder (MAIL_SINK_DIR): what would have gone out, for the mailbox page. Only mail of one workspace."""

import email
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

from django.conf import settings

HEADER = "X-Leadway-Workspace"
NAME = re.compile(r"\d+-\d+-\d+")
LOOK_AT = 500


@dataclass(frozen=True)
class Caught:
    """A message that the embedded server took."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str
    html: str
    headers: list[tuple[str, str]]


def is_there() -> bool:
    return bool(settings.MAIL_SINK_DIR) and Path(settings.MAIL_SINK_DIR).is_dir()


def listing(workspace_id: UUID, limit: int = 100) -> list[Caught]:
    """The newest messages of the workspace, without bodies."""
    if not is_there():
        return []
    paths = sorted(Path(settings.MAIL_SINK_DIR).glob("*.eml"), key=lambda path: path.name, reverse=True)[:LOOK_AT]
    found = (_read(path, workspace_id, bodies=False) for path in paths)
    return [caught for caught in found if caught][:limit]


def one(workspace_id: UUID, name: str) -> Caught | None:
    """The message `name` of the workspace; None when there is none, or it is another's."""
    if not is_there() or not NAME.fullmatch(name):
        return None
    path = Path(settings.MAIL_SINK_DIR) / f"{name}.eml"
    return _read(path, workspace_id, bodies=True) if path.is_file() else None


def _read(path: Path, workspace_id: UUID, *, bodies: bool) -> Caught | None:
    try:
        with path.open("rb") as file:
            message = email.message_from_binary_file(file, policy=default)
    except OSError:
        return None
    if not isinstance(message, EmailMessage) or str(message[HEADER] or "") != str(workspace_id):
        return None
    at = datetime.fromtimestamp(int(path.stem.split("-")[0]) / 1e9, UTC)
    text, html = (_body(message, "plain"), _body(message, "html")) if bodies else ("", "")
    headers = [(name, str(value)) for name, value in message.items()]
    return Caught(path.stem, at, _address(message), str(message["Subject"] or ""), text, html, headers)


def _address(message: EmailMessage) -> str:
    addresses: tuple[Address, ...] = getattr(message["To"], "addresses", ())
    return addresses[0].addr_spec if addresses else str(message["To"] or "")


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
