"""Patterns of addresses, as page categories and content items name them (F037; pure)."""

import re
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

# Addresses that were looked up are kept, up to so many.
MEMORY = 20_000
_PATTERN = re.compile(r"[/*]|[\w.*-]+\.[\w*-]+")


class Addressed(Protocol):
    """What has patterns."""

    @property
    def patterns(self) -> list[str]: ...


T = TypeVar("T", bound=Addressed)


class Finder(Generic[T]):
    """The first of several things that has a pattern for an address. Keep it as long as these live: it remembers."""

    def __init__(self, things: Sequence[T]) -> None:
        self.things = {f"g{number}": thing for number, thing in enumerate(things) if thing.patterns}
        groups = (f"(?P<{key}>{'|'.join(map(as_regex, thing.patterns))})" for key, thing in self.things.items())
        self.pattern = re.compile("|".join(groups) or "(?!)")
        self.seen: dict[tuple[str, str], T | None] = {}

    def find(self, url: str, path: str) -> T | None:
        if not self.things or not (url or path):
            return None
        key = (host_of(url), path)
        if key not in self.seen:
            if len(self.seen) > MEMORY:
                self.seen.clear()
            match = self.pattern.fullmatch(f"{key[0]}{path.lower() or '/'}")
            self.seen[key] = self.things[match.lastgroup] if match and match.lastgroup else None
        return self.seen[key]


def is_pattern(text: str) -> bool:
    """Whether it begins as a path or as a host does."""
    return _PATTERN.match(text) is not None


def host_of(url: str) -> str:
    """Its host, in small letters; "" where there is none."""
    _, scheme, rest = url.partition("://")
    return rest.partition("/")[0].lower() if scheme else ""


def as_regex(pattern: str) -> str:
    """`/pricing*` looks at the path, `blog.example.com/*` at host and path; `*` is anything, and a last slash does not matter."""
    body = ".*".join(re.escape(part) for part in pattern.rstrip("/").lower().split("*"))
    return f"(?:[^/]*{body}/?)" if pattern.startswith(("/", "*")) else f"(?:{body}/?)"
