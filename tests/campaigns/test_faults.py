"""A worker is killed in every gap of a send: nothing goes out twice, and only the last gap leaves a message unknown (row 20)."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from campaigns.actions.deliver import deliver
from kernel import clock
from tests.campaigns.conftest import Post, Queue, a_lead, told
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import sys, uuid, django
django.setup()
from campaigns.actions.deliver import deliver
deliver(uuid.UUID(sys.argv[1]))
"""


def killed(cast: Cast, post: Post, point: str) -> int:
    """Let a worker of its own deliver and die at `point`; how it ended."""
    environment = {**os.environ, "FAILPOINT": f"{point}:kill9", "MAIL_URL": f"smtp://127.0.0.1:{post.port}", "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-c", WORKER, str(cast.acme.id)], cwd=ROOT, env=environment, check=False).returncode


@pytest.mark.faults
@pytest.mark.parametrize(
    ("point", "first", "mails"),
    [
        ("send.before_claim", "sent", 3),
        ("send.after_claim", "sent", 3),
        ("send.before_250", "unknown", 2),
        ("send.after_250", "unknown", 3),
    ],
)
def test_a_worker_dies_in_a_gap(transactional_db: None, cast: Cast, post: Post, queue: Queue, point: str, first: str, mails: int) -> None:
    for number in range(3):
        queue(a_lead(cast, f"Lead {number}", f"lead{number}@gap.example"), key=f"step:{number}:mail:1")
    assert killed(cast, post, point) == -signal.SIGKILL
    with clock.pretend(clock.now() + timedelta(seconds=90)):
        while deliver(cast.acme.id):
            pass
    assert told(cast, "state") == [(first,), ("sent",), ("sent",)]
    assert len(post.kept()) == mails
    assert len({str(mail["To"]) for mail in post.kept()}) == mails
