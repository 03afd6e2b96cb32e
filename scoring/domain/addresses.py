"""Patterns of addresses, as page categories and content items name them (F037; pure)."""

import re

_PATTERN = re.compile(r"[/*]|[\w.*-]+\.[\w*-]+")


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
