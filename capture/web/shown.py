"""A form as a template shows it: labels in one language, widgets, what was typed, what is wrong."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from capture.domain.content import Content, Field, say
from capture.enums import FieldKind
from capture.queries import tokens
from kernel import clock

ERRORS: dict[str, str | Promise] = {
    "required": _("Please fill in “%(label)s”."),
    "email": _("“%(label)s” needs an address like name@company.com."),
    "phone": _("“%(label)s” needs a phone number with its digits, for example +44 20 7946 0000."),
    "option": _("Choose one of the list for “%(label)s”."),
    "company_size": _("“%(label)s” is no number of people: write it as 50, 51-200 or 1,000+."),
    "company_industry": _("“%(label)s” is too long: shorten it."),
    "company_country": _("“%(label)s” is no country: use two letters, as in CN or DE."),
    "maturity": _("Choose one of the list for “%(label)s”."),
    "too_long": _("“%(label)s” is too long: shorten it."),
}
CONSENT_ERROR = _("Please tick the box to agree.")
INPUT = {FieldKind.EMAIL: "email", FieldKind.PHONE: "tel"}
FILLED = {
    "name": "name", "email": "email", "phone": "tel", "company": "organization", "title": "organization-title", "country": "country-name",
}  # fmt: skip


@dataclass(frozen=True)
class ShownField:
    key: str
    name: str
    kind: str
    label: str
    required: bool
    value: str
    options: list[tuple[str, str, bool]]
    error: str
    # The name of the field on which it depends, its answer, and both in words for who has no scripts.
    when: str = ""
    equals: str = ""
    hint: str = ""

    @property
    def type(self) -> str:
        return INPUT.get(FieldKind(self.kind), "text")

    @property
    def autocomplete(self) -> str:
        return FILLED.get(self.key, "off" if self.kind in (FieldKind.TEXTAREA, FieldKind.HIDDEN) else "on")

    @property
    def checked(self) -> bool:
        return bool(self.value)


@dataclass(frozen=True)
class Shown:
    """Everything `capture/_form.html` needs. `key` names this submission, `time` is when it was shown (signed)."""

    public_id: str
    language: str
    title: str
    intro: str
    button: str
    fields: list[ShownField]
    key: str
    time: str
    action: str = ""
    # Seconds in sight from which it is hesitated over; 0: what the page's tracker says, else 20.
    hesitation: int = 0
    # Of a form whose words are tested: version and wording, "3b".
    wording: str = ""
    # Somebody used this browser before, so not everything is asked: the page offers to start afresh.
    is_known: bool = False

    @property
    def errors(self) -> list[ShownField]:
        return [field for field in self.fields if field.error]


# A signed word that holds an address of 2,000 characters.
LONGEST_WORD = 10_000
Posted = Mapping[str, Sequence[str]]


def show(
    public_id: str,
    content: Content,
    fields: Sequence[Field],
    language: str,
    posted: Posted,
    errors: Mapping[str, str],
    action: str = "",
    came_from: str = "",
) -> Shown:
    """The form in `language`, with what was typed before and its errors. Call it under translation.override(language)."""
    default = _("Send")
    return Shown(
        public_id, language, say(content.title, language), say(content.intro, language), say(content.button, language) or str(default),
        [_field(field, content.fields, language, posted, errors.get(field.key, "")) for field in fields],
        (list(posted.get("lw_key", ())) or [secrets.token_hex(16)])[0][:64],
        (list(posted.get("lw_time", ())) or [tokens.shown(clock.now().timestamp(), came_from)])[0][:LONGEST_WORD],
        action, content.hesitation,
    )  # fmt: skip


def message(field: Field, code: str, language: str) -> str:
    """The error in words, in the language of the form."""
    if field.kind == FieldKind.CONSENT:
        return str(CONSENT_ERROR)
    return str(ERRORS[code]) % {"label": say(field.label, language)}


def _condition(field: Field, fields: Sequence[Field], language: str) -> tuple[str, str, str]:
    """(name of the field on which it depends, its answer, both in words); of one that is always asked three times nothing."""
    leads = next((one for one in fields if field.when and one.key == field.when), None)
    if leads is None:
        return "", "", ""
    said = {"label": say(leads.label, language) or leads.key}
    if not field.equals or leads.kind in (FieldKind.CHECKBOX, FieldKind.CONSENT):
        return leads.name, field.equals, str(_("Only if you answered “%(label)s”.")) % said
    answer = next((say(option.label, language) for option in leads.options if option.value == field.equals), "") or field.equals
    return leads.name, field.equals, str(_("Only if “%(label)s” is “%(answer)s”.")) % {**said, "answer": answer}


def _field(field: Field, fields: Sequence[Field], language: str, posted: Posted, error: str) -> ShownField:
    given = [str(value) for value in posted.get(field.name, ())]
    options = [(option.value, say(option.label, language) or option.value, option.value in given) for option in field.options]
    return ShownField(
        field.key, field.name, field.kind, say(field.label, language), field.required, (given or [""])[0][:5_000], options,
        message(field, error, language) if error else "", *_condition(field, fields, language),
    )  # fmt: skip
