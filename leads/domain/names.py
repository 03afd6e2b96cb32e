"""Names of people as they come: cleaned, and put together in the order of their script."""

import re
import unicodedata

MAX = 200
# Han, Hiragana, Katakana, Hangul: family name first, written without a space.
FAMILY_FIRST = re.compile(r"^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+$")


def clean(text: object, limit: int = MAX) -> str:
    """One line of text: NUL and other controls out, lone surrogates replaced, white space single, at most `limit` long.

    Emoji and 汉字 stay as they are.
    """
    if text is None or isinstance(text, dict | list | bool):
        return ""
    plain = str(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    kept = "".join(char if unicodedata.category(char) != "Cc" else " " if char in "\t\n\r" else "" for char in plain)
    return " ".join(kept.split())[:limit].rstrip()


def full_name(first: object, last: object) -> str:
    """`Lena Fischer`, `王小明`: by the script of the parts."""
    given, family = clean(first), clean(last)
    if given and family and FAMILY_FIRST.match(given) and FAMILY_FIRST.match(family):
        return f"{family}{given}"[:MAX]
    return f"{given} {family}".strip()[:MAX]
