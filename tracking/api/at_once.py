"""Answers that need no thread: who was told to wait a moment ago, and sends single events on, is told so again before they are read.

A flood of one workspace so takes no turn of the threads that read the events of the others.
"""

from collections.abc import Iterable

from tracking.api import answers, door
from tracking.api.admit import refusal
from tracking.api.answers import Environ, Start, Stop
from tracking.api.collect import SINGLES, place
from tracking.gateways.keys import KEYS
from tracking.gateways.quota import QUOTA


def at_once(environ: Environ, start: Start) -> Iterable[bytes] | None:
    """The answer; None where the request has to be looked at. Asks nobody."""
    if environ["REQUEST_METHOD"] != "POST" or place(environ) not in SINGLES:
        return None
    try:
        sender = KEYS.remembered(door.header_key(environ))
    except Stop:
        return None
    # A key that was rotated away is told so with every answer, by the thread that looks at it.
    refused = QUOTA.refuses(sender.site_id, sender.limits) if sender and not sender.until else None
    if sender is None or refused is None:
        return None
    return answers.stopped(environ, start, refusal(environ, sender, refused, 1))
