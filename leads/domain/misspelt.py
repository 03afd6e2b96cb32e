"""Names that are one slip apart, for people of no company: keys by which they meet, and how near two are (F034; pure).

Trigrams would find them too, but no trigram operator is leakproof, so under row-level security none of them is served by an index. Two
names that are one letter apart (one missing, one too many, another one, two changed about) have a form in common that lacks one letter:
these forms are keys, and equality finds them.
"""

from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

# Shorter names are one slip apart from many; longer ones would have too many keys.
FEWEST, MOST = 8, 24
# So alike are two local parts of addresses that they say something; shorter ones say nothing.
ALIKE, FEWEST_LOCAL = 88, 6


def spelled(words: Sequence[str]) -> str:
    """A name of two words or more in Latin letters, as it is compared: whatever the order of its words; "" for one of which a slip says
    nothing."""
    text = "".join(sorted(words))
    return text if len(words) > 1 and FEWEST <= len(text) <= MOST and text.isalpha() else ""


def keys(words: Sequence[str]) -> list[str]:
    """The name, and the name without each of its letters: at most MOST + 1."""
    text = spelled(words)
    return sorted({text, *(text[:place] + text[place + 1 :] for place in range(len(text)))}) if text else []


def near(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the names are one slip apart, and not the same."""
    a, b = spelled(one), spelled(other)
    return bool(a and b) and a != b and DamerauLevenshtein.distance(a, b, score_cutoff=1) == 1


def local_points(one: str, other: str) -> int:
    """How much the local parts of two addresses at providers say for one person: 0 for unlike or short ones, and where their digits differ
    (lena84 and lena85 are two)."""
    a, b = ("".join(char for char in local if char.isalpha()) for local in (one, other))
    digits = ["".join(char for char in local if char.isdigit()) for local in (one, other)]
    if min(len(a), len(b)) < FEWEST_LOCAL or (all(digits) and digits[0] != digits[1]):
        return 0
    if a == b:
        return 40
    return 30 if fuzz.ratio(a, b) >= ALIKE else 0
