"""Facts: frozen past-tense dataclasses. publish() puts one into the outbox with its change; @on() hears it.

A fact is delivered after commit, once per (fact, handler): the handler's effects and the mark that it is done commit together.
A failing handler is tried again on its own and never holds up its neighbours.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from kernel import clock, ids, sql, work
from kernel.sql import as_json

KIND = "facts"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Base of every fact. `history` says that it tells of the past: nothing is sent and nobody is called because of it."""

    history: bool = False


F = TypeVar("F", bound=Fact)
Handler = Callable[[Any], None]

_here: ContextVar[deque[Fact] | None] = ContextVar("here", default=None)

FACTS: dict[str, type[Fact]] = {}
HANDLERS: dict[str, tuple[type[Fact], Handler]] = {}


def name_of(kind: type[Fact]) -> str:
    return f"{kind.__module__.split('.')[0]}.{kind.__name__}"


def on(kind: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Hear `kind`. The handler's name is its address in the outbox, so renaming it needs the old one drained."""

    def register(handler: Callable[[F], None]) -> Callable[[F], None]:
        FACTS[name_of(kind)] = kind
        HANDLERS[f"{handler.__module__.split('.')[0]}.{handler.__name__}"] = (kind, handler)
        return handler

    return register


def hearers(kind: type[Fact]) -> list[str]:
    """Names of the handlers of `kind`, in the order of the way (that of registration)."""
    return [name for name, (heard, _) in HANDLERS.items() if heard is kind]


PUBLISH = """
WITH fact AS (
    INSERT INTO kernel_outbox (workspace_id, id, kind, payload, created_at)
    VALUES (%(workspace_id)s, %(id)s, %(kind)s, %(payload)s, %(now)s) RETURNING id
)
INSERT INTO kernel_delivery (workspace_id, id, outbox_id, handler, state, due_at, attempt, last_error)
SELECT %(workspace_id)s, x.id, fact.id, x.handler, 'waiting', %(now)s, 0, ''
FROM fact, json_to_recordset(%(deliveries)s::json) AS x(id uuid, handler text)
"""


def publish(fact: Fact) -> None:
    """Announce `fact` when the open transaction commits; nothing is stored when nobody hears it."""
    here = _here.get()
    if here is not None:
        here.append(fact)
        return
    handlers = hearers(type(fact))
    if not handlers:
        return
    deliveries = [{"id": ids.new(), "handler": handler} for handler in handlers]
    sql.execute(
        PUBLISH, id=str(ids.new()), kind=name_of(type(fact)), payload=as_json(fact), now=clock.now(), deliveries=as_json(deliveries)
    )
    work.ring(KIND)


@contextmanager
def at_once() -> Iterator[None]:
    """Have what is published in this block heard at its end, in the open transaction, with all that follows from it.

    For steps of which each stands on what the one before did further down the way: when the block is left, every station has settled it.
    In the order in which the outbox would deliver. What a handler raises ends the whole change.
    """
    outer = _here.get()
    here: deque[Fact] = deque() if outer is None else outer
    token = _here.set(here)
    try:
        yield
        while here:
            fact = here.popleft()
            for name in hearers(type(fact)):
                HANDLERS[name][1](fact)
    finally:
        _here.reset(token)


def revive(kind: str, payload: str) -> Fact:
    """The fact that was published as the JSON text `payload`."""
    return msgspec.json.decode(payload, type=FACTS[kind])
