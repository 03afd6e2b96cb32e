"""The plain-text part of a message, from its HTML: paragraphs, links written out, nothing hidden."""

import re
from html.parser import HTMLParser

SILENT = {"style", "script", "head", "title"}
BREAKS = {"p", "div", "tr", "br", "li", "h1", "h2", "h3", "h4", "table"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.quiet = 0
        self.href: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.quiet += 1
        if tag in BREAKS:
            self.parts.append("\n")
        if tag == "a":
            self.href.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.quiet = max(0, self.quiet - 1)
        if tag in BREAKS:
            self.parts.append("\n")
        if tag == "a" and self.href:
            url = self.href.pop()
            if url.startswith("http"):
                self.parts.append(f" <{url}>")

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.parts.append(re.sub(r"\s+", " ", data))


def to_text(html: str) -> str:
    """What a reader without HTML sees."""
    reader = _Reader()
    reader.feed(html)
    lines = [line.strip() for line in "".join(reader.parts).replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
