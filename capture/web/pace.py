"""How fast the doors may be opened at which no form is filled in: a scanned code, a free file, a personal link.

Who follows a printed code or a link of theirs did nothing wrong when many others do so from the same network, a hall of a fair for example,
or when the workspace takes no more events this second: they get there, and it is not recorded, so that no row is written beyond the limits.
Only far more than any hall brings is refused, as a file costs bandwidth.
"""

from enum import Enum
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from capture.web import browser
from tracking.actions.spend import spend_visit

RECORDED_A_MINUTE, SERVED_A_MINUTE = 120, 600


class Pace(Enum):
    RECORDED = "recorded"
    SERVED = "served"
    REFUSED = "refused"


def pace(request: HttpRequest, workspace_id: UUID, kind: str) -> Pace:
    """Count one more of this kind from this address, and what it gets. Who only looks ahead is never recorded.

    Recorded is charged to the workspace's limit of events a second, as what its websites send.
    """
    came = browser.how_many(request, workspace_id, kind)
    if came > SERVED_A_MINUTE:
        return Pace.REFUSED
    if browser.looks_ahead(request) or came > RECORDED_A_MINUTE or spend_visit() is not None:
        return Pace.SERVED
    return Pace.RECORDED


def refused(request: HttpRequest, sender: str) -> HttpResponse:
    """429, in words."""
    language = browser.wished(request)
    with translation.override(language):
        known = {"sender": sender, "language": language, "crowded": True}
        answer = render(request, "capture/public_slow.html", known, status=429)
    answer["Retry-After"] = "60"
    return answer
