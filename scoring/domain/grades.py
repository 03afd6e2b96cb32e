"""Fit as a letter, engagement as a number, and both as a cell: A1 fits and is interested, D3 neither."""

from scoring.domain.crossing import reached
from scoring.domain.rule_shapes import Grades, Levels, Rules
from scoring.enums import Grade


def grade(fit: float, grades: Grades) -> Grade:
    """A to D."""
    steps = ((grades.a, Grade.A), (grades.b, Grade.B), (grades.c, Grade.C))
    return next((letter for least, letter in steps if reached(fit, least)), Grade.D)


def span(letter: str, grades: Grades) -> tuple[float | None, float | None]:
    """The fit of a letter: from (inclusive), up to (exclusive); None where it is open."""
    spans = {"A": (grades.a, None), "B": (grades.b, grades.a), "C": (grades.c, grades.b), "D": (None, grades.c)}
    return spans[letter]


ENGAGEMENTS = ("1", "2", "3")
CELLS = tuple(f"{letter}{number}" for letter in Grade.values for number in ENGAGEMENTS)


def engagement(interest: float, levels: Levels) -> str:
    """1 to 3: how much interest is left, 1 the most."""
    steps = ((levels.one, "1"), (levels.two, "2"))
    return next((number for least, number in steps if reached(interest, least)), "3")


def reach(number: str, levels: Levels) -> tuple[float | None, float | None]:
    """The interest of an engagement: from (inclusive), up to (exclusive); None where it is open."""
    return {"1": (levels.one, None), "2": (levels.two, levels.one), "3": (None, levels.two)}[number]


def cell(fit: float, interest: float, rules: Rules) -> str:
    """A1 to D3, at the instant of `interest`."""
    return f"{grade(fit, rules.grades).value}{engagement(interest, rules.levels)}"
