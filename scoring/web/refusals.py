"""Refusals on pages: in the language of who reads them, whether a page catches them or the middleware says them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

from kernel.problems import Refused
from scoring.queries import said

View = Callable[..., HttpResponse]


def spoken(error: Refused) -> Refused:
    """The same refusal, its detail in the reader's language."""
    return Refused(said.detail(error.detail), field=error.field, code=error.code, status=error.status)


def in_words(view: View) -> View:
    """`view`, whose refusals that nobody catches are told in the reader's language."""

    @wraps(view)
    def told(*args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except Refused as error:
            raise spoken(error) from error

    return told
