"""When a lead that sales returned is looked at again (F090). Pure."""

from datetime import date, datetime, time, timedelta, tzinfo

LONGEST = timedelta(days=731)
HOUR = time(9)


def problem(day: date, today: date, returned: bool) -> str:
    """What is wrong with a day to look again; "" for nothing. `returned`: whether the touch gives the lead back."""
    if not returned:
        return "A day to look again belongs to a return."
    return "" if today < day <= today + LONGEST else "Choose a day ahead, at most two years."


def due(day: date, zone: tzinfo | None) -> datetime:
    """Nine in the morning of that day, where the workspace is."""
    return datetime.combine(day, HOUR, tzinfo=zone)
