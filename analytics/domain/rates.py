"""Rates that are honest about nothing: no share of zero, no growth over zero."""


def share(part: int, whole: int) -> float | None:
    """`part` of `whole` in percent; None when there is no whole."""
    return 100 * part / whole if whole else None


def growth(this: int, last: int) -> float | None:
    """Lead velocity rate: (this − last) / last × 100, with the brackets that the source omits; None when last is zero (F124)."""
    return (this - last) / last * 100 if last else None
