"""A month of events goes in one stroke, and only when nobody keeps anything of it."""

import os
import subprocess
import sys

from kernel import tenancy
from tests.cast import Cast, as_actor
from tests.servers import ROOT, run_sql
from tracking.actions.policy import change_policy

OLD = "tracking_event_2024_01"
MAKE = f"CREATE TABLE {OLD} PARTITION OF tracking_event FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2024-02-01 00:00+00')"


def keep(cast: Cast, ours: int | None, theirs: int | None) -> None:
    for workspace, user, days in ((cast.acme, cast.olga, ours), (cast.globex, cast.otto, theirs)):
        with tenancy.scope(workspace.id):
            change_policy(actor=as_actor(user), off=[], addresses="truncate", cookieless=True, days={"events": days})


def stands_after_chores() -> bool:
    """Whether the old month outlives what the owner does at every start."""
    owner = os.environ["DATABASE_OWNER_URL"]
    environment = {**os.environ, "DATABASE_URL": owner}
    subprocess.run([sys.executable, "manage.py", "ready_database"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return run_sql(owner, f"SELECT to_regclass('public.{OLD}') IS NOT NULL")[0][0] is True


def test_a_month_goes_when_every_workspace_lets_it(transactional_db: None, cast: Cast) -> None:
    run_sql(os.environ["DATABASE_OWNER_URL"], MAKE, "SELECT 1")
    keep(cast, 400, None)
    assert stands_after_chores()
    keep(cast, 400, 100)
    assert not stands_after_chores()
