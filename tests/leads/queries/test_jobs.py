"""Where somebody worked is read by keys, however many people there are."""

from kernel import ids, sql, tenancy
from leads.queries import jobs
from tests.cast import Cast

PEOPLE = """
INSERT INTO leads_person (workspace_id, id, name, email, phone, title, persona, company_name, industry, country, language, attributes,
    first_touch, last_touch, first_source, first_channel, search_intent, landing_page, created_at)
SELECT %(workspace_id)s, gen_random_uuid(), '', '', '', '', '', '', '', '', '', '{}', '{}', '{}', '', '', '', '', now()
FROM generate_series(1, %(many)s)
"""


def test_who_was_merged_into_somebody_is_found_by_an_index_under_row_level_security(cast: Cast) -> None:
    """Of as many people that a planner without numbers, which goes by the size of the table, does not take any index for as good."""
    with tenancy.scope(cast.acme.id):
        sql.execute(PEOPLE, many=20_000)
        sql.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join(row[0] for row in sql.tuples("EXPLAIN " + jobs.OF_PERSON, person_id=str(ids.new())))
    assert "person_merged_into" in plan
    assert "Seq Scan on leads_person" not in plan
