"""Whether anything waits: asked every few seconds of every workspace, so it may not read what was digested long ago."""

import os

from kernel import clock, sql, tenancy
from tests.servers import run_sql
from tests.tracking.conftest import Shop
from tracking.actions import digest
from tracking.queries.inbox import waiting


def test_it_is_found_by_its_index_even_where_all_waited_when_the_table_was_counted(shop: Shop) -> None:
    for batch in range(4):
        shop.send("/v1/batch", {"batch": [{"type": "page", "anonymousId": f"a-{batch}-{number}"} for number in range(100)]})
    run_sql(os.environ["DATABASE_OWNER_URL"], "ANALYZE tracking_inbox")
    with tenancy.scope(shop.workspace.id):
        plan = "\n".join(line for (line,) in sql.tuples(f"EXPLAIN SELECT {waiting.condition}", now=clock.now()))
        assert ("tracking_inbox_waiting" in plan, "Seq Scan" in plan, waiting()) == (True, False, True)
        assert (digest.digest(), waiting()) == (400, False)
