"""Signed words in the links of mails and pages: who may confirm, who may open a file."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing

from capture.models import Asset, Submission
from kernel import tenancy

DAY = 86_400
CONFIRM, OPEN, SHOWN, SCANNED = "capture.confirm", "capture.open", "capture.shown", "capture.scanned"
VALID = {CONFIRM: 30 * DAY, OPEN: 365 * DAY, SHOWN: DAY, SCANNED: 600}


def confirm_url(submission: Submission) -> str:
    return f"{settings.BASE_URL}/f/confirm/{_sign(CONFIRM, [submission.workspace_id.hex, submission.pk.hex])}"


def open_url(asset: Asset, anonymous_id: str) -> str:
    """The personal link to a file: each time it is followed is an open."""
    return f"{settings.BASE_URL}/a/{_sign(OPEN, [tenancy.current().hex, asset.pk.hex, anonymous_id])}"


def shown(at: float, came_from: str = "") -> str:
    """When a form was shown and from which page its reader came, so that the browser cannot say otherwise."""
    return _sign(SHOWN, [round(at, 1), came_from])


def scanned(anonymous_id: str) -> str:
    """Who has just scanned a code, for the tracker of the page that the code leads to: good for ten minutes."""
    return _sign(SCANNED, [tenancy.current().hex, anonymous_id])


def read_scanned(token: str) -> tuple[UUID, str] | None:
    """(workspace, anonymous id) of a scan."""
    found = _read(SCANNED, token)
    return (UUID(found[0]), str(found[1])) if found else None


def read_shown(token: str) -> tuple[float, str] | None:
    """(seconds since the epoch, page before) in a token of `shown`."""
    found = _read(SHOWN, token)
    return (float(found[0]), str(found[1]) if len(found) > 1 else "") if found else None


def read_confirm(token: str) -> tuple[UUID, UUID] | None:
    """(workspace, submission) of a confirmation link."""
    found = _read(CONFIRM, token)
    return (UUID(found[0]), UUID(found[1])) if found else None


def read_open(token: str) -> tuple[UUID, UUID, str] | None:
    """(workspace, asset, anonymous id) of a personal link."""
    found = _read(OPEN, token)
    return (UUID(found[0]), UUID(found[1]), str(found[2])) if found else None


def _sign(salt: str, told: list[Any]) -> str:
    return signing.dumps(told, salt=salt)


def _read(salt: str, token: str) -> list[Any] | None:
    try:
        found: list[Any] = signing.loads(token, salt=salt, max_age=VALID[salt])
    except signing.BadSignature:
        return None
    return found
