"""The program says at its start what would go wrong later."""

import pytest
from django.conf import LazySettings

from kernel.checks import a_lease_outlives_a_batch


@pytest.mark.parametrize(("seconds", "found"), [(60, []), (10, []), (9, ["kernel.E002"]), (0, ["kernel.E002"])])
def test_a_lease_that_ends_within_a_batch_is_refused(settings: LazySettings, seconds: int, found: list[str]) -> None:
    settings.LEASE_SECONDS = seconds
    assert [message.id for message in a_lease_outlives_a_batch(None)] == found
