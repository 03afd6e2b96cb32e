"""The planner takes a workspace for a tenth of a table, whatever was counted and when; so it looks rows up by their key."""

import json
import os
import re

import psycopg2
import pytest

from kernel import estimates, sql, tenancy
from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from tenants.actions.workspaces import open_workspace
from tests.cast import Cast
from tests.servers import run_sql

OWNER = "DATABASE_OWNER_URL"
UNTOLD = """
SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'workspace_id'
    AND a.attstattarget IS DISTINCT FROM 0
"""
JSON = "SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE atttypid = 'jsonb'::regtype AND attstattarget = 0"
REFERRED = """
SELECT DISTINCT c.relname FROM pg_constraint f JOIN pg_class c ON c.oid = f.confrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' WHERE f.contype = 'f' ORDER BY 1
"""
CHECK = "PREPARE looked (uuid, uuid) AS SELECT 1 FROM ONLY {table} x WHERE workspace_id = $1 AND id = $2 FOR KEY SHARE OF x"
KEY = "EXPLAIN (FORMAT JSON) EXECUTE looked ('00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000')"
INDEX = re.compile(r'"Index Name": "([^"]+)"')
ROWS = "EXPLAIN (FORMAT JSON) SELECT id FROM leads_lead WHERE workspace_id = %(workspace_id)s"


def expected() -> float:
    """How many leads of the current workspace the planner expects."""
    plan = sql.tuples(ROWS)[0][0]
    found = json.loads(plan) if isinstance(plan, str) else plan
    return float(found[0]["Plan"]["Plan Rows"])


def test_every_table_of_workspaces_is_told_so() -> None:
    assert run_sql(os.environ[OWNER], UNTOLD) == []


def test_no_json_is_counted() -> None:
    assert run_sql(os.environ[OWNER], estimates.COUNTED_JSON) == []
    assert ("tracking_event", "properties") in run_sql(os.environ[OWNER], JSON)


def test_a_workspace_that_came_after_the_count_is_not_taken_for_empty(transactional_db: None, cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        for number in range(60):
            create_lead({"email": f"p{number}@acme.example"}, SYSTEM)
    run_sql(os.environ[OWNER], "ANALYZE leads_lead")
    late = open_workspace(slug="late", name="Late", owner=cast.otto)
    with tenancy.scope(late.id):
        assert expected() == 60 / estimates.WORKSPACES


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
def test_a_foreign_key_is_checked_by_its_key_even_in_an_empty_table(transactional_db: None, mode: str) -> None:
    """As the server checks it: by the owner, with a plan that is kept."""
    indexes = {}
    for (table,) in run_sql(os.environ[OWNER], REFERRED):
        with psycopg2.connect(os.environ[OWNER]) as connection, connection.cursor() as cursor:
            cursor.execute(f"SET enable_seqscan = off; SET plan_cache_mode = {mode}; {CHECK.format(table=table)}")
            cursor.execute(KEY)
            indexes[table] = INDEX.findall(json.dumps(cursor.fetchall()))
        connection.close()
    assert indexes == {table: [f"{table}_pkey"] for table in indexes}
    assert len(indexes) > 20
