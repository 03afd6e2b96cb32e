"""Questions that read a whole ledger, answered at once: the answer is kept, and worked out anew behind the scenes while people look (M12).

Only where a workspace is large; a small one is asked each time. An answer says the instant of which it is.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from analytics.domain.periods import Period, parse
from analytics.gateways import answers
from analytics.gateways.answers import Asked, Kept
from analytics.queries import calibration, crossings
from kernel import clock, sql
from scoring.queries import rulebooks
from tenants.queries.workspaces import local_now

# From so many leads on; an answer is renewed when it is so old and somebody looked lately; nobody waits for one unless it is that old.
LARGE, FRESH, LATELY, TOO_OLD = 5_000, timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)
SEVERAL = "SELECT 1 FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s OFFSET %(n)s LIMIT 1"
RUN: dict[str, Callable[[datetime, datetime], Any]] = {"calibration": calibration.run, "rules": crossings.run}


def calibrated(period: Period) -> tuple[calibration.Answer, datetime]:
    """Does the score keep its word? The answer, and the instant of which it is."""
    found = _kept("calibration", period)
    return cast(calibration.Answer, found.answer), found.at


def heard(period: Period) -> tuple[crossings.Answer, datetime]:
    """What did sales say of each rule's leads? The answer, and the instant of which it is."""
    found = _kept("rules", period)
    return cast(crossings.Answer, found.answer), found.at


def heard_now(period: Period) -> crossings.Answer:
    """The same of this very moment, for who acts on it; kept for who looks next."""
    return cast(crossings.Answer, _anew("rules", period).answer)


def is_large() -> bool:
    return bool(sql.tuples(SEVERAL, n=LARGE))


def _kept(name: str, period: Period) -> Kept:
    now = clock.now()
    if not is_large():
        return Kept(RUN[name](period.since, period.until), now)
    usual = period == parse("", "", now.astimezone(ZoneInfo(period.zone)).date(), period.zone)
    answers.remember(Asked(name, "", "") if usual else Asked(name, str(period.first), str(period.last)), now)
    found = answers.get(_name(name, period))
    return found if found and now - found.at < TOO_OLD else _anew(name, period)


def _anew(name: str, period: Period) -> Kept:
    made = Kept(RUN[name](period.since, period.until), clock.now())
    if is_large():
        answers.put(_name(name, period), made)
    return made


def _name(name: str, period: Period) -> str:
    return f"{name}:{period.first}:{period.last}:{rulebooks.live().version}"


def is_due() -> bool:
    """Whether an answer that people look at is old, or not there: after midnight, under a new rulebook."""
    return _due() is not None


def renew() -> int:
    """Work out the first of them; the drain `analytics.answers`."""
    found = _due()
    if found is None:
        return 0
    _anew(*found)
    return 1


def _due() -> tuple[str, Period] | None:
    asked = answers.asked()
    now = local_now() if asked else clock.now()
    for (name, first, last), at in asked.items():
        period = parse(first, last, now.date(), str(now.tzinfo))
        found = answers.get(_name(name, period))
        if found is None or (now - found.at >= FRESH and now - at < LATELY):
            return name, period
    return None
