"""How much a submission looks like spam: points with their reasons, kept with it, so that a person can decide again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MARKUP = re.compile(r"<a\s|\[url|\[link|</?script", re.IGNORECASE)
BAD = re.compile(
    r"\b(viagra|cialis|casino|porn|payday loans?|crypto (?:investment|trading)|backlinks?|seo (?:services?|expert)|rank (?:your|on) "
    r"|guest post|telegram @|forex signals?|binary options?)|代开发票|博彩|色情|刷单|网赚|办证",
    re.IGNORECASE,
)
NONSENSE = re.compile(r"\b(?=\w*[a-z][A-Z]\w*[A-Z])(?=\w*[A-Z]\w*[a-z]\w*[A-Z])[A-Za-z]{12,}\b")
HONEYPOT, TOO_FAST, FAST, NO_TIME, EACH_LINK, MOST_LINKS, MARKED, WORDS, ODD, CROWD = 100, 60, 25, 20, 20, 60, 60, 60, 40, 20


@dataclass(frozen=True)
class Verdict:
    """`score` is the sum of the points of `reasons` (code, points)."""

    score: int
    reasons: tuple[tuple[str, int], ...]


def judge(
    values: Mapping[str, Any], *, trap: str, seconds: float | None, is_bot: bool = False, throwaway: bool = False, crowded: bool = False
) -> Verdict:
    """Points for a filled trap, a form filled faster than a person can (`seconds` since it was shown; None: unsaid), links,
    known bad words, markup, letters without sense, an address made to be thrown away (`throwaway`), and one of many
    that came from one place (`crowded`)."""
    texts = [value for value in values.values() if isinstance(value, str)]
    whole = "\n".join(texts)
    links = len(LINK.findall(whole))
    found = [
        ("honeypot", HONEYPOT if trap.strip() else 0),
        ("too_fast", _haste(seconds)),
        ("links", min(max(links - 1, 0) * EACH_LINK, MOST_LINKS)),
        ("markup", MARKED if MARKUP.search(whole) else 0),
        ("bad_words", WORDS if BAD.search(whole) else 0),
        ("nonsense", ODD if NONSENSE.search(whole) else 0),
        ("same_text", ODD if len(texts) > 2 and len(set(texts)) == 1 else 0),
        ("robot", WORDS if is_bot else 0),
        ("disposable", ODD if throwaway else 0),
        ("crowd", CROWD if crowded else 0),
    ]
    reasons = tuple((code, points) for code, points in found if points)
    return Verdict(sum(points for _, points in reasons), reasons)


def _haste(seconds: float | None) -> int:
    if seconds is None:
        return NO_TIME
    return TOO_FAST if seconds < 1 else FAST if seconds < 3 else 0
