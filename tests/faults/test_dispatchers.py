"""Row 21: two workers and two clocks at once. Every mail goes out once."""

import redis

from tests.faults.world import PROMISE, World

STATES = "SELECT state, count(*) FROM campaigns_message WHERE workspace_id = {w} GROUP BY 1"
QUEUED = 200


def test_two_workers_and_two_clocks_send_each_mail_once(world: World) -> None:
    assert world.stage("messages", str(QUEUED)) == QUEUED
    redis.Redis.from_url(world.ground.redis_url).flushall()  # the bell too: nobody begins before all are there
    world.worker("worker1", "worker2")
    assert world.mails() == []
    for number in (1, 2):
        world.beat(f"beat{number}")
    world.until(world.quiet, "all are sent", PROMISE)
    assert world.ask(STATES, "post") == [("sent", QUEUED)]
    assert world.mails() == sorted(f"lena-{number}@buyer.example" for number in range(QUEUED))
