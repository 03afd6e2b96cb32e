"""What a form asks and says, as data: read, checked, shown. A published version holds exactly this and never changes (F019–F026)."""

import re
from typing import Any
from urllib.parse import urlsplit

import msgspec

from capture.enums import After, Ask, FieldKind, Purpose
from leads.domain import firmographics, maturity
from leads.domain.firmographics import FLAT
from tracking.domain.origins import lists
from tracking.domain.origins import read as read_origin

LANGUAGES = ("en", "zh-hans")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Where an answer goes: a field of the person, a free attribute under the field's key, only a property of the event, or a tag: what was
# chosen is put on the lead (F160).
PERSON = ("name", "email", "phone", "title", "company", "industry", "country", "persona")
TAG = "tag"
# Of the person's company (leads.domain.firmographics); kept with the person until they have one.
COMPANY = ("company_size", "company_industry", "company_country")
# How far they are with the purchase (leads.domain.maturity).
MATURITY = "maturity"
# Answers to these must be values that leads can read: one text, so nothing that is ticked, and no address or number.
READ = (*COMPANY, MATURITY)
READ_KINDS = (FieldKind.TEXT, FieldKind.SELECT, FieldKind.HIDDEN)
TARGETS = (*PERSON, *READ, "attribute", "event", TAG)
LONGEST_TAG = 80
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
MOST_FIELDS, MOST_OPTIONS, LONGEST = 40, 100, 2_000
HESITATION, LONGEST_HESITATION = 20, 3_600

Text = dict[str, str]


class Option(msgspec.Struct, frozen=True):
    value: str
    label: Text = {}


class Field(msgspec.Struct, frozen=True):
    """One question. `label` of a consent is its whole text; `maps` is one of TARGETS.

    It is asked only where the field `when` has the answer `equals`, or any (""); `when` "" is always (capture.domain.conditions).
    """

    key: str
    kind: str
    label: Text = {}
    required: bool = False
    ask: str = Ask.ALWAYS.value
    maps: str = "event"
    options: tuple[Option, ...] = ()
    purpose: str = ""
    channel: str = "email"
    when: str = ""
    equals: str = ""

    @property
    def name(self) -> str:
        """Its name in the posted form."""
        return self.key if self.kind == FieldKind.HIDDEN else f"f_{self.key}"


class Content(msgspec.Struct, frozen=True):
    """A whole form. `language` "" means that of the reader; `spam_limit` is the score from which a submission is quarantined.

    `hesitation`: more than so many seconds in sight without being sent are a hesitation (F024); 0: what the page's tracker says, else 20.
    """

    purpose: str = Purpose.OTHER.value
    language: str = ""
    title: Text = {}
    intro: Text = {}
    button: Text = {}
    thanks: Text = {}
    double_opt_in: bool = False
    ask_always: bool = False
    after: str = After.MESSAGE.value
    redirect_url: str = ""
    asset_id: str = ""
    mail_link: bool = False
    spam_limit: int = 60
    hesitation: int = 0
    # A second wording, tested against the first (capture.domain.trial).
    rival_title: Text = {}
    rival_button: Text = {}
    fields: tuple[Field, ...] = ()

    def spoken(self, wished: str) -> str:
        """The language in which it is shown to somebody who wishes `wished`."""
        return self.language or (wished if wished in LANGUAGES else LANGUAGES[0])


class Problem(msgspec.Struct, frozen=True):
    """Why it cannot be published: a code for the words, and the field (its key) that it is about."""

    code: str
    field: str = ""


def read(raw: Any) -> Content:
    """The content of a draft or version. Raises msgspec.ValidationError, which names the place."""
    return msgspec.convert(raw, Content)


def as_dict(content: Content) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(content)
    return told


def say(text: Text, language: str) -> str:
    """The text in this language, else in any that it has."""
    return text.get(language) or next((text[key] for key in LANGUAGES if text.get(key)), "")


def problems(content: Content, origins: frozenset[str] = frozenset()) -> list[Problem]:
    """Everything that keeps it from being published; `origins` are those to which it may lead."""
    found = [problem for field in content.fields for problem in _of_field(field)]
    keys = [field.key for field in content.fields]
    found += [Problem("twice", key) for key in sorted({key for key in keys if keys.count(key) > 1})]
    asked = [field for field in content.fields if field.kind not in (FieldKind.CONSENT, FieldKind.HIDDEN)]
    if not asked:
        found.append(Problem("no_field"))
    if len(content.fields) > MOST_FIELDS:
        found.append(Problem("too_many"))
    if not any(content.title.values()):
        found.append(Problem("no_title"))
    if content.double_opt_in and not any(field.kind == FieldKind.EMAIL and field.maps == "email" for field in content.fields):
        found.append(Problem("no_address"))
    if not 0 <= content.hesitation <= LONGEST_HESITATION:
        found.append(Problem("hesitation"))
    return found + _of_ending(content, origins)


def _of_ending(content: Content, origins: frozenset[str]) -> list[Problem]:
    if content.purpose not in Purpose.values or content.after not in After.values or content.language not in ("", *LANGUAGES):
        return [Problem("unknown")]
    if content.after == After.REDIRECT and not allowed(content.redirect_url, origins):
        return [Problem("redirect")]
    return [Problem("no_asset")] if content.after == After.DOWNLOAD and not content.asset_id else []


def _of_field(field: Field) -> list[Problem]:
    found = []
    if not KEY.fullmatch(field.key):
        found.append(Problem("key", field.key))
    if field.kind not in FieldKind.values or field.ask not in Ask.values or field.maps not in TARGETS:
        found.append(Problem("kind", field.key))
    if field.kind != FieldKind.HIDDEN and not any(field.label.values()):
        found.append(Problem("label", field.key))
    if field.kind in (FieldKind.SELECT, FieldKind.MULTI) and not 0 < len(field.options) <= MOST_OPTIONS:
        found.append(Problem("options", field.key))
    if field.maps == TAG and field.kind not in (FieldKind.SELECT, FieldKind.MULTI):
        found.append(Problem("tag", field.key))
    if field.maps in READ and field.kind not in READ_KINDS:
        found.append(Problem("read_kind", field.key))
    if field.maps in READ and not all(readable(field.maps, option.value) for option in field.options):
        found.append(Problem(field.maps, field.key))
    if field.maps == TAG and any(len(option.value) > LONGEST_TAG for option in field.options):
        found.append(Problem("long_tag", field.key))
    if field.kind == FieldKind.CONSENT and not field.purpose:
        found.append(Problem("purpose", field.key))
    return found


def readable(target: str, text: str) -> bool:
    """Whether an answer to a target of READ is a value."""
    return bool(maturity.read(text)) if target == MATURITY else firmographics.read(FLAT[target], text) is not None


def origin_of(url: str) -> str:
    """scheme://host[:port] of a web address, as browsers say it; "" for anything else."""
    try:
        parts = urlsplit(url)
        found = read_origin(url) if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""
    return "" if parts.username or "\\" in url or "*" in found else found


def allowed(url: str, origins: frozenset[str]) -> bool:
    """Whether the address leads to one of these origins (an own site of the workspace), so that no form sends people astray."""
    return lists(origins, origin_of(url)) and "\n" not in url and len(url) <= LONGEST
