"""What follows from the result of a touch, as one table. Pure."""

from dataclasses import dataclass

from sales.enums import Disposition, HandOffState, ReturnReason

WORKING = frozenset({HandOffState.OPEN, HandOffState.CLAIMED})


@dataclass(frozen=True)
class Next:
    """`state` None: the hand-off stays with its owner and work goes on. `reason`: the usual one of a return."""

    state: HandOffState | None = None
    reason: ReturnReason | None = None


KEEP = Next()
TABLE: dict[Disposition, Next] = {
    Disposition.ACCEPT: Next(HandOffState.ACCEPTED),
    Disposition.CONNECTED: KEEP,
    Disposition.NO_ANSWER: KEEP,
    Disposition.VOICEMAIL: KEEP,
    Disposition.CALL_BACK: KEEP,
    Disposition.NOT_NOW: Next(HandOffState.RETURNED, ReturnReason.NOT_AT_PROCUREMENT_STAGE),
    Disposition.BAD_DATA: Next(HandOffState.RETURNED, ReturnReason.BAD_DATA),
    Disposition.NOT_A_FIT: Next(HandOffState.RETURNED, ReturnReason.NOT_A_FIT),
}

# Where the lead of a hand-off may be taken back from: the queue, or sales that accepted it and thinks again.
RETURNABLE = WORKING | {HandOffState.ACCEPTED}


def follows(disposition: str) -> Next:
    """What `disposition` does to the hand-off; "" is a plain note and does nothing. KeyError for an unknown one."""
    return TABLE[Disposition(disposition)] if disposition else KEEP


def allowed(state: str, to: HandOffState | None) -> bool:
    """Whether a hand-off in `state` may go `to`."""
    if to is None:
        return True
    return state in (RETURNABLE if to == HandOffState.RETURNED else WORKING)
