"""The planner takes a workspace that it has not counted for an average one, not for an empty one."""

import json
import os

from kernel import sql, tenancy
from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from tenants.actions.workspaces import open_workspace
from tests.cast import Cast
from tests.servers import run_sql

UNEVEN = """
SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'workspace_id'
    AND a.attstattarget IS DISTINCT FROM 1
"""
ROWS = "EXPLAIN (FORMAT JSON) SELECT id FROM leads_lead WHERE workspace_id = %(workspace_id)s"


def expected() -> float:
    """How many leads of the current workspace the planner expects."""
    plan = sql.tuples(ROWS)[0][0]
    found = json.loads(plan) if isinstance(plan, str) else plan
    return float(found[0]["Plan"]["Plan Rows"])


def test_every_table_of_workspaces_is_counted_so() -> None:
    assert run_sql(os.environ["DATABASE_OWNER_URL"], UNEVEN) == []


def test_a_workspace_that_came_after_the_count_looks_like_the_others(transactional_db: None, cast: Cast) -> None:
    for workspace in (cast.acme, cast.globex):
        with tenancy.scope(workspace.id):
            for number in range(30):
                create_lead({"email": f"p{number}@{workspace.slug}.example"}, SYSTEM)
    run_sql(os.environ["DATABASE_OWNER_URL"], "ANALYZE leads_lead")
    late = open_workspace(slug="late", name="Late", owner=cast.otto)
    with tenancy.scope(late.id):
        assert expected() == 30
