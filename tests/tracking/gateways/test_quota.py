"""The shared buckets, with the real Valkey: exact over processes and threads, and still a limit when it is away."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from tracking.domain import quota
from tracking.domain.quota import Limits, burst
from tracking.gateways.quota import Quota

SMALL = Limits(of_key=2, of_workspace=3)


def passed(quotas: list[Quota], limits: Limits, site: object, workspace: object, times: int) -> int:
    return sum(quotas[n % len(quotas)].charge(workspace, site, limits, 1) is None for n in range(times))  # type: ignore[arg-type]


def test_processes_share_one_bucket() -> None:
    workspace, site, began = uuid4(), uuid4(), time.monotonic()
    said = passed([Quota() for _ in range(5)], SMALL, site, workspace, 300)
    assert burst(2) <= said <= burst(2) + 2 * (time.monotonic() - began) + 1


def test_keys_of_one_workspace_share_its_bucket() -> None:
    workspace, began = uuid4(), time.monotonic()
    said = sum(passed([Quota()], SMALL, uuid4(), workspace, 200) for _ in range(3))
    assert burst(3) <= said <= burst(3) + 3 * (time.monotonic() - began) + 1


def test_another_workspace_does_not_notice() -> None:
    here = Quota()
    passed([here], SMALL, uuid4(), uuid4(), 500)
    assert passed([here], SMALL, uuid4(), uuid4(), burst(2)) == burst(2)


def test_threads_never_take_a_token_twice() -> None:
    workspace, site, here, limits = uuid4(), uuid4(), Quota(), Limits(10, 10)
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        said = sum(pool.map(lambda _: here.charge(workspace, site, limits, 3) is None, range(400)))
    assert burst(10) // 3 <= said <= (burst(10) + 10 * (time.monotonic() - began)) / 3 + 1


def test_a_refusal_says_how_long_and_it_is_enough() -> None:
    workspace, site, here, limits = uuid4(), uuid4(), Quota(), Limits(50, 50)
    assert here.charge(workspace, site, limits, burst(50)) is None
    refused = here.charge(workspace, site, limits, 20)
    assert refused is not None
    assert 0 < refused.wait <= 0.5
    time.sleep(refused.wait + 0.05)
    assert here.charge(workspace, site, limits, 20) is None


def test_a_batch_larger_than_the_bucket_passes_a_full_one() -> None:
    assert Quota().charge(uuid4(), uuid4(), Limits(1, 1), 1_000) is None


class Counting(Quota):
    """Says how often the shared buckets were asked."""

    asked = 0

    def _ask(self, limits: Limits, workspace_id: UUID, site_id: UUID, needed: int) -> tuple[int, int, int]:
        self.asked += 1
        return super()._ask(limits, workspace_id, site_id, needed)


def test_most_requests_ask_nobody() -> None:
    workspace, site, here, limits = uuid4(), uuid4(), Counting(), Limits(10_000, 20_000)
    for _ in range(2_000):
        assert here.charge(workspace, site, limits, 100) is None
    block = quota.block(quota.price(100, limits), limits)
    assert here.asked == -(-2_000 * quota.price(100, limits) // block)
    assert here.asked <= 100


def test_without_valkey_each_process_keeps_a_limit(settings: pytest.FixtureRequest) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.REDIS_URL = f"redis://127.0.0.1:{free.getsockname()[1]}/0"  # type: ignore[attr-defined]
        workspace, site, here, limits = uuid4(), uuid4(), Quota(), Limits(20, 20)
        began = time.monotonic()
        said = passed([here], limits, site, workspace, 200)
        seconds = time.monotonic() - began
    assert (seconds < 1, 10 <= said <= 10 + 10 * seconds + 1) == (True, True)
