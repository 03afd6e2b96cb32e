"""False-human and false-bot rates: of the machines those that left an event counted as a person's, of the people the reverse."""

from collections.abc import Callable, Sequence
from typing import Any

from bench.traffic.actors import Actor
from bench.traffic.play import Told
from campaigns.domain import bots
from tracking.domain import devices


def share(told: Sequence[Told], person: bool, hard: bool | None = None) -> float:
    """Of these people (or machines) the share that was told wrongly; `hard`: only the hard ones, or only the others."""
    asked = [one for one in told if one.actor.person == person and hard in (None, one.actor.hard)]
    return round(sum(one.wrong for one in asked) / len(asked), 4) if asked else 0.0


def kinds(told: Sequence[Told]) -> dict[str, list[int]]:
    """Kind → how many there were, how many were told wrongly."""
    found: dict[str, list[int]] = {}
    for one in told:
        counts = found.setdefault(one.actor.kind, [0, 0])
        counts[0] += 1
        counts[1] += one.wrong
    return found


def figures(told: Sequence[Told]) -> dict[str, Any]:
    """What the line publishes."""
    people, machines = ([event for one in told if one.actor.person == person for event in one.as_bot] for person in (True, False))
    return {
        "false_bot": share(told, True), "false_human": share(told, False),
        "false_bot_without_hard": share(told, True, False), "false_human_without_hard": share(told, False, False),
        "false_bot_events": round(sum(people) / len(people), 4), "false_human_events": round(1 - sum(machines) / len(machines), 4),
        "people": sum(one.actor.person for one in told), "machines": sum(not one.actor.person for one in told), "kinds": kinds(told),
    }  # fmt: skip


def right_by_name(actors: Sequence[Actor], is_machine: Callable[[str], bool]) -> int:
    """How many are told rightly by whoever only reads their names."""
    return sum(any(is_machine(hit.agent) for hit in actor.hits) != actor.person for actor in actors)


WEB_NAMES, MAIL_NAMES = devices.is_machine, bots.is_machine
