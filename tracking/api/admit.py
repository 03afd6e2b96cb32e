"""The door's one question about how fast: is this sender let in now? And what its answer says beside the body."""

from tracking.api.answers import EXTRA, Environ, Stop
from tracking.domain import quota
from tracking.gateways.keys import Sender
from tracking.gateways.quota import QUOTA, Refusal
from tracking.gateways.tally import TALLY

READABLE = "Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Deprecation, Sunset"


def admit(environ: Environ, sender: Sender, events: int) -> None:
    """Charge `events` to the sender's key and workspace. Stops with 429 when it is too fast: nothing was taken, and it may come again."""
    if sender.until and sender.rotated_at:
        _say(environ, quota.deprecation(sender.rotated_at, sender.until))
    refused = QUOTA.charge(sender.workspace_id, sender.site_id, sender.limits, events)
    if refused is not None:
        raise refusal(environ, sender, refused, events)


def refusal(environ: Environ, sender: Sender, refused: Refusal, events: int) -> Stop:
    """What says so, counted."""
    TALLY.add(sender.workspace_id, sender.site_id, limited=max(events, 1))
    _say(environ, quota.headers(sender.limits, refused.remaining, refused.wait))
    seconds = quota.whole(refused.wait)
    detail = f"More than {sender.limits.lower:,} events a second: nothing was taken. Send it again in {seconds} s."
    return Stop(429, detail, "rate_limited", wait=seconds)


def _say(environ: Environ, headers: list[tuple[str, str]]) -> None:
    if environ.get("HTTP_ORIGIN") and EXTRA not in environ:
        headers = [("Access-Control-Expose-Headers", READABLE), *headers]
    environ[EXTRA] = [*environ.get(EXTRA, ()), *headers]
