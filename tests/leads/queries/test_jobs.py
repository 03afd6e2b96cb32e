"""Where somebody worked is read by keys, however many people there are."""

from kernel import ids, sql, tenancy
from leads.queries import jobs
from tests.cast import Cast


def test_who_was_merged_into_somebody_is_found_by_an_index_under_row_level_security(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        sql.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join(row[0] for row in sql.tuples("EXPLAIN " + jobs.OF_PERSON, person_id=str(ids.new())))
    assert "person_merged_into" in plan
    assert "Seq Scan on leads_person" not in plan
