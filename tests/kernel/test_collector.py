"""The cycle collector rests for the length of a batch, and goes on after it however the batch ends."""

import gc
from contextlib import suppress

from kernel import collector


def test_it_rests_within_and_goes_on_after() -> None:
    assert gc.isenabled()
    with collector.paused():
        within = gc.isenabled()
    assert (within, gc.isenabled()) == (False, True)


def test_a_batch_that_fails_wakes_it_too() -> None:
    with suppress(ValueError), collector.paused():
        raise ValueError
    assert gc.isenabled()


def test_who_switched_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with collector.paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
