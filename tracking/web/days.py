"""Days on the axis of a chart."""

from datetime import date

from django.utils import formats
from django.utils.translation import pgettext


def day_label(day: date, hour: bool = False) -> str:
    """27 Nov, or 27 Nov 22:00 of a datetime; 11月27日 in Chinese."""
    # Translators: a short day, in the letters of Django's template filter "date".
    short = pgettext("format", "j M")
    return formats.date_format(day, f"{short} H:i" if hour else short)
