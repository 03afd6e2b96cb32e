"""What a server says, and when to ask it again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.verdicts import Kind, Stage, next_try, of_answer
from tests.conftest import NOON


@pytest.mark.parametrize(
    ("stage", "code", "text", "kind"),
    [
        ("recipient", 550, "no such user", "bounced"), ("recipient", 550, "5.7.1 relaying denied", "failed"),
        ("recipient", 450, "4.2.0 greylisted", "retry"), ("data", 550, "5.1.1 No such mailbox", "bounced"),
        ("data", 554, "5.7.1 looks like spam", "failed"), ("data", 552, "5.3.4 too big", "failed"), ("data", 451, "later", "retry"),
        ("recipient", 550, "5.2.1 mailbox disabled", "bounced"), ("sender", 550, "who are you", "failed"),
        ("connect", 535, "5.7.8 bad password", "retry"), ("connect", 554, "go away", "retry"),
    ],
)  # fmt: skip
def test_an_answer_has_a_meaning(stage: Stage, code: int, text: str, kind: Kind) -> None:
    assert of_answer(stage, code, text).kind == kind


def test_421_closes_the_line() -> None:
    assert of_answer("data", 421, "closing").line_lost


@given(st.integers(1, 200), st.integers(0, 3 * 24 * 3600))
def test_tries_come_within_an_hour_and_end_after_three_days(attempt: int, second: int) -> None:
    until, now = NOON + timedelta(days=3), NOON + timedelta(seconds=second)
    due_at = next_try(attempt, now, until)
    if now >= until:
        assert due_at is None
    else:
        assert due_at is not None
        assert timedelta(seconds=5) <= due_at - now <= timedelta(hours=1)
