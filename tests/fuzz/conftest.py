"""Arbitrary input against the real doors. `FUZZ=5000` asks for so many examples of each property (make soak does); CI takes few."""

import os

from hypothesis import HealthCheck, settings

from tests.tracking.conftest import committed, shop, tidy

__all__ = ["committed", "shop", "tidy"]

EXAMPLES = int(os.environ.get("FUZZ") or 0)
settings.register_profile(
    "fuzz",
    deadline=None,
    derandomize=EXAMPLES == 0,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
FUZZ = settings.get_profile("fuzz")


def examples(count: int) -> settings:
    """The settings of one property: `count` examples in CI, more when asked for."""
    return settings(FUZZ, max_examples=max(EXAMPLES, count))
