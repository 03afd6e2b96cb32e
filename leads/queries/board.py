"""Question: who stands in each stage, the best first, how many, and how many for longer than promised? The board, column by column."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from kernel import paging
from kernel.paging import Page
from leads.domain.filters import Filters
from leads.models import Lead, Snapshot, StageDefinition
from leads.queries import leads, stage_clocks, stages
from leads.queries.stage_clocks import Held

SIZE, FEW = 20, 5_000
EACH = (Subquery(Snapshot.objects.filter(pk=OuterRef("pk")).values("rank_key")).desc(nulls_last=True), "-id")


@dataclass(frozen=True)
class Column:
    """A stage with its first leads; `page.next` goes on."""

    stage: StageDefinition
    held: Held
    page: Page[Lead]


def shown(filters: Filters) -> Filters:
    """The filter set of a board: leads whose episode goes on, unless it says otherwise."""
    return filters if "closed" in filters else {**filters, "closed": ["no"]}


def columns(filters: Filters, now: datetime) -> list[Column]:
    """Every stage that the filter set lets stand, in order; three queries, however many stages. Raises BadFilter."""
    found = leads.search(shown(filters), now=now)
    chosen = [value for value in filters.get("stage", []) if not value.startswith("!")]
    wanted = [stage for stage in stages.stages() if stage.key in chosen or not chosen]
    held = stage_clocks.held(found, now)
    first = _first(found, {stage.key: held[stage.key].total for stage in wanted if stage.key in held})
    return [Column(stage, held.get(stage.key, Held()), _page(first.get(stage.key, []))) for stage in wanted]


def column(filters: Filters, stage: str, cursor: str, back: bool, now: datetime) -> Page[Lead]:
    """One page of one column."""
    found = leads.search({**shown(filters), "stage": [stage]}, now=now)
    return leads.page(found, "score", cursor=cursor, back=back, size=SIZE)


def _first(found: "QuerySet[Lead]", totals: dict[str, int]) -> dict[str, list[Lead]]:
    """stage → its first SIZE + 1 leads, all of them in one statement: each column is read in the order of ranks until it is full, or
    where it holds so few that this would read nearly everybody, by looking up the rank of each."""
    if not totals:
        return {}
    ids = found.select_related(None).values_list("id", flat=True)
    orders = {key: leads.BEST_FIRST if total > FEW else EACH for key, total in totals.items()}
    parts: list[Any] = [ids.filter(stage=key).order_by(*order)[: SIZE + 1] for key, order in orders.items()]
    wanted: list[UUID] = list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    rows = Lead.objects.filter(id__in=wanted).select_related("person__company", "snapshot")
    columns: dict[str, list[Lead]] = {}
    for lead in rows.order_by(*leads.BEST_FIRST):
        columns.setdefault(lead.stage, []).append(lead)
    return columns


def _page(rows: list[Lead]) -> Page[Lead]:
    kept = rows[:SIZE]
    return Page(kept, paging.encode([kept[-1].snapshot.rank_key, str(kept[-1].pk)]) if len(rows) > SIZE else "", "")
