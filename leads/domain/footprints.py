"""What stands in other tables because of a lead, its person or its company: so that what a file made can be taken back (pure).

Every app that points at leads names its tables here (plugs.py): either what is there goes with the lead, because it only follows from it
(scores, tags, memberships), or it says that something was done with the lead, and then the lead stays.
"""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Footprint:
    """Rows of `table` that point at a lead, a person or a company by `column`.

    `why`: a row says that something was done, in one word, and `told` in words for the reader; "": rows go with what they point at.
    `where`: a condition over the table `f`, when only some of its rows say so; the others go.
    """

    table: str
    of: Literal["lead", "person", "company"] = "lead"
    column: str = ""
    why: str = ""
    told: Any = ""
    where: str = ""

    @property
    def by(self) -> str:
        return self.column or f"{self.of}_id"


FOOTPRINTS: list[tuple[Footprint, ...]] = []


def register(*footprints: Footprint) -> None:
    """Name what your tables hold; within one call rows go in this order."""
    FOOTPRINTS.append(footprints)


def footprints() -> list[Footprint]:
    """All of them, those of the latest app first."""
    return [footprint for group in reversed(FOOTPRINTS) for footprint in group]


def words() -> dict[str, Any]:
    """Why something stays → what to say."""
    return {each.why: each.told for each in footprints() if each.why}
