"""Token buckets: never more than the rate and one burst, and a wait that is enough."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tracking.domain import quota
from tracking.domain.quota import Bucket, Limits

rates = st.integers(1, 10_000)
steps = st.lists(st.tuples(st.floats(0, 100), st.integers(1, 5_000)), max_size=40)


@given(rates, steps)
def test_never_more_than_the_burst_and_the_rate(rate: int, steps: list[tuple[float, int]]) -> None:
    bucket, now, taken = Bucket(rate, quota.burst(rate), quota.burst(rate), 0.0), 0.0, 0
    for pause, asked in steps:
        now += pause
        if not bucket.take(asked, now):
            taken += min(asked, quota.burst(rate))
    assert taken <= quota.burst(rate) + rate * now + 1e-6 * (1 + now) * rate


@given(rates, st.integers(1, 100_000))
def test_after_the_wait_it_is_there(rate: int, asked: int) -> None:
    bucket = Bucket(rate, quota.burst(rate), 0.0, 0.0)
    wait = bucket.take(asked, 0.0)
    assert wait > 0
    assert bucket.take(asked, wait * 1.000001) == 0.0


@given(rates, rates, st.integers(0, 1_000_000))
def test_a_price_is_within_the_bucket_and_a_block_covers_it(key: int, workspace: int, events: int) -> None:
    limits = Limits(key, workspace)
    price = quota.price(events, limits)
    assert 1 <= price <= quota.burst(limits.lower)
    assert price <= quota.block(price, limits) <= quota.burst(limits.lower)


def test_the_site_before_the_workspace_before_the_default() -> None:
    assert [quota.limits(*given) for given in ((5, 10, 20), (None, 10, 20), (None, None, None))] == [
        Limits(5, 20), Limits(10, 20), quota.DEFAULT,
    ]  # fmt: skip


def test_headers_say_how_long() -> None:
    assert quota.headers(Limits(5, 20), -3, 1.2) == [
        ("RateLimit-Limit", "5"), ("RateLimit-Remaining", "0"), ("RateLimit-Reset", "2"), ("RateLimit-Policy", "5;w=1;burst=150"),
        ("X-RateLimit-Reset", "2"),
    ]  # fmt: skip
    assert [quota.whole(wait) for wait in (0.0, 0.2, 1.0, 4.1, 9_999.0)] == [1, 1, 1, 5, 300]


def test_a_deprecation_names_both_ends() -> None:
    at = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
    assert quota.deprecation(at, at.replace(day=9)) == [("Deprecation", "@1793620800"), ("Sunset", "Mon, 09 Nov 2026 12:00:00 GMT")]
