"""The journey step `send_message`: its settings and its outcomes."""

from collections.abc import Mapping, Sequence
from typing import Any

KNOWN = {"template", "resend_of"}


def problems(config: Mapping[str, Any]) -> Sequence[str]:
    """What is wrong with the settings of a step; whether the template is published is seen when it is sent."""
    found = [f"“{name}” is no setting of this step." for name in sorted(set(config) - KNOWN)]
    if not config.get("template") or not isinstance(config["template"], str):
        found.append("Choose a template.")
    if not isinstance(config.get("resend_of", ""), str):
        found.append("“resend_of” is the id of the step whose message this one repeats.")
    return found


def outcome_of(state: str) -> str:
    """What the journey hears: queued (however far it has come since), or why there is no message."""
    return state if state in ("suppressed", "no_template", "no_lead") else "queued"
