"""A draft's form that comes again shows rows that are in no draft yet, and none that were to be taken out: it carries its rows along, so
that what is posted next is laid over what was seen."""

from collections.abc import Mapping
from typing import Any

from django.core import signing

# Rules of match have a form of their own, which keeps the numbers of the draft (scoring.web.who).
ROWS = ("pages", "events", "groups", "patterns", "contents", "models")
NAME = "rows"


def carried(version: int, data: Mapping[str, Any]) -> str:
    """The rows of `data` as the form carries them; signed, so that they come back in this shape or not at all."""
    return signing.dumps({part: data.get(part, []) for part in ROWS}, salt=_salt(version), compress=True)


def shown(version: int, rules: Mapping[str, Any], posted: Mapping[str, str]) -> dict[str, Any]:
    """`rules` with the rows that the form showed: those of the draft, unless it came again."""
    try:
        rows = signing.loads(posted.get(NAME, ""), salt=_salt(version))
    except signing.BadSignature:
        rows = {}
    return {**rules, **rows}


def _salt(version: int) -> str:
    return f"scoring.draft:{version}"
