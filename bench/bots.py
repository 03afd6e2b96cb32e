"""bots: share of labelled synthetic actors whom the product tells rightly, against telling them by the name of their program alone.

Beside it the published rates (M11): `false_human`, of the machines the share of which at least one event was counted as a person's, and
`false_bot`, of the people the share of whom one was not. `kinds`: how many of each, how many of them told wrongly. EACH: actors a kind.
"""

import os
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from bench import load
from bench.traffic import mail, rates, web
from bench.traffic.play import Told, a_reader, play_mails, play_web
from kernel import tenancy, work

FLOOR = 1.1
UNIT = "share"
BETTER = "more"
RUNS = 3
EACH = int(os.environ.get("EACH") or 40)
START = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
NOTES: dict[str, Any] = {}
RANDOM = Random(11)
WORKSPACE: list[UUID] = []
TOLD: list[Told] = []
BY_NAME: list[float] = []


def setup() -> None:
    workspace_id, _ = load.workspace("bots")
    work.run_until_quiet(workspace_id)
    WORKSPACE.append(workspace_id)


def ours() -> float:
    """One seed's traffic, played."""
    visits, mails = web.traffic(RANDOM, EACH), mail.mails(RANDOM, EACH)
    readers = [actor for one in mails for actor in one]
    with tenancy.scope(WORKSPACE[0]):
        told = play_web(visits, START, RANDOM) + play_mails(mails, START, a_reader(), f"bots:{len(TOLD)}")
    by_name = rates.right_by_name(visits, rates.WEB_NAMES) + rates.right_by_name(readers, rates.MAIL_NAMES)
    BY_NAME.append(by_name / len(told))
    TOLD.extend(told)
    NOTES.update(rates.figures(TOLD))
    return sum(not one.wrong for one in told) / len(told)


def other() -> float:
    """The same actors by their names."""
    return BY_NAME[-1]
