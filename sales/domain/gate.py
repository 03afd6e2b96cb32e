"""The gate before sales work (F167): how well a lead must be reachable before its hand-off opens. Interest alone is nobody to call."""

# Level of the gate → the least leads.domain.contactability rank that passes.
OFF = 0
LEVELS = {"off": OFF, "weak": 2, "good": 3, "proven": 4}
# What holds back whom no better contact helps: the company stands on the blacklist (F069), whatever the level.
BLACKLISTED = "blacklisted"
NAMES = {rank: name for name, rank in LEVELS.items()}


def problem(level: str) -> str:
    """What is wrong with a level; "" for nothing."""
    return "" if level in LEVELS else f"“{level[:20]}” is no level: use one of {', '.join(LEVELS)}."


def passes(rank: int, level: int) -> bool:
    """`rank` as of leads.domain.contactability (0 nothing given … 4 proven); `level` one of LEVELS."""
    return rank >= level


def lacks(rank: int, level: int) -> str:
    """What holds it back, "" for nothing: `contact` (nothing is given), `other_contact` (what is given reaches nobody), `better_contact`
    (only with doubts), `proof` (it is well-formed, but nobody has answered there yet)."""
    if passes(rank, level):
        return ""
    return ("contact", "other_contact", "better_contact", "proof")[rank]
