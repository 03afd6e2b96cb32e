"""Questions of an app that read everything a workspace has. Each is asked anew, unless a later app lends a memory: then an answer may be
some minutes old, and says the instant of which it is.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

Question = Callable[[str], Any]
Memory = Callable[[str, str], tuple[Any, datetime | None]]
# By name; each takes a short text of its own, which says what is asked about.
QUESTIONS: dict[str, Question] = {}
MEMORY: list[Memory] = []


def register(name: str, question: Question) -> None:
    """Let a question's answers be kept. The answer is plain data: it may be pickled."""
    QUESTIONS[name] = question


def ask(name: str, about: str = "") -> tuple[Any, datetime | None]:
    """The answer, and the instant of which it is; None: of now."""
    return MEMORY[-1](name, about) if MEMORY else (QUESTIONS[name](about), None)
