"""A month of events goes in one stroke, and only when nobody keeps anything of it."""

import os
import subprocess
import sys
from uuid import UUID

import pytest

from kernel import ids, tenancy, work
from tests.cast import Cast, as_actor
from tests.servers import ROOT, run_sql
from tracking.actions import forget
from tracking.actions.accept import accept_messages
from tracking.actions.policy import change_policy
from tracking.models import Event

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


def happened(workspace_id: UUID) -> None:
    """An event of the old month."""
    with tenancy.scope(workspace_id):
        message = {"type": "track", "event": "old", "userId": "u", "messageId": str(ids.new()), "timestamp": "2024-01-15T12:00:00Z"}
        accept_messages([message], door="import")
    work.run_until_quiet(workspace_id)


def events_of(workspace_id: UUID) -> int:
    with tenancy.scope(workspace_id):
        return Event.objects.filter(name="old").count()


def test_a_month_goes_when_who_keeps_it_has_nothing_in_it(transactional_db: None, cast: Cast) -> None:
    """Globex keeps for ever: its event keeps the month, and ours of the same month go by themselves."""
    run_sql(os.environ["DATABASE_OWNER_URL"], MAKE, "SELECT 1")
    happened(cast.acme.id)
    happened(cast.globex.id)
    keep(cast, 400, None)
    assert stands_after_chores()
    with tenancy.scope(cast.acme.id):
        assert (forget.forget("events"), forget.forget("events")) == (1, 0)
    assert (events_of(cast.acme.id), events_of(cast.globex.id)) == (0, 1)
    assert stands_after_chores()
    keep(cast, None, 100)
    assert not stands_after_chores()
    assert (events_of(cast.acme.id), events_of(cast.globex.id)) == (0, 0)


def test_a_month_in_which_a_keeper_for_ever_has_nothing_goes_with_what_others_let_go(transactional_db: None, cast: Cast) -> None:
    run_sql(os.environ["DATABASE_OWNER_URL"], MAKE, "SELECT 1")
    happened(cast.acme.id)
    keep(cast, 400, None)
    assert not stands_after_chores()
    assert events_of(cast.acme.id) == 0


def test_a_full_batch_rings_for_the_next(transactional_db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workspaces with different terms; each batch is a transaction of its own, and the last one is not full."""
    monkeypatch.setattr(forget, "BATCH", 2)
    for _ in range(5):
        happened(cast.acme.id)
        happened(cast.globex.id)
    keep(cast, 400, 3_650)
    done = []
    while not done or done[-1]:
        done.append(work.do_batch(forget.KIND, cast.acme.id))
    assert done == [2, 2, 1, 0]
    assert work.do_batch(forget.KIND, cast.globex.id) == 0
    assert (events_of(cast.acme.id), events_of(cast.globex.id)) == (0, 5)


def test_every_month_has_both_walls(transactional_db: None) -> None:
    """Reading a partition by its name walks past its parent's policy: it has its own, or no right is given on it."""
    bare = """SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
              WHERE p.relkind = 'p' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"""
    assert run_sql(os.environ["DATABASE_OWNER_URL"], bare) == []
