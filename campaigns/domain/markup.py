"""MJML → HTML. What the library would silently let through (unknown blocks, includes) is a problem with its line."""

import re

from mjml import mjml2html

from campaigns.domain.sandbox import line_at

BLOCKS = frozenset({
    "accordion", "accordion-element", "accordion-text", "accordion-title", "all", "attributes", "body", "breakpoint",
    "button", "carousel", "carousel-image", "class", "column", "divider", "font", "group", "head", "hero",
    "html-attributes", "html-attribute", "image", "navbar", "navbar-link", "preview", "raw", "section", "selector",
    "social", "social-element", "spacer", "style", "table", "text", "title", "wrapper",
})  # fmt: skip
TAG = re.compile(r"<(mj-[a-z-]+)")
PLACE = re.compile(r"position (\d+):\d+")


def to_html(mjml: str) -> str:
    """HTML with its Liquid still in it. Raises ValueError. No web fonts: opening a message asks no third party."""
    return str(mjml2html(mjml, fonts={}))


def problems(mjml: str) -> list[tuple[int, str]]:
    """(line, what is wrong) of a source that cannot be sent."""
    found = [
        (line_at(mjml, match.start()), f"There is no block <{match[1]}>.")
        for match in TAG.finditer(mjml)
        if match[1].removeprefix("mj-") not in BLOCKS
    ]
    if found:
        return found
    try:
        to_html(mjml)
    except ValueError as error:
        return [(_line(str(error), mjml), f"This is no MJML: {error}. Check that every block is closed.")]
    return []


def _line(error: str, mjml: str) -> int:
    place = PLACE.search(error)
    return line_at(mjml, int(place[1])) if place else _first_broken_line(mjml)


def _first_broken_line(mjml: str) -> int:
    """The library names no place: the last tag that was opened and never closed, else the last line."""
    open_tags: list[tuple[str, int]] = []
    for match in re.finditer(r"<(/?)(mj-[a-z-]+|mjml)\b[^>]*?(/?)>", mjml):
        closing, name, alone = match.groups()
        if closing:
            if not open_tags or open_tags[-1][0] != name:
                return line_at(mjml, open_tags[-1][1] if open_tags else match.start())
            open_tags.pop()
        elif not alone:
            open_tags.append((name, match.start()))
    return line_at(mjml, open_tags[-1][1] if open_tags else len(mjml))
