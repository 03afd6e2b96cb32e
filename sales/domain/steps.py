"""What the settings of our journey steps must say. Pure."""

from collections.abc import Mapping
from typing import Any

from sales.enums import RouteLane

LONGEST_HOURS = 24 * 90


def hand_to_sales_problems(config: Mapping[str, Any]) -> list[str]:
    """By the fast lane, or as usual (F088)."""
    wrong = config.get("lane", "") not in ("", RouteLane.FAST_LANE.value)
    return ["“lane” is fast_lane, or left out."] if wrong else []


def sdr_task_problems(config: Mapping[str, Any]) -> list[str]:
    title, hours = config.get("title"), config.get("due_hours", 24)
    found = [] if isinstance(title, str) and title.strip() else ["Say in “title” what is to be done."]
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= LONGEST_HOURS:
        found.append(f"“due_hours” is a number of hours, above 0 and at most {LONGEST_HOURS}.")
    return found
