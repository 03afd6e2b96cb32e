"""What is ready for each stage: how it is measured, whom to look at, how they are reached (F004; pure)."""

from dataclasses import dataclass

from analytics.enums import GoalMetric as M
from leads.domain.leaf_fields import gettext_noop as _

MOST_SEGMENTS, MOST_JOURNEYS, MOST_NOTES, LONGEST_NOTE = 6, 10, 20, 300


@dataclass(frozen=True)
class Template:
    """`segments` are keys of leads.domain.segment_templates, `journeys` kinds of journeys.domain.templates; `notes` is what people do, in
    English, translated where it is shown."""

    metrics: tuple[str, ...]
    segments: tuple[str, ...]
    journeys: tuple[str, ...]
    notes: tuple[str, ...]


TEMPLATES = {
    "awareness": Template(
        (M.ENTERED, M.STANDING), ("high_value",), (),
        (_("Answer in public what people search for; link each answer to the page that goes further."),),
    ),
    "friend": Template(
        (M.ENTERED, M.CONVERSION), ("high_value", "price"), (),
        (_("Offer something worth an address on the pages that they come back to: a paper, a demo, a webinar."),),
    ),
    "name": Template(
        (M.ENTERED, M.CONVERSION, M.PACE), ("new_names",), ("welcome",),
        (_("Greet within a day and ask one question: what brought you here?"),),
    ),
    "engaged": Template(
        (M.ENTERED, M.CONVERSION, M.PACE, M.OVERDUE), ("price", "quiet"), ("drip", "reengagement"),
        (_("Send what fits the last thing they looked at, not what is new."),),
    ),
    "target": Template(
        (M.STANDING, M.CONVERSION, M.PACE), ("high_value", "price"), ("drip",),
        (_("Invite to a talk with somebody who has solved the same."),),
    ),
    "mql": Template(
        (M.ENTERED, M.CONVERSION, M.OVERDUE), ("overdue",), ("message",),
        (_("Call within the promised time, with what they looked at last as the reason."),),
    ),
    "sql": Template(
        (M.CONVERSION, M.PACE, M.OVERDUE), ("overdue", "returned"), (),
        (_("Write down budget, authority, need and time after each talk."),),
    ),
    "opportunity": Template(
        (M.STANDING, M.CONVERSION, M.PACE), ("overdue",), (),
        (_("Agree on the next step and its day before each talk ends."),),
    ),
    "customer": Template(
        (M.ENTERED, M.CONVERSION), ("customers",), ("news",),
        (_("Ask after thirty days what works, and whom they would tell of it."),),
    ),
}  # fmt: skip
