"""Rows that are joined by their columns are found by an index, under row-level security too."""

from kernel import ids, sql
from kernel.columns import Columns, of_mappings
from leads.actions.snapshot import PLAIN, PUT
from scoring.queries.states import LOCK
from tests.cast import Cast

WITHOUT = ("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin")


def plan(statement: str, **given: object) -> str:
    for setting in WITHOUT:
        sql.execute(f"SET LOCAL {setting} = off")
    return "\n".join(line for (line,) in sql.tuples(f"EXPLAIN {statement}", **given))


def test_a_cast_keeps_no_index_from_being_used(acme: Cast) -> None:
    row = dict.fromkeys(PLAIN.all, None) | {"lead_id": str(ids.new())}
    (part,) = PLAIN.parts(of_mappings([row], PLAIN))
    assert "(id = x.lead_id)" in plan(PUT, **part)


def test_leads_and_snapshots_are_locked_one_by_one_by_their_keys(acme: Cast) -> None:
    told = plan(LOCK, ids=[ids.new()])
    assert (told.count("LockRows"), told.count("Index Scan using leads_lead_pkey"), told.count("Index Scan using leads_snapshot_pkey")) == (
        2,
        1,
        1,
    )


def test_rows_come_as_they_were_told(acme: Cast) -> None:
    shape = Columns("id uuid, n int, said jsonb")
    rows = [{"id": str(ids.new()), "n": n, "said": {"n": n}} for n in (3, 1, 2)]
    (part,) = shape.parts(of_mappings(rows, shape))
    assert sql.tuples(f"SELECT x.n, x.said FROM {shape.source}", **part) == [(n, {"n": n}) for n in (3, 1, 2)]
