"""The names of fields for people."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from leads.enums import ANSWERS, Confidence, MarketClass, Stage
from leads.queries.leaves.columns import ATTRIBUTE

FIELDS: dict[str, Any] = {
    "name": _("Name"), "email": _("E-mail"), "phone": _("Phone"), "title": _("Job title"), "persona": _("Persona"),
    "language": _("Language"), "country": _("Country"), "industry": _("Industry"), "company": _("Company"),
    "company_domain": _("Company domain"), "company_industry": _("Company industry"), "company_country": _("Company country"),
    "company_plan": _("Company plan"),
    "source": _("Source"), "channel": _("Channel"), "search_intent": _("Search intent"), "landing_page": _("Landing page"),
    "lane": _("Lane"), "entry_channel": _("Entry channel"), "returns": _("Returned by sales"), "visits": _("Visits"),
    "company_size": _("Company size"), "stage_visit": _("Stage visit"), "fit": _("Fit"), "created_at": _("Created"),
    "last_active_at": _("Last active"), "stage_entered_at": _("Entered this stage"), "known_at": _("Known since"), "closed_at": _("Closed"),
}  # fmt: skip


def named(field: str) -> str:
    """The label of a field; an attribute of the customer's by its own name."""
    return str(FIELDS[field]) if field in FIELDS else field.removeprefix(ATTRIBUTE)


def in_a_sentence(field: str) -> str:
    """The same within a sentence: no capital where the label only begins with one."""
    label = named(field)
    return label[:1].lower() + label[1:] if field in FIELDS and label[1:2].islower() else label


def field_offers(names: Iterable[str]) -> list[tuple[str, Any]]:
    return [(name, FIELDS[name]) for name in names]


OPTIONS: dict[str, Any] = {
    "all": _("All of these hold"), "any": _("Any of these holds"), "not_all": _("Not all of these hold"),
    "not_any": _("None of these holds"),
    "not": _("Not"), "is": _("is one of"), "contains": _("contains"), "starts": _("starts with"), "empty": _("is empty"),
    "at_least": _("at least"), "at_most": _("at most"), "below": _("below"), "within": _("in the last"), "before": _("longer ago than"),
    "sent": _("was sent"), "opened": _("opened"), "clicked": _("clicked"), "bounced": _("came back undeliverable"),
    "replied": _("answered"), "given": _("given"), "refused": _("refused"), "withdrawn": _("withdrawn"), "silent": _("never asked"),
    "inside": _("is inside"), "entered": _("entered"), "finished": _("reached the end"), "goal": _("reached the goal"),
    "exited": _("left early"),
    "events": _("times"), "sessions": _("visits"), "pages": _("different pages"),
}  # fmt: skip
STAGES: dict[str, Any] = dict(Stage.choices)
CLASSES: dict[str, Any] = {value or "unknown": label for value, label in MarketClass.choices}


SAID: dict[str, Any] = {value: label for answers in ANSWERS.values() for value, label in answers.choices}
SURENESS: dict[str, Any] = {one.name.lower(): one.label for one in Confidence}


def option_label(option: str) -> str:
    """The label of a choice: a comparison, a field, a stage or a market class."""
    return str(
        OPTIONS.get(option)
        or FIELDS.get(option)
        or STAGES.get(option)
        or CLASSES.get(option)
        or SAID.get(option)
        or SURENESS.get(option)
        or option
    )
