"""Search without LIKE: pairs of characters, found by equality, which an index serves under row-level security too.

Every word gives its pairs; a character outside ASCII (汉字, emoji) also stands alone, so that one 汉字 finds a name.
"""

import unicodedata
from collections.abc import Iterable

MOST = 240


def normal(text: str) -> str:
    """One form for what people type and what is stored: compatibility forms folded, lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


def words(text: str) -> list[str]:
    return normal(text).split()


def of_word(word: str) -> set[str]:
    """The grams under which a stored word is found."""
    pairs = {word[i : i + 2] for i in range(len(word) - 1)}
    alone = {char for char in word if ord(char) > 127}
    return pairs | alone | ({word} if len(word) == 1 else set())


def of_texts(texts: Iterable[str]) -> list[str]:
    """The grams of all fields of one person, at most MOST."""
    grams: set[str] = set()
    for text in texts:
        for word in words(text):
            grams |= of_word(word)
        if len(grams) > MOST:
            break
    return sorted(grams)[:MOST]


def of_query(word: str) -> list[str]:
    """The grams that every match of this typed word has; for one letter of ASCII none (see `is_initial`)."""
    if len(word) == 1:
        return [word] if ord(word) > 127 else []
    return sorted({word[i : i + 2] for i in range(len(word) - 1)})


def is_initial(word: str) -> bool:
    """One ASCII character: any gram beginning with it will do."""
    return len(word) == 1 and ord(word) <= 127
