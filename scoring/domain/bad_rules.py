"""What is wrong with rules, told field by field."""

from msgspec import Struct


class Problem(Struct, frozen=True):
    """What is wrong, where, and how to mend it."""

    field: str
    detail: str


class BadRules(ValueError):
    """These rules cannot be a rulebook."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.field}: {p.detail}" for p in problems))
        self.problems = problems
