"""Problem: what is wrong with a definition, where, and how to mend it; English text with named parts, translated where it is shown.

`inner` is what is wrong inside of it, told as the part `detail`.
"""

from collections.abc import Callable, Mapping

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """`where` is a node id, or entry, goal, exits, start."""

    where: str
    text: str
    parts: Mapping[str, object] = {}
    inner: "Problem | None" = None

    def told(self, translate: Callable[[str], str] = str) -> str:
        """The text with its parts, in the reader's language. Without parts a % stays what it is."""
        text = translate(self.text)
        parts = {**self.parts, "detail": self.inner.told(translate)} if self.inner else self.parts
        return text % parts if parts else text


def gettext_noop(text: str) -> str:
    """Mark `text` for the translators: domain knows no Django."""
    return text
