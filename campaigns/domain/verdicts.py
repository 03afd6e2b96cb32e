"""What a mail server's answer means, and when to try again."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["sent", "bounced", "failed", "retry", "unknown"]
Stage = Literal["connect", "sender", "recipient", "data"]
TRY_FOR = timedelta(days=3)
ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


@dataclass(frozen=True)
class Verdict:
    """What became of a message at the server; `detail` is shown to people. `line_lost`: the connection is of no use any more."""

    kind: Kind
    detail: str = ""
    line_lost: bool = False


def of_answer(stage: Stage, code: int, text: str) -> Verdict:
    """4xx: later. 5xx about the mailbox: a hard bounce. Any other 5xx: refused, the address is not at fault."""
    detail = f"{code} {text}".strip()[:300]
    if code == 421:
        return Verdict("retry", detail, line_lost=True)
    if code < 500:
        return Verdict("retry", detail)
    if stage == "connect":
        return Verdict("retry", detail, line_lost=True)
    return Verdict("bounced" if stage != "sender" and _about_mailbox(stage, code, text) else "failed", detail)


def _about_mailbox(stage: Stage, code: int, text: str) -> bool:
    enhanced = ENHANCED.search(text)
    if enhanced:
        return enhanced[2] == "1" or (enhanced[2], enhanced[3]) in (("2", "1"), ("4", "4"))
    return code in (550, 551, 553) and (stage == "recipient" or code == 550)


def next_try(attempt: int, now: datetime, until: datetime) -> datetime | None:
    """5 s, 10 s, 20 s … at most an hour apart, for three days; None when that is over."""
    if now >= until:
        return None
    return now + min(timedelta(seconds=5 * 2 ** min(max(attempt - 1, 0), 20)), timedelta(hours=1))
