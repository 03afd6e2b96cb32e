"""What becomes of a submission that was just sent, and of one that waits."""

from capture.domain.content import Content
from capture.enums import SubmissionState

# Held back: told to nobody until somebody lets it go.
HELD = (SubmissionState.QUARANTINED, SubmissionState.DISCARDED)


def begun(content: Content, score: int, email: str, *, known: bool, crowded: bool) -> SubmissionState:
    """Held back as spam, waiting for its reader, or accepted. One of a crowd is asked for a proof that costs a robot more than a post: to
    read the mail it names; a stranger of it who names none is held back. `known`: the browser is somebody's."""
    if score >= content.spam_limit or (crowded and not email and not known):
        return SubmissionState.QUARANTINED
    return SubmissionState.WAITING if email and (content.double_opt_in or crowded) else SubmissionState.ACCEPTED


def may_go(state: str, content: Content) -> bool:
    """Whether a member may let it go its way: what is held back, and what waits for a proof that its form does not ask for."""
    return state in HELD or (state == SubmissionState.WAITING and not content.double_opt_in)
