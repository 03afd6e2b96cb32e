"""Problem: what is wrong with a definition, where, and how to mend it; English text with named parts, translated where it is shown."""

from collections.abc import Callable, Mapping

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """`where` is a node id, or entry, goal, exits, start."""

    where: str
    text: str
    parts: Mapping[str, str] = {}

    def told(self, translate: Callable[[str], str] = str) -> str:
        """The text with its parts, in the reader's language. Without parts a % stays what it is."""
        text = translate(self.text)
        return text % self.parts if self.parts else text


def gettext_noop(text: str) -> str:
    """Mark `text` for the translators: domain knows no Django."""
    return text
