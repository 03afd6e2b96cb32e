"""When Python looks for cycles. What a start makes lives as long as the process, and rows of a batch live until its end: to search them
for cycles again and again costs a tenth of a request and a third of a batch, and finds none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New containers before a look at the young, looks at the young before the middle, looks at the middle before the old. Not more: an error
# with its traceback is a cycle, and what a hostile body filled stays in memory until the young are looked at.
PACE = (5_000, 20, 20)


def settle() -> None:
    """Call once when a process has started: what stands now is left out of every later search."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*PACE)


@contextmanager
def paused() -> Iterator[None]:
    """For the length of one bounded batch."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
