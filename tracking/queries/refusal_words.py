"""What the door and the digest say of a refusal, in the language of who reads it. Stored in English, as the API answers it."""

import re
from functools import lru_cache

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# With the words that differ as %(name)s.
SENTENCES = (
    _("Keep an event under 32 KB."),
    _("Name the type: track, page, screen, identify, group or alias."),
    _("An alias call needs previousId."),
    _("An alias call needs userId."),
    _("Give userId or anonymousId."),
    _("A track call needs the name of the event."),
    _("A group call needs groupId."),
    _("An event is a JSON object."),
    _("Nest at most %(levels)s levels deep."),
    _("Nest at most %(levels)s levels deep, with at most %(keys)s keys of at most %(characters)s characters."),
    _("The key “%(key)s” stands twice in one object: give it once."),
    _("NaN and Infinity are no numbers in JSON: send null, or leave the name out."),
    _("Keep numbers within ±1,000,000,000,000,000."),
    _("Not JSON: %(error)s"),
    _("The site does not list the origin %(origin)s: add it on the page Sites."),
    _("Another message stands under this messageId; the first is kept."),
    _("The event is blocked in the catalogue: un-block it there, then replay."),
    _("Keep a request under %(size)s (%(inflated)s once inflated): send smaller batches."),
    _("The body inflates to more than %(size)s, or more than a hundredfold: send smaller batches."),
    _("The compressed body ends in the middle: send all of it."),
    _("The body is not valid %(encoding)s: %(error)s."),
    _('The body is not a JSON object {"batch": […]}: %(error)s.'),
    _("The body is not a JSON object: %(error)s."),
    _("Send at most %(events)s events in one batch."),
    _("Keep the batch's shared context under 8 KB."),
    _("The batch's context: %(what)s"),
    _("Dropped by %(step)s."),
)
_PLACE = re.compile(r"%\((\w+)\)s")


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    def pattern(sentence: str) -> str:
        parts = _PLACE.split(sentence)  # text, name, text, name, … text
        return "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))

    return [(sentence, re.compile(pattern(sentence), re.DOTALL)) for sentence in SENTENCES]


def said(detail: str) -> str:
    """The detail in the reader's language; as it is when nobody knows it. A whole request's begins with its path."""
    if detail.startswith("/") and ": " in detail:
        path, _colon, rest = detail.partition(": ")
        return gettext("%(path)s: %(what)s") % {"path": path, "what": said(rest)}
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(detail):
            return gettext(sentence) % found.groupdict() if found.groupdict() else gettext(sentence)
    return detail
