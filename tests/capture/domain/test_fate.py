"""What becomes of a submission: held back, waiting, accepted."""

import pytest

from capture.domain.content import Content
from capture.domain.fate import begun, may_go

PLAIN, CONFIRMED = Content(spam_limit=60), Content(spam_limit=60, double_opt_in=True)


@pytest.mark.parametrize(
    ("content", "score", "email", "known", "crowded", "state"),
    [
        (PLAIN, 59, "a@b.example", False, False, "accepted"),
        (PLAIN, 60, "a@b.example", True, False, "quarantined"),
        (PLAIN, 0, "a@b.example", True, True, "waiting"),
        (PLAIN, 60, "a@b.example", True, True, "quarantined"),
        (PLAIN, 0, "", False, True, "quarantined"),
        (PLAIN, 0, "", True, True, "accepted"),
        (PLAIN, 0, "", False, False, "accepted"),
        (CONFIRMED, 0, "a@b.example", False, False, "waiting"),
        (CONFIRMED, 0, "", True, False, "accepted"),
    ],
)
def test_begun(content: Content, score: int, email: str, known: bool, crowded: bool, state: str) -> None:
    assert begun(content, score, email, known=known, crowded=crowded) == state


def test_may_go() -> None:
    states = ("quarantined", "discarded", "waiting", "accepted", "confirmed")
    assert [may_go(state, PLAIN) for state in states] == [True, True, True, False, False]
    assert [may_go(state, CONFIRMED) for state in states] == [True, True, False, False, False]
