"""Which permission is asked for, and what counts as one."""

from itertools import product

import pytest

from campaigns.domain.permission import REASONS, SERVICE, SILENCE, Word, refusal


@pytest.mark.parametrize(
    ("required", "word", "reason"),
    [
        (False, SILENCE, ""), (True, SILENCE, "no_consent"), (True, Word(stands=True), ""),
        (False, Word(refused=True), "consent_refused"), (True, Word(refused=True), "consent_refused"),
        (False, Word(withdrawn=True), "consent_withdrawn"), (False, Word(withdrawn=True, refused=True), "consent_withdrawn"),
        (True, Word(stands=True, withdrawn=True), ""), (False, Word(stands=True, refused=True), ""),
    ],
)  # fmt: skip
def test_the_last_word_counts(required: bool, word: Word, reason: str) -> None:
    assert refusal("newsletter", required, word) == reason


def test_service_needs_none_and_requiring_only_ever_refuses_more() -> None:
    for flags in product([False, True], repeat=3):
        word = Word(*flags)
        assert refusal(SERVICE, True, word) == ""
        lenient, strict = refusal("news", False, word), refusal("news", True, word)
        assert lenient in ("", strict)
        assert strict in ("", *REASONS)
