"""What the pages that change many rows share: the number that was shown comes back with the button, and a large one is typed."""

from collections.abc import Mapping

from kernel.problems import Refused
from leads.domain import shown

# From so many on the number is typed before anything is done.
TYPED_FROM = 100


def expected_of(sent: Mapping[str, str], told: str) -> int:
    """The number that the page had shown, -1 for none. Refuses, in the words of `told`, a large one that was not typed again."""
    expected = shown.number(sent.get("expected", ""))
    if expected >= TYPED_FROM and shown.number(sent.get("typed", "")) != expected:
        raise Refused(told % {"n": expected}, field="typed")
    return expected
