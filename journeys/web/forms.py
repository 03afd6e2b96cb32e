"""Forms of the outline: one step, the rules, a new step."""

import re
import shlex
from typing import Any
from urllib.parse import parse_qs, urlencode

import msgspec
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journeys.domain import firm_entry
from journeys.domain.builtin import KINDS
from journeys.domain.graph import FirmEntry, Graph, Node
from journeys.domain.steps import Setting
from journeys.enums import JourneyKind
from journeys.web import words
from journeys.web.tree_fields import TreeField, of_ways
from leads.queries import stages

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
AREA = {"class": "form-control", "rows": 3, "spellcheck": "false"}
# Another way has conditions of its own at once.
RENEWS = {"hx-post": "", "hx-trigger": "change", "hx-vals": '{"op": "show"}', "hx-target": "#builder", "hx-select": "#builder",
          "hx-swap": "outerHTML"}  # fmt: skip


def text(label: Any, hint: Any = "", **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=500, help_text=hint, widget=forms.TextInput(attrs=TEXT), **more)


def area(label: Any, hint: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=5000, help_text=hint, widget=forms.Textarea(attrs={**AREA, **attrs}))


def amount(label: Any, top: float) -> forms.FloatField:
    attrs = {**TEXT, "min": 0, "max": top, "step": "any"}
    return forms.FloatField(label=label, required=False, min_value=0, max_value=top, widget=forms.NumberInput(attrs=attrs))


def choice(label: Any, choices: Any, required: bool = False, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=required, help_text=hint, widget=forms.Select(attrs=SELECT))


def many(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.SelectMultiple(attrs={**SELECT, "size": 9}))


def _lengths() -> dict[str, forms.Field]:
    return {"days": amount(_("Days"), 731), "hours": amount(_("Hours"), 1000), "minutes": amount(_("Minutes"), 10_000)}


def _hours() -> list[tuple[str, str]]:
    return [("", gettext("at any time")), *((str(hour), f"{hour:02}:00") for hour in range(24))]


WHAT = [("opened", _("The mail is opened")), ("clicked", _("A link in the mail is clicked")), ("any", _("Any sign of life")),
        ("event", _("An event")), ("stage", _("A stage"))]  # fmt: skip


def fields_of(kind: str) -> dict[str, forms.Field]:
    """The settings of a kind of step; one that is not known here is edited as JSON."""
    if kind == "wait":
        days = many(_("Only on"), list(enumerate(words.weekdays())))
        return {**_lengths(), "weekdays": days, "hour": choice(_("Time of day"), _hours())}
    if kind == "wait_until":
        named = text(_("Which event or stage"), _("The name of the event, or the key of the stage."))
        return {"what": choice(_("Wait until"), WHAT, True), "which": named, **_lengths()}
    if kind == "branch":
        hint = _(
            "One way per line, the first that fits is taken: “cxo: persona is cxo, ceo; score at_least 50”, "
            "or a name and a colon, with conditions below."
        )
        return {"cases": area(_("Ways"), hint, **RENEWS)}
    if kind == "send_message":
        return {
            "template": text(_("Template"), _("Its key.")),
            "resend_of": text(_("Resend of step"), _("Only when this sends the same once more.")),
        }
    if kind == "tag":
        return {"tag": text(_("Tag"))}
    if kind == "move_stage":
        return {"stage": choice(_("Stage"), list(stages.names().items()), True), "note": text(_("Note"))}
    if kind == "sdr_task":
        return {
            "title": text(_("What is to be done")),
            "body": area(_("Notes for the SDR")),
            "due_hours": amount(_("Due within hours"), 2160),
        }
    if kind == "exit":
        return {"reason": text(_("Reason"))}
    lent = KINDS[kind].settings if kind in KINDS else ()
    return {one.name: _lent(one) for one in lent} or {"settings": area(_("Settings (JSON)"))}


def _lent(asked: Setting) -> forms.Field:
    """The input of a kind of step that a later app lends."""
    if asked.choices is None:
        return text(asked.label, asked.hint)
    return choice(asked.label, [("", "–"), *asked.choices()], hint=asked.hint)


CONDITION = re.compile(r"\s*(\S+)\s+(is_not|is|contains|at_least|below)\s+(.+?)\s*")


def read_cases(given: str) -> list[dict[str, Any]]:
    """`name: field op value; field op value` per line → cases; what follows the colon may be missing. Raises ValidationError."""
    found = []
    for number, line in enumerate(filter(None, map(str.strip, given.splitlines())), 1):
        name, colon, rest = line.partition(":")
        matches = [CONDITION.fullmatch(part) for part in rest.split(";") if part.strip()]
        if not colon or not name.strip() or not all(matches):
            told = gettext("Line %(n)d: write a name, a colon, and conditions such as “persona is cxo”.") % {"n": number}
            raise forms.ValidationError(told)
        found.append({"name": name.strip(), "when": [_condition(*m.groups()) for m in matches if m]})
    return found


