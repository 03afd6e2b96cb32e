"""Things happen on a website: messages go through the inbox and the digest, as real ones do."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from kernel import clock, ids, sql, tenancy, work
from tests.cast import Cast
from tests.conftest import NOON

TAKE = """
INSERT INTO tracking_inbox (workspace_id, message_id, door, kind, received_at, fingerprint, envelope, body)
SELECT %(workspace_id)s, x.message_id, %(door)s, x.kind, %(now)s, 0, '{}', x.body
FROM json_to_recordset(%(rows)s::json) AS x(message_id text, kind text, body json)
"""
Happen = Callable[..., None]


def put_messages(messages: list[dict[str, Any]], door: str = "live") -> None:
    """Into the inbox of the current workspace."""
    rows = [{"message_id": str(m.get("messageId") or ids.new()), "kind": m["type"], "body": m} for m in messages]
    sql.execute(TAKE, rows=sql.as_json(rows), door=door, now=clock.now())


def message(kind: str, device: str = "", at: datetime | None = None, **more: Any) -> dict[str, Any]:
    """`message("identify", "d1", userId="u1", traits={…})`."""
    found = {"type": kind, **more}
    if device:
        found["anonymousId"] = device
    if at:
        found["timestamp"] = at.isoformat()
    return found


@pytest.fixture
def told_later() -> Iterator[None]:
    """25 days after noon. A live message is no older than 30 days, so what happened at fixed instants is not told by the clock of whenever
    the tests run."""
    with clock.pretend(NOON + timedelta(days=25)):
        yield


@pytest.fixture
def happen(cast: Cast) -> Happen:
    """`happen(message(…), …, door="import")`: in acme, digested, and all that follows from it."""

    def tell(*messages: dict[str, Any], door: str = "live") -> None:
        with tenancy.scope(cast.acme.id):
            put_messages(list(messages), door)
        work.run_until_quiet(cast.acme.id)

    return tell
