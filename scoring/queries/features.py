"""Question: what was known of these leads at the instant at which they were first known, and how did they end? (features.sql)"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from kernel import sql
from scoring.domain import features, rulebook
from scoring.domain.engine import Book
from scoring.domain.features import ATTRIBUTE, BUILT_IN, PAGE, Seen
from scoring.domain.prediction import Ending
from scoring.enums import Foreseen
from scoring.models import Predictor
from scoring.queries import history, rulebooks

START = "00000000-0000-0000-0000-000000000000"
EVER = datetime(1900, 1, 1, tzinfo=UTC)
SAMPLE, MOST_ATTRIBUTES = 5_000, 200
COUNT = """
SELECT count(*) FROM leads_lead l
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id AND p.merged_into_id IS NULL AND p.known_at IS NOT NULL
WHERE l.workspace_id = %(workspace_id)s AND l.known AND l.closed_reason NOT IN ('merged', 'erased')
  AND greatest(l.created_at, p.known_at) > %(since)s AND greatest(l.created_at, p.known_at) <= %(until)s
"""
ATTRIBUTES = """
SELECT a.name, count(*) AS people FROM (
    SELECT p.attributes FROM leads_person p
    WHERE p.workspace_id = %(workspace_id)s AND p.known_at IS NOT NULL ORDER BY p.id DESC LIMIT %(sample)s
) s, jsonb_object_keys(s.attributes) AS a(name)
WHERE length(a.name) <= 80 GROUP BY a.name ORDER BY people DESC, a.name LIMIT %(limit)s
"""


@dataclass(slots=True)
class _Row:
    lead_id: UUID
    at: datetime
    touch: str
    said: str
    reached_at: datetime | None


@dataclass(frozen=True)
class Looked:
    """One lead: its instant, its features at it, those nobody can date, and its end."""

    lead_id: UUID
    at: datetime
    seen: Seen
    undated: frozenset[str]
    ending: Ending


def stages(predictor: Predictor) -> list[str]:
    """The stages that are the outcome; none where a column tells it."""
    return [] if predictor.outcome == Foreseen.COLUMN else history.stages_from(predictor.outcome)


def count(predictor: Predictor) -> int:
    """How many leads there are to look at."""
    return int(sql.tuples(COUNT, since=predictor.seen_from or EVER, until=predictor.seen_until)[0][0])


def following(predictor: Predictor, limit: int) -> list[Looked]:
    """The next leads, in the order of their ids."""
    until, chosen = predictor.seen_until, stages(predictor)
    rows = sql.rows(
        sql.file(__file__, "features.sql"), _Row, after=str(predictor.after_id or START), since=predictor.seen_from or EVER, until=until,
        stages=chosen, column=predictor.column, limit=limit,
    )  # fmt: skip
    pasts = {each.past.lead_id: each for each in history.of_leads([row.lead_id for row in rows], chosen, until)} if rows else {}
    book = Book(rulebook.parse(predictor.rules))
    return [_looked(row, pasts[row.lead_id], book) for row in rows]


def _looked(row: _Row, past: history.History, book: Book) -> Looked:
    seen = features.see(past.past, row.at, msgspec.json.decode(row.touch), book)
    undated = frozenset([*past.undated, *(f"{ATTRIBUTE}{name}" for name in past.nameless)])
    return Looked(row.lead_id, row.at, seen, undated, Ending(row.reached_at, features.clean(row.said)))


def attributes() -> list[str]:
    """The names of the free attributes of the newest people, the most frequent first."""
    return [name for name, _ in sql.tuples(ATTRIBUTES, sample=SAMPLE, limit=MOST_ATTRIBUTES)]


def choices(names: list[str] | None = None) -> Iterator[tuple[str, Any]]:
    """Every feature that can be chosen here, with the category of pages it counts where it is one. `names`: `attributes`, where known."""
    yield from ((name, None) for name in BUILT_IN)
    yield from ((f"{PAGE}{category.name}", category.label) for category in rulebooks.live().rules.pages)
    yield from ((f"{ATTRIBUTE}{name}", None) for name in (attributes() if names is None else names))
