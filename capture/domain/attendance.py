"""A list of attendees, as webinar tools export it → who came and for how many minutes (F162)."""

import re
from dataclasses import dataclass
from datetime import datetime

from leads.domain import csv_files

EMAIL = ("email", "e-mail", "mail", "邮箱", "电子邮箱", "邮件")
NAME = ("name", "full name", "attendee", "姓名", "名字")
MINUTES = ("minutes", "minutes watched", "duration", "time in session", "watch time", "观看时长", "分钟", "时长")
CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


class Unreadable(ValueError):
    """No list of attendees."""


@dataclass(frozen=True)
class Came:
    """Somebody who was there: `minutes` watched (online) or stayed, when that is known."""

    email: str
    name: str = ""
    minutes: int | None = None
    at: datetime | None = None


def read(data: bytes) -> list[Came]:
    """The rows of a CSV with a header that names an e-mail column. Raises Unreadable, which says what is missing."""
    text = csv_files.decode(data, csv_files.sniff_encoding(data))
    rows = [record.cells for record in csv_files.records(text, csv_files.sniff_delimiter(text))]
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    email = _column(header, EMAIL)
    if email is None:
        raise Unreadable("The first line names the columns; one of them is the e-mail (email, 邮箱).")
    name, minutes = _column(header, NAME), _column(header, MINUTES)
    return [
        Came(_cell(cells, email), _cell(cells, name), minutes_of(_cell(cells, minutes))) for cells in rows[1:] if any(map(str.strip, cells))
    ]


def minutes_of(text: str) -> int | None:
    """`42`, `42.5 min`, `1:02:30` or `62:30` in whole minutes; None for what is no duration."""
    plain = text.strip()
    clock = CLOCK.fullmatch(plain)
    if clock:
        return int(clock[1] or 0) * 60 + int(clock[2])
    number = NUMBER.match(plain)
    return int(float(number[0].replace(",", "."))) if number else None


def _column(header: list[str], names: tuple[str, ...]) -> int | None:
    exact = (place for place, cell in enumerate(header) if cell in names)
    alike = (place for place, cell in enumerate(header) if any(cell.startswith(name) for name in names))
    return next(exact, next(alike, None))


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""
