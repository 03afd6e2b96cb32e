"""Origins as browsers send them: read from what somebody typed, and asked whether a list holds one."""

import re
import unicodedata
from collections.abc import Container, Iterable
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

_SUFFIXES = PublicSuffixList()
_APART = re.compile(r"[,;\n，；、]")
_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


class Fault(StrEnum):
    """Why a text is no origin that a browser could send."""

    NO_ORIGIN = "no_origin"
    # Files and sandboxed frames of everybody send the same “null”.
    NULL = "null"
    # More than one star, one inside a name, or one above all names of a registry.
    WILDCARD = "wildcard"


class NoOrigin(ValueError):
    def __init__(self, text: str, fault: Fault) -> None:
        super().__init__(text)
        self.text, self.fault = text, fault


def split(texts: Iterable[str]) -> list[str]:
    """Each origin by itself, whether they stood one a line, between commas or between semicolons."""
    return [part.strip() for text in texts for part in _APART.split(text) if part.strip()]


def read(text: str) -> str:
    """`https://shop.example` as a browser says it: lower case, Punycode, no default port, no path; `https://*.shop.example` stands for
    every name below. Without a scheme it is https. Raises NoOrigin."""
    if text.strip().lower() == "null":
        raise NoOrigin(text, Fault.NULL)
    try:
        parts = urlsplit(text.strip() if "://" in text else f"https://{text.strip()}")
        host, port = _host(parts.hostname or "", text), parts.port
    except NoOrigin:
        raise
    except ValueError:
        raise NoOrigin(text, Fault.NO_ORIGIN) from None
    if parts.scheme not in _PORTS or not host:
        raise NoOrigin(text, Fault.NO_ORIGIN)
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != _PORTS[parts.scheme] else "")


def _host(name: str, text: str) -> str:
    if ":" in name:  # urlsplit has checked it
        return f"[{name}]"
    below = name.removeprefix("*.")
    if "*" in below or (below != name and not _SUFFIXES.privatesuffix(below)):
        raise NoOrigin(text, Fault.WILDCARD)
    labels = [_label(label) for label in re.split("[.。．｡]", below)]
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise NoOrigin(text, Fault.NO_ORIGIN)
    return ("*." if below != name else "") + ".".join(labels)


def _label(label: str) -> str:
    """As browsers write it: the letters of other scripts in Punycode; "" for what stands in no name."""
    if label.isascii():
        return label.lower()
    plain = unicodedata.normalize("NFKC", label.lower())
    known = all(char in "-_" or unicodedata.category(char)[0] in "LMNS" for char in plain)
    return f"xn--{plain.encode('punycode').decode()}" if known and not plain.isascii() else plain if known else ""


@lru_cache(maxsize=1_000)
def _above(origin: str) -> tuple[str, ...]:
    """The wildcards that would cover an origin."""
    scheme, _, host = origin.partition("://")
    labels = host.split(".")
    return tuple(f"{scheme}://*.{'.'.join(labels[place:])}" for place in range(1, len(labels)))


def lists(allowed: Container[str], origin: str) -> bool:
    """Whether `allowed` names the origin, or a wildcard above it."""
    return origin in allowed or any(wildcard in allowed for wildcard in _above(origin[:300]))
