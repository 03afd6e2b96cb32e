"""One row of a file → a card, or the reason why not (pure)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from leads.domain import cards
from leads.domain.cards import Card, Problem

FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S")
EARLIEST = 1990


def read(cells: list[str], header: list[str], mapping: list[str], zone: str, now: datetime) -> Card | Problem:
    """The card of one row; `Problem.field` names the column."""
    if len(cells) > len(header):
        return Problem("", f"The row has {len(cells)} cells, the header {len(header)}: quote cells that hold the delimiter.")
    given: dict[str, object] = {}
    attributes: dict[str, str] = {}
    created, titles = "", dict(zip(mapping, header, strict=True))
    for title, field, cell in zip(header, mapping, cells, strict=False):
        text = cell.strip()
        if cards.UNREADABLE in text and field:
            return Problem(title, "It holds a character that cannot be read (NUL or a broken one): mend it.")
        if field == "attribute" and text:
            attributes[title] = text
        elif field == "created_at":
            created = text
        elif field and text:
            given[field] = _unquote(text)
    card = cards.read({**given, "attributes": attributes}, of_file=True)
    if isinstance(card, Problem):
        return Problem(titles.get(card.field, card.field), card.detail)
    return _dated(card, created, titles.get("created_at", ""), zone, now)


def _unquote(text: str) -> str:
    """Our own export puts ' before what a spreadsheet would take for a formula: take it away again."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@＝＋－＠" else text


def _dated(card: Card, created: str, title: str, zone: str, now: datetime) -> Card | Problem:
    if created:
        at = instant(created, zone)
        if at is None or at.year < EARLIEST:
            return Problem(title, f"“{created[:40]}” is no date: write it as 2026-10-31.")
        if at > now:
            return Problem(title, f"“{created[:40]}” is still to come: give a day in the past.")
        card.at = at
    return card


def instant(text: str, zone: str) -> datetime | None:
    """An ISO time or one of the usual forms, in the workspace's zone where it names none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = next((found for form in FORMS if (found := _parse(text, form))), None)  # type: ignore[assignment]
    if at is None:
        return None
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _parse(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 (the zone is put in by the caller)
    except ValueError:
        return None
