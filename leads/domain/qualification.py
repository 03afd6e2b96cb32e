"""What is known of a deal before it is one: budget, authority, need, time, and the phase of the decision (F065, F067, F068; pure)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from leads.enums import ANSWERS, Confidence, Letter

LONGEST_NOTE, LONGEST_SOURCE = 500, 200
# So many days before the end of a window it is told as one that closes.
CLOSING_DAYS = 30


@dataclass(frozen=True)
class Answer:
    """`value` as in ANSWERS of its letter; `source`: who or what said it; `said_at` None: now. The window is that of the decision, of the
    letter time alone; either end may be open."""

    value: str
    note: str = ""
    source: str = ""
    confidence: int = Confidence.LIKELY
    said_at: datetime | None = None
    window_start: date | None = None
    window_end: date | None = None


def problem(letter: str, answer: Answer, now: datetime) -> tuple[str, str] | None:
    """(field, what is wrong) with an answer; None when it can be kept."""
    if letter not in Letter.values:
        return "letter", f"“{letter[:20]}” is nothing that is asked: use one of {', '.join(Letter.values)}."
    if answer.value not in ANSWERS[letter].values:
        return "value", f"“{answer.value[:40]}” is no answer here: use one of {', '.join(ANSWERS[letter].values)}."
    if answer.confidence not in Confidence.values:
        return "confidence", "Give a confidence of 1 (a guess), 2 (likely) or 3 (sure)."
    for field, longest in (("note", LONGEST_NOTE), ("source", LONGEST_SOURCE)):
        text = getattr(answer, field)
        if len(text) > longest or "\x00" in text:
            return field, f"Give at most {longest} characters."
    if answer.said_at is not None and answer.said_at > now:
        return "said_at", "It has been said: give an instant that has passed."
    return _window_problem(letter, answer)


def _window_problem(letter: str, answer: Answer) -> tuple[str, str] | None:
    if letter != Letter.TIME and (answer.window_start or answer.window_end):
        return "window_end", "Only time has a window of decision."
    if answer.window_start and answer.window_end and answer.window_start > answer.window_end:
        return "window_end", "The window ends before it starts."
    return None


def closes_in(end: date | None, today: date) -> int | None:
    """Whole days until the last day of the window, 0 on that day; None where it has no end or is past."""
    return None if end is None or end < today else (end - today).days


def is_closing(end: date | None, today: date) -> bool:
    """Whether it ends within CLOSING_DAYS."""
    left = closes_in(end, today)
    return left is not None and left <= CLOSING_DAYS


def as_kept(answer: Answer, now: datetime) -> dict[str, Any]:
    """The columns of an answer."""
    return {
        "value": answer.value, "note": answer.note.strip(), "source": answer.source.strip(), "confidence": answer.confidence,
        "said_at": answer.said_at or now, "window_start": answer.window_start, "window_end": answer.window_end,
    }  # fmt: skip
