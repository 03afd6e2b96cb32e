"""An answer that is not there yet: what ingestion gives while the commit that it shares with others is under way."""

from collections.abc import Callable, Iterable, Iterator

Finish = Callable[[], Iterable[bytes]]


class Later:
    """A WSGI answer whose `finish()` (it calls start_response) may be asked once `wait()` has returned, or `when` has told. As any answer
    it may simply be read: that waits."""

    def __init__(self, wait: Callable[[], object], when: Callable[[Callable[[], None]], None], finish: Finish) -> None:
        self.wait, self.when, self.finish = wait, when, finish

    def __iter__(self) -> Iterator[bytes]:
        self.wait()
        return iter(self.finish())
