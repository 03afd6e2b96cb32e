"""What the settings of the journey step `invite_to_event` must say (pure)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

KNOWN = {"occasion", "template"}


def problems(config: Mapping[str, Any]) -> list[str]:
    """Whether the event takes registrations and the template is published is seen when somebody is invited."""
    found = [f"“{name}” is no setting of this step." for name in sorted(set(config) - KNOWN)]
    if event_of(config) is None:
        found.append("Choose the event to which people are invited.")
    if not isinstance(config.get("template"), str) or not config["template"].strip():
        found.append("Choose the template that invites them.")
    return found


def event_of(config: Mapping[str, Any]) -> UUID | None:
    """The id of the event; None for what is none."""
    try:
        return UUID(str(config.get("occasion", "")))
    except ValueError:
        return None
