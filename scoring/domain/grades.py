"""Fit as a letter."""

from scoring.domain.crossing import reached
from scoring.domain.rulebook import Grades
from scoring.enums import Grade


def grade(fit: float, grades: Grades) -> Grade:
    """A to D."""
    steps = ((grades.a, Grade.A), (grades.b, Grade.B), (grades.c, Grade.C))
    return next((letter for least, letter in steps if reached(fit, least)), Grade.D)


def span(letter: str, grades: Grades) -> tuple[float | None, float | None]:
    """The fit of a letter: from (inclusive), up to (exclusive); None where it is open."""
    spans = {"A": (grades.a, None), "B": (grades.b, grades.a), "C": (grades.c, grades.b), "D": (None, grades.c)}
    return spans[letter]
