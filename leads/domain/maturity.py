"""How far somebody is with the purchase: first acquaintance, looking for solutions, project established (F010; pure).

Somebody says it (a form, REST, a hand), or it is inferred from the content that they consumed. What is inferred only rises, and yields to
whatever somebody says.
"""

from collections.abc import Mapping
from typing import Any

from leads.domain.names import clean
from leads.enums import Maturity

# From the first to the last; the place is the rank.
LEVELS: tuple[str, ...] = tuple(Maturity.values)
# What people call them, in small letters and without spaces.
CALLED: Mapping[str, str] = {
    "firstacquaintance": Maturity.FIRST, "初步了解": Maturity.FIRST, "lookingforsolutions": Maturity.SEEKING, "寻找方案": Maturity.SEEKING,
    "projectestablished": Maturity.PROJECT, "已立项": Maturity.PROJECT, **{level: level for level in LEVELS},
}  # fmt: skip
# Content that whoever consumes it is at least so far (names of events, as forms, assets, events with registration and sites send them).
CONSUMED: Mapping[str, str] = {
    **dict.fromkeys(("newsletter_subscribed",), Maturity.FIRST),
    **dict.fromkeys(
        (
            "whitepaper_downloaded", "asset_downloaded", "file_downloaded", "event_registered", "event_attended", "webinar_attended",
            "live_broadcast_watched", "live_broadcast_attended", "offline_meeting_attended",
        ),
        Maturity.SEEKING,
    ),
    **dict.fromkeys(("contact_request_submitted", "demo_requested", "trial_started"), Maturity.PROJECT),
}  # fmt: skip


def read(said: Any) -> str:
    """The level that somebody names, by its key or its name; "" for what is none."""
    return CALLED.get("".join(clean(said, 60).casefold().split()), "") if isinstance(said, str) else ""


def told(identity: Mapping[str, Any]) -> str:
    """What the trait `maturity` of a message says; "" where it says nothing."""
    traits = identity.get("traits")
    return read(traits.get("maturity")) if isinstance(traits, Mapping) else ""
