"""Requests that are refused whole (400, 413): each leaves one dead letter and one count, so that whoever set the site up sees why nothing
comes."""

from kernel import clock
from tracking.api.answers import Stop
from tracking.domain import shape
from tracking.domain.requests import Parcel, Rejected
from tracking.enums import DropReason
from tracking.gateways.inbox_writer import WRITER, Away, Full, Job
from tracking.gateways.keys import Sender
from tracking.gateways.quota import QUOTA
from tracking.gateways.tally import TALLY

KEPT_BYTES = 2_000


def keep(stop: Stop, sender: Sender | None, body: bytes, path: str) -> None:
    """One row for a request of a known site, with the beginning of its body; a flood is only counted. Never stops the answer."""
    if sender is None:
        return
    if QUOTA.charge(sender.workspace_id, sender.site_id, sender.limits, 1):
        TALLY.add(sender.workspace_id, sender.site_id, rejected=1)
        return
    begun = shape.as_sent(body[:KEPT_BYTES]).decode("utf-8", "replace")
    refused = Rejected(0, "", DropReason.REQUEST, f"{path}: {stop}", "", begun)
    parcel = Parcel(b"{}", rejected=[refused], count=1)
    try:
        WRITER.write(Job(sender.workspace_id, sender.site_id, "live", clock.now(), parcel, len(begun) + 1_000))
    except (Away, Full):
        return
