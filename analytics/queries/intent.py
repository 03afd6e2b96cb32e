"""Question: are mails that take up what their reader searched opened more, and do they bring more visits? (F017)

Opens and clicks are those of people; a visit is one that began within seven days after the mail went out.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from analytics.domain.rates import Interval, share, wilson
from analytics.enums import Answered, IntentMatch
from kernel import sql

DAYS = 7
NAMED = "%search_intent%"


@dataclass(frozen=True)
class _Counted:
    match: str
    template: str
    sent: int
    opened: int
    clicked: int
    visited: int
    leads: int
    leads_opened: int
    leads_clicked: int
    leads_visited: int


@dataclass(frozen=True)
class Group(_Counted):
    """The same of one match, of one template or of all (""): how many messages were sent, opened, clicked and followed by a visit; how many
    leads each of these are; rates in percent of those sent. `low` and `high`: between which the open rate lies with 95 % confidence."""

    open_rate: float | None
    low: float | None
    high: float | None
    click_rate: float | None
    visit_rate: float | None


def run(since: datetime, until: datetime) -> list[Group]:
    """The three groups over all templates (also where empty), then those of each template that have messages, by its key."""
    found = {(row.match, row.template): row for row in _ask("intent", _Counted, since, until)}
    templates = sorted({template for _, template in found if template})
    places = [(match, "") for match in IntentMatch.values]
    places += [(match, template) for template in templates for match in IntentMatch.values if (match, template) in found]
    return [_group(found.get(place, _Counted(*place, 0, 0, 0, 0, 0, 0, 0, 0))) for place in places]


def _group(row: _Counted) -> Group:
    interval: Interval | None = wilson(row.opened, row.sent)
    low, high = (100 * interval.low, 100 * interval.high) if interval else (None, None)
    return Group(
        **asdict(row), open_rate=share(row.opened, row.sent), low=low, high=high, click_rate=share(row.clicked, row.sent),
        visit_rate=share(row.visited, row.sent),
    )  # fmt: skip


def leads(since: datetime, until: datetime, match: str, answered: str = Answered.SENT, template: str = "") -> list[UUID]:
    """The leads behind one number."""
    return [row[0] for row in _ask("intent_behind", None, since, until, match=match, answered=answered, template=template)]


def _ask(name: str, row: Any, since: datetime, until: datetime, **more: Any) -> list[Any]:
    statement = sql.file(__file__, "intent_base.sql") + sql.file(__file__, f"{name}.sql")
    params = {"since": since, "until": until, "after": timedelta(days=DAYS), "named": NAMED, **more}
    return sql.rows(statement, row, **params) if row else sql.tuples(statement, **params)
