"""A definition in the reader's words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journeys.domain.builtin import KINDS
from journeys.domain.graph import Ends, Entry, FirmEntry, Graph, Node
from leads.domain.trees import BadTree, parse
from leads.enums import Firm
from leads.queries import stages
from leads.queries.filter_words import describe
from leads.queries.words import sentence

ICONS = {
    "wait": "clock", "wait_until": "hourglass", "branch": "git-branch", "tag": "tag", "move_stage": "milestone",
    "send_message": "mail", "hand_to_sales": "handshake", "sdr_task": "phone", "exit": "flag",
}  # fmt: skip


def icon_of(kind: str) -> str:
    return ICONS.get(kind) or (KINDS[kind].icon if kind in KINDS else "") or "box"


def length(config: Mapping[str, Any]) -> str:
    """3 days 2 hours."""
    days, hours, minutes = (float(config.get(key) or 0) for key in ("days", "hours", "minutes"))
    parts = [
        ngettext("%(n)g day", "%(n)g days", int(days)) % {"n": days} if days else "",
        ngettext("%(n)g hour", "%(n)g hours", int(hours)) % {"n": hours} if hours else "",
        ngettext("%(n)g minute", "%(n)g minutes", int(minutes)) % {"n": minutes} if minutes else "",
    ]
    return " ".join(filter(None, parts))


def weekdays() -> list[str]:
    return [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]


def _wait(config: Mapping[str, Any]) -> str:
    told = [_("Wait %(length)s") % {"length": length(config)} if length(config) else _("Wait")]
    names = [weekdays()[int(day)] for day in config.get("weekdays") or () if 0 <= int(day) <= 6]
    if names:
        told.append(_("until %(days)s") % {"days": ", ".join(names)})
    if config.get("hour") is not None:
        told.append(_("at %(hour)s:00") % {"hour": config["hour"]})
    return " ".join(told)


def waited_for(what: str) -> str:
    """What a wait is for."""
    if what.startswith("event:"):
        return _("the event “%(name)s”") % {"name": what.removeprefix("event:")}
    if what.startswith("stage:"):
        return _("the stage %(name)s") % {"name": stage(what.removeprefix("stage:"))}
    return {"opened": _("the mail being opened"), "clicked": _("a click in the mail"), "any": _("any sign of life")}.get(what, what)


def _wait_until(config: Mapping[str, Any]) -> str:
    return _("Wait for %(what)s, at most %(length)s") % {
        "what": waited_for(str(config.get("what", "opened"))),
        "length": length(config) or "–",
    }


def stage(key: str) -> str:
    return stages.names().get(key, key)


def condition(found: Mapping[str, Any]) -> str:
    """stage is MQL."""
    value = found.get("value", "")
    told = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    ops = {"is": _("is"), "is_not": _("is not"), "contains": _("contains"), "at_least": _("at least"), "below": _("below")}
    return f"{found.get('field', '?')} {ops.get(str(found.get('op', 'is')), '?')} {told}"


def _case(case: Mapping[str, Any]) -> str:
    told = [condition(found) for found in case.get("when", ())]
    if case.get("lead") is not None:
        told.append(sentence(parse(case["lead"])))
    return f"{case.get('name')}: {' + '.join(told)}"


def _branch(config: Mapping[str, Any]) -> str:
    told = [_case(case) for case in config.get("cases", ())]
    return _("Choose the way") + (f" ({'; '.join(told)})" if told else "")


def _send(config: Mapping[str, Any]) -> str:
    if config.get("resend_of"):
        return _("Send “%(template)s” once more") % {"template": config.get("template", "")}
    return _("Send “%(template)s”") % {"template": config.get("template", "")}


WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "wait": _wait,
    "wait_until": _wait_until,
    "branch": _branch,
    "send_message": _send,
    "tag": lambda config: _("Tag “%(tag)s”") % {"tag": config.get("tag", "")},
    "move_stage": lambda config: _("Move to %(stage)s") % {"stage": stage(str(config.get("stage", "")))},
    "sdr_task": lambda config: _("Task for an SDR: %(title)s") % {"title": config.get("title", "")},
    "exit": lambda config: _("The journey ends"),
}


def node_words(node: Node) -> str:
    """One step in words; broken settings are shown as they are rather than hidden."""
    lent = KINDS[node.kind].told if node.kind in KINDS else None
    told = WORDS.get(node.kind) or lent
    try:
        return told(node.config) if told else kind_label(node.kind)
    except (TypeError, ValueError, AttributeError, IndexError):
        return kind_label(node.kind)


def kind_label(kind: str) -> str:
    return _(str(KINDS[kind].label)) if kind in KINDS else kind


def node_name(key: str, node: Node | None) -> str:
    """What people call a step: the name they gave it (templates' names are translated), else its key."""
    return (_(node.name) if node and node.name else "") or key


def outcome(name: str, node: Node) -> str:
    """A way out of a step, in words."""
    if not name:
        return {"branch": _("Otherwise"), "wait_until": _("It happened")}.get(node.kind, _("Done"))
    lent = KINDS[node.kind].outcomes if node.kind in KINDS else {}
    if name in lent:
        return str(lent[name])
    return {
        "deadline": _("Not in time"), "met": _("It happened"), "no_message": _("No message was sent"), "otherwise": _("Otherwise"),
        "waited": _("Waited"), "exit": _("Ended"), "queued": _("Queued"), "tagged": _("Tagged"), "moved": _("Moved"),
        "refused": _("Refused"), "there": _("Was there already"), "skipped": _("Skipped: opened meanwhile"), "suppressed": _("Suppressed"),
        "no_template": _("No such template"), "no_lead": _("No such lead"), "asked": _("Asked"), "handed": _("Handed over"),
        "with_sales_already": _("Sales has it already"), "blacklisted": _("The company is on the blacklist"),
    }.get(name, name)  # fmt: skip


def entry_words(entry: Entry, names: Mapping[str, str]) -> list[str]:
    """Who enters, a line per trigger; `names` of the stages."""
    told = []
    for event in entry.events:
        where = ", ".join(f"{key} = {value}" for key, value in event.where.items())
        told.append(_("who does “%(event)s”") % {"event": event.name} + (f" ({where})" if where else ""))
    if entry.stages:
        told.append(_("who comes to the stage %(stages)s") % {"stages": ", ".join(names.get(key, key) for key in entry.stages)})
    if entry.segment:
        fits = "; ".join(f"{label}: {value}" for label, value in describe(entry.segment.filters))
        told.append(_("who fits the segment (%(filters)s)") % {"filters": fits})
    told += [_("whose company changes: %(what)s") % {"what": firm_words(each)} for each in entry.firm]
    if entry.employment:
        told.append(_("who has a new job"))
    if entry.lead is not None:
        told += _only(entry.lead)
    return told


def firm_words(entry: FirmEntry) -> str:
    """Size at least 50."""
    ops = {"is": _("is"), "contains": _("contains"), "at_least": _("at least"), "below": _("below"), "changed": _("another value")}
    field = str(dict(Firm.choices).get(entry.field, entry.field))
    return f"{field} {ops[entry.op]} {'' if entry.op == 'changed' else entry.value}".rstrip()


def _only(tree: Mapping[str, Any]) -> list[str]:
    """What the entry asks of the lead; a tree that cannot be understood is told among the problems."""
    try:
        return [_("only who: %(what)s") % {"what": sentence(parse(tree))}]
    except BadTree:
        return []


def ends_words(ends: Ends, names: Mapping[str, str]) -> str:
    events = [_("any sign of life") if event == "any" else f"“{event}”" for event in ends.events]
    return ", ".join([*(names.get(key, key) for key in ends.stages), *events])


def reentry_words(graph: Graph) -> str:
    if graph.reentry.rule == "after":
        days = graph.reentry.days
        return ngettext("again %(n)d day after the last passage", "again %(n)d days after the last passage", days) % {"n": days}
    return _("only once") if graph.reentry.rule == "never" else _("again and again, one passage at a time")


def end_reason(reason: str) -> str:
    """Why a passage ended."""
    if reason.startswith(("event:", "stage:")):
        return waited_for(reason)
    return {
        "finished": _("came to the end"), "by_hand": _("taken out by hand"), "archived": _("the journey was archived"),
        "launch_undone": _("the launch was undone"),
        "merged": _("merged with a lead that is in the journey"), "failures": _("failed too often"),
        "lead_closed": _("the lead was closed"),
        "too_many_steps": _("more than 100 steps in a day"), "unknown_step": _("the step is not there"), "sunset": _("gone quiet"),
        "came_back": _("came back"), "blacklisted": _("the company is on the blacklist"),
    }.get(reason, reason)  # fmt: skip
