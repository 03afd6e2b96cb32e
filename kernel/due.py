"""Whether there is any due work of a kind, said in SQL: so all kinds of a workspace are asked in one statement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kernel import clock, sql


@dataclass(frozen=True)
class Due:
    """`condition`: of the current workspace, at %(now)s. Called it asks for itself."""

    condition: str

    def __call__(self) -> bool:
        return _hold([self.condition])[0]


def asked(pending: Sequence[Callable[[], bool]]) -> list[bool]:
    """What each of them says; those that are said in SQL together."""
    held = iter(_hold([each.condition for each in pending if isinstance(each, Due)]))
    return [next(held) if isinstance(each, Due) else each() for each in pending]


def _hold(conditions: Sequence[str]) -> list[bool]:
    if not conditions:
        return []
    return [bool(held) for held in sql.tuples(f"SELECT {', '.join(f'({each})' for each in conditions)}", now=clock.now())[0]]
