"""The content matrix as it stands: the items of the live rulebook, and how many read each (F011, F080)."""

from datetime import datetime, timedelta
from typing import Any

from kernel import clock, keeper, sql
from scoring.domain.addresses import as_regex
from scoring.domain.rule_shapes import ContentItem
from scoring.queries import rulebooks

DAYS = 30
READERS = "readers"


def items() -> list[ContentItem]:
    return rulebooks.live().rules.contents


def readers() -> tuple[dict[str, int], datetime | None]:
    """Item → people, and devices of nobody yet, who read it in the last 30 days, as a later app may have kept it; and the instant of which
    it is (None: of now). Items that nobody read are left out."""
    found, at = keeper.ask(READERS, str(rulebooks.live().version))
    return (found, at) if found is not None else (_count(items()), None)


def count_as_asked(about: str) -> dict[str, int] | None:
    """The question of `readers`. None: another rulebook is live than that which was asked about."""
    return _count(items()) if str(rulebooks.live().version) == about else None


def _count(asked: list[ContentItem]) -> dict[str, int]:
    if not asked:
        return {}
    now, files = clock.now(), sorted({file for item in asked for file in item.assets})
    rows = [_row(place, item) for place, item in enumerate(asked)]
    return dict(
        sql.tuples(sql.file(__file__, "readers.sql"), items=sql.as_json(rows), files=files, now=now, since=now - timedelta(days=DAYS))
    )


def _row(place: int, item: ContentItem) -> dict[str, Any]:
    pattern = f"^(?:{'|'.join(map(as_regex, item.patterns))})$" if item.patterns else ""
    return {"place": place, "name": item.name, "pattern": pattern, "files": item.assets}
