"""Questions that read a whole ledger, answered at once: the answer is kept, and worked out anew behind the scenes while people look (M12).

Only where a workspace is large; a small one is asked each time. An answer says the instant of which it is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec

from analytics.domain import funnels
from analytics.domain.aha import Lift
from analytics.domain.funnels import Definition
from analytics.domain.periods import Period, parse
from analytics.gateways import answers
from analytics.gateways.answers import Asked, Kept
from analytics.queries import aha, calibration, crossings, funnel, funnel_steps, intent, velocity
from kernel import clock, keeper, sql, work
from kernel.reading import asked_once
from leads.queries.schemes import Standing
from scoring.models import Product
from scoring.queries import rulebooks
from tenants.queries.workspaces import local_now

KIND = "analytics.answers"
# From so many leads on, or from more on where only stays in stages are read; an answer is renewed when it is so old and somebody looked
# lately; only one that is that old is waited for, and on a page of a workspace with LARGER leads a worker is.
LARGE, LARGER, OF_STAYS = 1_000, 20_000, ("stages", "velocity")
FRESH, LATELY, TOO_OLD = timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)
# Millions of rows are sorted in memory, not on the disk; until the transaction ends.
ROOM = "SET LOCAL work_mem = '64MB'"
SEVERAL = "SELECT 1 FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s OFFSET %(n)s LIMIT 1"


def _steps(period: Period, definition: str) -> funnel_steps.Answer:
    steps, days, split = msgspec.json.decode(definition)
    return funnel_steps.run(funnel_steps.Asked(funnels.read(steps, days, split), period.since, period.until))


def _came_back(period: Period, product: str = "") -> list[Lift]:
    sku, paths = msgspec.json.decode(product) if product else ("", [])
    return aha.run(period.since, period.until, sku, tuple(paths))


def _stages(period: Period, asked: str) -> list[funnel.Counted]:
    source, scheme = msgspec.json.decode(asked)
    return funnel.count(period, source, scheme)


# By the first word of a question's name; what follows a colon is the question's own.
RUN: dict[str, Callable[..., Any]] = {
    "calibration": lambda period: calibration.run(period.since, period.until),
    "rules": lambda period: crossings.run(period.since, period.until),
    "intent": lambda period: intent.run(period.since, period.until),
    "funnel": _steps,
    "stages": _stages,
    "velocity": velocity.run,
    "aha": _came_back,
}


class BeingMade(Exception):
    """Nobody asked this lately, and it takes long: a worker is at it."""


IMPATIENT: ContextVar[bool] = ContextVar("impatient", default=False)


@contextmanager
def impatient() -> Iterator[None]:
    """Within it a question that takes long is not waited for: it is left to a worker, and BeingMade raised."""
    token = IMPATIENT.set(True)
    try:
        yield
    finally:
        IMPATIENT.reset(token)


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


def stepped(definition: Definition, period: Period) -> tuple[funnel_steps.Answer, datetime]:
    """How many people took each step? Kept by what the funnel is, not by its name: two of the same share an answer."""
    own = (funnels.plain(definition), definition.days, definition.split)
    found = _kept(f"funnel:{msgspec.json.encode(own).decode()}", period)
    return cast(funnel_steps.Answer, found.answer), found.at


def mailed(period: Period) -> tuple[list[intent.Group], datetime]:
    """Are mails that take up the search intent opened more? The groups, and the instant of which they are."""
    found = _kept("intent", period)
    return cast(list[intent.Group], found.answer), found.at


def reached(period: Period, source: str | None, standing: Standing) -> tuple[list[funnel.Step], datetime]:
    """How many people reached each stage of the scheme?"""
    found = _kept(f"stages:{msgspec.json.encode((source, standing.name)).decode()}", period)
    return funnel.steps(found.answer, standing), found.at


def rolled_up(period: Period, source: str | None) -> tuple[list[funnel.Step], datetime]:
    """How many people reached each of the three phases? (F052)"""
    found = _kept(f"stages:{msgspec.json.encode((source, funnel.PHASES)).decode()}", period)
    return funnel.by_phase(found.answer), found.at


def paced(period: Period) -> tuple[list[velocity.Pace], datetime]:
    """How long does a lead stay in each stage?"""
    found = _kept("velocity", period)
    return cast(list[velocity.Pace], found.answer), found.at


def came_back(period: Period, product: Product | None) -> tuple[list[Lift], datetime]:
    """Who did what early, and came back? Kept by what the product is about, so that a change of it asks anew."""
    own = f":{msgspec.json.encode((product.sku, product.paths)).decode()}" if product else ""
    found = _kept(f"aha{own}", period)
    return cast(list[Lift], found.answer), found.at


def lent(name: str, about: str) -> tuple[Any, datetime | None]:
    """The memory that earlier apps ask their own questions of (kernel.keeper): these are about no period, but as things stand."""
    if not is_large():
        return keeper.QUESTIONS[name](about), None
    today = local_now()
    found = _remembered(f"{name}:{about}", parse("", "", today.date(), str(today.tzinfo)))
    return found.answer, found.at


def is_large(kind: str = "") -> bool:
    """Whether answers of this kind are kept here."""
    return _has_more_than(LARGER if kind in OF_STAYS else LARGE)


@asked_once
def _has_more_than(leads: int) -> bool:
    return bool(sql.tuples(SEVERAL, n=leads))


def _kept(name: str, period: Period) -> Kept:
    return _remembered(name, period) if is_large(name.partition(":")[0]) else Kept(_run(name, period), clock.now())


def _remembered(name: str, period: Period) -> Kept:
    now = clock.now()
    usual = period == parse("", "", now.astimezone(ZoneInfo(period.zone)).date(), period.zone)
    answers.remember(Asked(name, "", "") if usual else Asked(name, str(period.first), str(period.last)), now)
    found = answers.get(_name(name, period))
    if found and now - found.at < TOO_OLD:
        return found
    if IMPATIENT.get() and sql.tuples(SEVERAL, n=LARGER):
        work.ring(KIND)
        raise BeingMade
    return _put(name, period)


def _anew(name: str, period: Period) -> Kept:
    return _put(name, period) if is_large() else Kept(_run(name, period), clock.now())


def _put(name: str, period: Period) -> Kept:
    sql.execute(ROOM)
    made = Kept(_run(name, period), clock.now())
    answers.put(_name(name, period), made)
    return made


def _run(name: str, period: Period) -> Any:
    kind, _, own = name.partition(":")
    if kind in keeper.QUESTIONS:
        return keeper.QUESTIONS[kind](own)
    return RUN[kind](period, *([own] if own else []))


def _name(name: str, period: Period, version: int | None = None) -> str:
    """`version` of the live rulebook, where it is known."""
    kind, _, own = name.partition(":")
    what = f"{kind}-{sha256(own.encode()).hexdigest()}" if own else kind
    if kind in keeper.QUESTIONS:
        # What an earlier app asks is of now, whichever rules there are.
        return f"{what}:{period.first}:{period.last}:"
    return f"{what}:{period.first}:{period.last}:{rulebooks.live().version if version is None else version}"


def is_due() -> bool:
    """Whether an answer that people look at is old, or not there: after midnight, under a new rulebook."""
    return _due() is not None


def renew() -> int:
    """Work out the first of them; the drain KIND."""
    found = _due()
    if found is None:
        return 0
    _put(*found)
    return 1


def _due() -> tuple[str, Period] | None:
    asked = answers.asked()
    if not asked:
        return None
    now, version = local_now(), rulebooks.live().version
    for (name, first, last), at in asked.items():
        period = parse(first, last, now.date(), str(now.tzinfo))
        found = answers.get(_name(name, period, version))
        if found is None or (now - found.at >= FRESH and now - at < LATELY):
            return name, period
    return None
