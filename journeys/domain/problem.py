"""Problem: what is wrong with a definition, where, and how to mend it; English text with named parts, translated where it is shown."""

from collections.abc import Mapping

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """`where` is a node id, or entry, goal, exits, start."""

    where: str
    text: str
    parts: Mapping[str, str] = {}

    def __str__(self) -> str:
        return f"{self.where}: {self.text % self.parts if self.parts else self.text}"


def gettext_noop(text: str) -> str:
    """Mark `text` for the translators: domain knows no Django."""
    return text
