"""Cells that a spreadsheet opens without running anything, and that our own import reads back unchanged (pure)."""

import re
from typing import Any

# A spreadsheet takes these for the beginning of a formula, full-width forms too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
HARMLESS = re.compile(r"[+-]?\d+(?:\.\d+)?|\+\d{7,15}")


def cell(value: Any) -> str:
    """Text that begins like a formula gets an apostrophe before it; numbers and E.164 phone numbers stay as they are."""
    text = "" if value is None else str(value)
    if text.startswith(FORMULA) and not HARMLESS.fullmatch(text):
        return f"'{text}"
    return text
