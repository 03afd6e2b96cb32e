"""NUL, lone surrogates and bytes that are no UTF-8, which no database stores, become U+FFFD. Escapes are read in turn, so a backslash
stays a backslash. What is put in their place is an escape spelled as no library spells it: so a message tells that it was mended."""

import re

SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
# Every escape of a JSON text in turn: a whole pair and what is harmless are passed over, what is forbidden is caught.
ESCAPES = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2}))|\\.", re.DOTALL
)
FORBIDDEN = re.compile("[\x00\ud800-\udfff]")
MARK = "\\ufffD"
_MARKED = re.compile(r"(\\ufffD)|\\.", re.DOTALL)
_WRONG = re.compile("[\udc80-\udcff]+")


def suspect(body: bytes) -> bool:
    """Whether `body` may hold one of them (an emoji written as a pair makes it look so)."""
    return b"\\u" in body and SUSPECT.search(body) is not None


def cleaned(body: bytes) -> bytes:
    """The same JSON text without them. Nothing else of it is read, so one bad item in it costs nobody else anything."""
    return ESCAPES.sub(lambda found: MARK.encode() if found.group(1) else found.group(), body)


def utf8(body: bytes) -> bytes:
    """`body`, with a mark for each run of wrong bytes."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return _WRONG.sub(lambda _: MARK, body.decode("utf-8", "surrogateescape")).encode()
    return body


def mended(body: str) -> bool:
    """Whether something was replaced in this JSON text when it came."""
    return MARK in body and any(found.group(1) for found in _MARKED.finditer(body))


def text(value: str) -> str:
    """One string without them."""
    return FORBIDDEN.sub("\ufffd", value)