def _condition(field: str, op: str, value: str) -> dict[str, Any]:
    values: Any = [part.strip() for part in value.split(",")]
    return {"field": field, "op": op, "value": values[0] if op in ("at_least", "below") else values}


def write_cases(cases: list[dict[str, Any]]) -> str:
    def one(found: dict[str, Any]) -> str:
        value = found.get("value", "")
        return f"{found.get('field')} {found.get('op', 'is')} {', '.join(map(str, value)) if isinstance(value, list) else value}"

    return "\n".join(f"{case.get('name')}: {'; '.join(map(one, case.get('when', ())))}".rstrip() for case in cases)


class StepForm(forms.Form):
    """One step: its name, its settings, and where each outcome leads."""

    name = text(_("Name"))

    def __init__(self, *args: Any, graph: Graph, key: str, **kwargs: Any) -> None:
        self.graph, self.key, self.node = graph, key, graph.nodes[key]
        super().__init__(*args, **kwargs)
        self.initial = self._initial()
        self.fields.update(fields_of(self.node.kind))
        if self.node.kind != "exit":
            self._ways()

    def _ways(self) -> None:
        steps = [("", "–"), *((key, f"{words.node_name(key, node)} ({key})") for key, node in self.graph.nodes.items() if key != self.key)]
        for number, outcome in enumerate(self.outcomes):
            self.fields[f"way_{number}"] = choice(words.outcome(outcome, self.node), steps)
            self.initial[f"way_{number}"] = self.node.branches.get(outcome, "")
        self.fields["next"] = choice(_("Otherwise go on with") if self.outcomes else _("Go on with"), steps)

    @property
    def outcomes(self) -> list[str]:
        """The outcomes that may have a way of their own."""
        named = {"wait_until": ["deadline"], "branch": [case["name"] for case in self.node.config.get("cases", ()) if case.get("name")]}
        return list(dict.fromkeys([*named.get(self.node.kind, []), *self.node.branches]))

    def _initial(self) -> dict[str, Any]:
        config = dict(self.node.config)
        if self.node.kind == "wait_until":
            config["what"], _colon, config["which"] = str(config.get("what", "opened")).partition(":")
        if self.node.kind == "branch":
            config["cases"] = write_cases(config.get("cases", []))
        known = fields_of(self.node.kind)
        if "settings" in known:
            config["settings"] = msgspec.json.format(msgspec.json.encode(self.node.config)).decode()
        return {**config, "name": self.node.name, "next": self.node.next}

    def clean_cases(self) -> list[dict[str, Any]]:
        return read_cases(self.cleaned_data["cases"])

    def clean_settings(self) -> dict[str, Any]:
        try:
            return msgspec.json.decode(self.cleaned_data["settings"] or "{}", type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise forms.ValidationError(gettext("This is no JSON object: %(error)s") % {"error": error}) from error

    @property
    def trees(self) -> list[TreeField]:
        """What the ways of a branch ask of the lead: as typed, else as stored."""
        stored = [case for case in self.node.config.get("cases") or () if isinstance(case, dict)]
        try:
            cases = read_cases(self.data["cases"]) if "cases" in self.data else stored
        except forms.ValidationError:
            cases = stored
        return of_ways(self.given, [str(case.get("name")) for case in cases], stored)

    @property
    def given(self) -> QueryDict:
        return self.data if isinstance(self.data, QueryDict) else QueryDict()

    def as_node(self) -> Node:
        """The step as filled in, without its trees."""
        data = self.cleaned_data
        known = fields_of(self.node.kind)
        kept = {key: value for key, value in self.node.config.items() if key not in known}
        config = {**kept, **{key: data[key] for key in known if data.get(key) not in (None, "", [])}}
        if "settings" in data:
            config = data["settings"]
        if self.node.kind == "wait":
            config |= {key: int(config[key]) for key in ("hour",) if key in config}
            config |= {key: [int(day) for day in config[key]] for key in ("weekdays",) if key in config}
        if self.node.kind == "wait_until" and data["what"] in ("event", "stage"):
            config["what"] = f"{data['what']}:{data['which'].strip()}"
        config.pop("which", None)
        ways = {outcome: data[f"way_{number}"] for number, outcome in enumerate(self.outcomes) if data.get(f"way_{number}")}
        return Node(self.node.kind, data["name"], config, data.get("next", ""), ways)


class NewStepForm(forms.Form):
    """A kind, and the step behind which it comes."""

    def __init__(self, *args: Any, graph: Graph, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(key, words.node_name(key, node)) for key, node in graph.nodes.items() if node.kind != "exit"]
        self.fields["kind"] = choice(_("What happens"), [(kind, words.kind_label(kind)) for kind in KINDS], True)
        self.fields["after"] = choice(_("After"), [("", gettext("first of all")), *places])


class NewJourneyForm(forms.Form):
    """A template and a name."""

    kind = choice(_("Start from"), JourneyKind.choices, True)
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs=TEXT))


REENTRY = [("never", _("only once")), ("after", _("again after some days")), ("always", _("again and again"))]


