"""A whole number out of a form."""

from kernel.problems import Refused


def number(text: str, field: str) -> int | None:
    """The number that somebody typed, with or without separators; None for an empty field. Refuses anything else."""
    plain = text.strip().replace(",", "").replace("\u202f", "").replace(" ", "")
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit() or len(plain) > 15:
        raise Refused("Write a whole number, such as 500.", field=field)
    return int(plain)
