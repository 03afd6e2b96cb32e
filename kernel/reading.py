"""What a page that only reads asks again and again is asked of the database once.

Outside `reading()`, in a worker or in a request that changes something, every question is asked anew.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """One page of one workspace; inside it nothing changes that `asked_once` answers."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def asked_once(question: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Within a page the first answer to the same arguments stands: it is shared, so nobody may change it."""

    @wraps(question)
    def ask(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        answers = _answers.get()
        if answers is None:
            return question(*args, **kwargs)
        key = (question, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = question(*args, **kwargs)
        found: Answer = answers[key]
        return found

    return ask


def know(question: Callable[[], Answer], answer: Answer) -> None:
    """The page knows this already: `question`, one of `asked_once`, is not asked at all."""
    answers = _answers.get()
    if answers is not None:
        answers[question.__wrapped__, (), ()] = answer  # type: ignore[attr-defined]
