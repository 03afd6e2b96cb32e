"""The board and the matrix: every lead stands in exactly one place, and each number is that of the list behind it."""

from datetime import datetime, timedelta
from random import Random

import pytest

from kernel.problems import Refused
from leads.domain.filters import REGISTRY, BadFilter
from leads.domain.lifecycle import ORDER
from leads.models import Lead, Snapshot
from leads.queries import board, leads, matrix
from tests.cast import Cast
from tests.leads.walks import stroll

DAY = timedelta(days=1)


@pytest.fixture
def crowd(acme: Cast, noon: datetime) -> list[Lead]:
    """Sixty leads here and there, with and without score and owner; one closed."""
    dice = Random(3)
    for _ in range(60):
        lead = stroll(dice, noon - 9 * DAY, dice.randint(0, 2))
        rank = dice.choice((None, round(dice.uniform(-3, 3), 2)))
        owner = dice.choice((None, acme.sam.pk, acme.sofia.pk))
        Lead.objects.filter(pk=lead).update(owner_id=owner)
        Snapshot.objects.filter(pk=lead).update(
            rank_key=rank, fit=dice.choice((0, 8, 20, 40)), interest_sign=1, interest_log=dice.uniform(-4, 6)
        )
    Lead.objects.filter(pk=lead).update(closed_at=noon, closed_reason="job_change")
    return list(Lead.objects.filter(closed_at=None).select_related("snapshot"))


def best_first(rows: list[Lead]) -> list[Lead]:
    return sorted(rows, key=lambda row: (row.snapshot.rank_key is not None, row.snapshot.rank_key or 0, row.pk), reverse=True)


@pytest.mark.parametrize("few", [0, board.FEW])
def test_columns_hold_everybody_once_the_highest_first(
    acme: Cast, crowd: list[Lead], noon: datetime, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read in the order of ranks, or by the rank of each."""
    monkeypatch.setattr(board, "FEW", few)
    columns = board.columns({}, noon)
    assert [one.stage.key for one in columns] == list(ORDER)
    for one in columns:
        wanted = best_first([row for row in crowd if row.stage == one.stage.key])
        assert (one.held.total, list(one.page.rows)) == (len(wanted), wanted[: board.SIZE])
        seen, cursor = list(one.page.rows), one.page.next
        while cursor:
            page = board.column({}, one.stage.key, cursor, False, noon)
            seen, cursor = [*seen, *page.rows], page.next
        assert seen == wanted


def test_a_board_is_filtered_as_the_list_is(acme: Cast, crowd: list[Lead], noon: datetime) -> None:
    found = board.columns({"stage": ["name", "mql"], "owner": [str(acme.sam.pk)]}, noon)
    assert [one.stage.key for one in found] == ["name", "mql"]
    mine = [row for row in crowd if row.owner_id == acme.sam.pk]
    assert [one.held.total for one in found] == [sum(row.stage == key for row in mine) for key in ("name", "mql")]
    assert sum(one.held.total for one in board.columns({"closed": ["yes"]}, noon)) == 1
    with pytest.raises(BadFilter):
        board.columns({"shoes": ["red"]}, noon)


@pytest.mark.parametrize(
    ("down", "across"), [("grade", "band"), ("stage", "owner"), ("lane", "stage"), ("owner", "tier"), ("phase", "channel")]
)
def test_each_cell_is_the_list_behind_it(acme: Cast, crowd: list[Lead], noon: datetime, down: str, across: str) -> None:
    found = matrix.run({}, down, across, noon)
    assert sum(found.counts.values()) == len(crowd)
    for row, _label in found.down.values:
        for column, _name in found.across.values:
            behind = leads.search({"closed": ["no"], down: [row], across: [column]}, now=noon).count()
            assert found.counts.get((row, column), 0) == behind


def test_axes_exclude_each_other_and_unknown_ones_are_refused(acme: Cast, crowd: list[Lead], noon: datetime) -> None:
    for key, _label in matrix.axes():
        held = [leads.search({key: [value]}, now=noon).count() for value, _name in REGISTRY[key].choices()]  # type: ignore[misc]
        assert sum(held) <= len(crowd) + 1
    for down, across, field in (("shoes", "stage", "down"), ("stage", "tag", "across"), ("stage", "stage", "across")):
        with pytest.raises(Refused) as refused:
            matrix.run({}, down, across, noon)
        assert refused.value.field == field
