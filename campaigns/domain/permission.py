"""Which permission a message needs, and what people said about it. Later apps lend the words that were said (kernel.personal's manner).

A message has the purpose of its template. Per purpose a workspace asks for a consent (`required`), or only heeds a no: by default the
latter. Messages of the purpose SERVICE need none: their reader asked for them (F162).
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from kernel.audit import Actor

SERVICE, DEFAULT_PURPOSE = "service", "newsletter"
PURPOSE = re.compile(r"[^\x00-\x1f\x7f]{1,40}")
REASONS = ("no_consent", "consent_refused", "consent_withdrawn")
# What somebody said about a purpose, all in all.
ANSWERS = ("given", "refused", "withdrawn", "silent")


@dataclass(frozen=True)
class Source:
    """Where words of consent by e-mail stand. `select`: a statement over the current workspace (%(workspace_id)s) with the columns
    address (lower case), purpose, given, at, withdrawn_at. `purposes`: those that people were asked about. `withdraw`: take back what
    stands for (addresses, purpose) at the word of an actor; how many records.
    """

    select: str
    purposes: Callable[[], Iterable[str]]
    withdraw: Callable[[Collection[str], str, Actor], int]


SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Lend the words of consent that your tables keep."""
    SOURCES.append(source)


@dataclass(frozen=True)
class Word:
    """What somebody said about a purpose, over all their addresses. `stands`: they gave it, and withdrew nothing since."""

    stands: bool = False
    withdrawn: bool = False
    refused: bool = False


SILENCE = Word()


def answer(word: Word) -> str:
    """What a word comes to, one of ANSWERS."""
    if word.stands:
        return "given"
    return "withdrawn" if word.withdrawn else "refused" if word.refused else "silent"


def refusal(purpose: str, required: bool, word: Word) -> str:
    """Why we may not write for this purpose, one of REASONS; "" when we may. A box left empty later takes back no standing consent."""
    said = answer(word)
    if purpose == SERVICE or said == "given":
        return ""
    if said == "silent":
        return "no_consent" if required else ""
    return f"consent_{said}"
