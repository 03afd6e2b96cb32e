"""A competitor's name, however it is typed."""

LONGEST = 120


def tidy(text: str) -> str:
    """As it is shown: without spaces around and doubled ones within, at most LONGEST characters."""
    return " ".join(text.split())[:LONGEST].strip()


def key(text: str) -> str:
    """As it is compared: “ACME  Corp” and “Acme corp” are one."""
    return tidy(tidy(text).casefold())
