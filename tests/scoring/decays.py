"""Rules that fade by decays of their own, drawn at random, and a rulebook with them."""

from typing import Any

from hypothesis import strategies as st

from kernel import audit
from scoring.actions import rulebooks
from scoring.domain import rulebook
from scoring.domain.kernels import RuleDecay
from scoring.queries import rulebooks as books

# No whole days: what is told afterwards does not end at the very minute at which a test looks.
LINEAR, STEP = {"kind": "linear", "days": 20.3}, {"kind": "step", "days": 9.7}
FAST, NEVER = {"kind": "exponential", "days": 3.1, "share": 0.5}, {"kind": "none"}
MIXED = {"asset_downloaded": LINEAR, "live_broadcast_watched": STEP, "email_clicked": FAST, "offline_meeting_attended": NEVER}
ANY: st.SearchStrategy[dict[str, Any] | None] = st.one_of(
    st.none(),
    st.fixed_dictionaries({"kind": st.sampled_from(["linear", "step"]), "days": st.floats(1, 60)}),
    st.fixed_dictionaries({"kind": st.just("exponential"), "days": st.floats(1, 60), "share": st.floats(0.05, 0.95)}),
    st.just(NEVER),
)


def of(decay: dict[str, Any] | None) -> RuleDecay | None:
    return RuleDecay(**decay) if decay else None


def put(decays: dict[str, dict[str, Any] | None], **changes: Any) -> None:
    """The live rules, with these decays of events; live. Nothing where they are so already."""
    live = rulebook.plain(books.live().rules)
    rules = live | changes
    rules["events"] = [event | {"decay": decays.get(event["event"])} for event in rules["events"]]
    if rulebook.digest(rules) != rulebook.digest(live):
        rulebooks.publish(rulebooks.begin_draft(audit.SYSTEM, rules).version, audit.SYSTEM)