class RulesForm(forms.Form):
    """Who enters, how often, what is a success, what ends it early."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs=TEXT))
    events = area(_("Enter by event"), _("One per line, with properties if asked: “asset_downloaded asset=guide”."))
    segment = text(_("Enter by segment"), _("The filters as they stand in the address of the leads list: known=yes&active=..60d"))
    firm = area(
        _("Enter by company data"),
        _(
            "One per line: “size at_least 50”, “industry contains steel”, “country is DE”, “plan changed”. "
            "Once per change that makes it so."
        ),
        rows="2",
    )
    employment = forms.BooleanField(
        label=_("Enter by a new job"), required=False, widget=forms.CheckboxInput({"class": "form-check-input"}),
        help_text=_("Whoever works elsewhere now: the lead that began with the new job enters."),
    )  # fmt: skip
    reentry = choice(_("A lead enters"), REENTRY, True)
    days = forms.IntegerField(
        label=_("Days between two passages"), required=False, min_value=0, max_value=3650, widget=forms.NumberInput(attrs=TEXT)
    )
    goal_events = text(_("Success by event"), _("Names with commas between; “any” is any sign of life."))
    exit_events = text(_("Ends by event"))

    def __init__(self, *args: Any, graph: Graph, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = list(stages.names().items())
        self.fields["stages"] = many(_("Enter by stage"), names)
        self.fields["goal_stages"] = many(_("Success by stage"), names)
        self.fields["exit_stages"] = many(_("Ends by stage"), names)
        self.order_fields(
            [
                "name",
                "events",
                "stages",
                "segment",
                "firm",
                "employment",
                "reentry",
                "days",
                "goal_stages",
                "goal_events",
                "exit_stages",
                "exit_events",
            ]
        )
        self.initial.update(_rules(graph))

    def clean_events(self) -> list[dict[str, Any]]:
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["events"].splitlines())):
            try:
                name, *pairs = shlex.split(line)
            except ValueError as error:
                raise forms.ValidationError(gettext("“%(line)s”: a quotation mark is missing.") % {"line": line}) from error
            if any("=" not in pair for pair in pairs):
                raise forms.ValidationError(
                    gettext("“%(line)s”: write properties as name=value, and quote names with spaces.") % {"line": line}
                )
            found.append({"name": name, "where": dict(pair.split("=", 1) for pair in pairs)})
        return found

    def clean_firm(self) -> list[dict[str, Any]]:
        return [_firm(line) for line in filter(None, map(str.strip, self.cleaned_data["firm"].splitlines()))]

    def changes(self, lead: dict[str, Any] | None) -> dict[str, Any]:
        """The rules as parts of a definition; `lead` is the tree of the entry."""
        data = self.cleaned_data
        segment = parse_qs(data["segment"].lstrip("?"))
        by_segment = {"filters": segment} if segment else None
        return {
            "entry": {
                "events": data["events"],
                "stages": data["stages"],
                "segment": by_segment,
                "firm": data["firm"],
                "employment": data["employment"],
                "lead": lead,
            },
            "reentry": {"rule": data["reentry"], "days": data["days"] or 0},
            "goal": {"events": _names(data["goal_events"]), "stages": data["goal_stages"]},
            "exits": {"events": _names(data["exit_events"]), "stages": data["exit_stages"]},
        }


def _firm(line: str) -> dict[str, Any]:
    """“size at_least 50” → one entry by company data. Raises ValidationError."""
    field, op, value = (*line.split(maxsplit=2), "", "", "")[:3]
    entry = {"field": field, "op": op, "value": value}
    wrong = firm_entry.problem(FirmEntry(field, op, value)) if op in firm_entry.OPS else None  # type: ignore[arg-type]
    if op not in firm_entry.OPS or wrong:
        told = wrong.told(gettext) if wrong else gettext("“%(line)s”: write a field, then one of %(ops)s, then a value.") % {
            "line": line[:80], "ops": ", ".join(firm_entry.OPS),
        }  # fmt: skip
        raise forms.ValidationError(told)
    return entry


def _names(given: str) -> list[str]:
    return [name for name in map(str.strip, given.split(",")) if name]


def _rules(graph: Graph) -> dict[str, Any]:
    def line(event: Any) -> str:
        return shlex.join([event.name, *(f"{key}={value}" for key, value in event.where.items())])

    return {
        "events": "\n".join(map(line, graph.entry.events)),
        "stages": graph.entry.stages,
        "segment": urlencode(graph.entry.segment.filters, doseq=True, safe=".!") if graph.entry.segment else "",
        "firm": "\n".join(f"{each.field} {each.op} {each.value}".rstrip() for each in graph.entry.firm),
        "employment": graph.entry.employment,
        "reentry": graph.reentry.rule,
        "days": graph.reentry.days,
        "goal_events": ", ".join(graph.goal.events),
        "goal_stages": graph.goal.stages,
        "exit_events": ", ".join(graph.exits.events),
        "exit_stages": graph.exits.stages,
    }
