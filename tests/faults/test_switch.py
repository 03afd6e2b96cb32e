"""Row 44: two workers, killed in the middle of the preparation and in the switch itself, come to what one that nobody kills comes to."""

from tests.faults.client import Client
from tests.faults.people import visitors
from tests.faults.world import PROMISE, World

PICTURE = {
    "ledger": "SELECT rule, effect_key ~ '@', count(*), round(sum(points)::numeric, 3) FROM scoring_ledgerentry "
    "WHERE workspace_id = {w} GROUP BY 1, 2 ORDER BY 1, 2",
    "scores": "SELECT round(fit::numeric, 3), interest_sign, count(*) FROM leads_snapshot WHERE workspace_id = {w} "
    "GROUP BY 1, 2 ORDER BY 1, 2",
    "versions": "SELECT version, state FROM scoring_rulebook WHERE workspace_id = {w} ORDER BY 1",
    "switches": "SELECT done, total, changed, finished_at IS NOT NULL, last_error FROM scoring_switch WHERE workspace_id = {w}",
    "aside": "SELECT count(*) FROM scoring_switchlead WHERE workspace_id = {w}",
}
VISITORS = 60


def test_two_workers_die_in_the_middle_of_a_switch(world: World) -> None:
    world.need("web", "beat", "worker")
    world.stage("control", str(VISITORS))
    Client(world.address, world.shop["acme"]["key"]).send(visitors(VISITORS))
    world.until(world.quiet, "all are scored", PROMISE)
    world.kill("worker")
    assert world.stage("switched", "control") == 2
    points = "switch.before_commit:kill9,switch.before_switch:kill9"
    world.worker("worker", "second", points=points)
    assert world.stage("publish", "acme") == 1
    world.until(lambda: world.went_off("switch.before_commit") and world.went_off("switch.before_switch"), "both places are met")
    world.until(lambda: world.count("scoring_switch WHERE workspace_id = {w} AND finished_at IS NOT NULL") == 1, "it is live", PROMISE)
    world.until(world.quiet, "all is done", PROMISE)
    picture = {name: (world.ask(statement), world.ask(statement, "control")) for name, statement in PICTURE.items()}
    assert {name: ours for name, (ours, _) in picture.items()} == {name: theirs for name, (_, theirs) in picture.items()}
    assert world.stage("switched", "control") == 2
    assert world.ask(PICTURE["ledger"], "control") == picture["ledger"][1]
