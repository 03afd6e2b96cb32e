"""A card: one person as a form, the API or a row of a file gives them; checked and normalised (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leads.domain import contacts, firmographics, traits
from leads.domain.identity import Key
from leads.domain.names import clean, full_name
from leads.enums import Stage

# Field → longest text. "first_name" and "last_name" make a name; "attributes" is an object.
TEXTS = {
    "name": 200, "first_name": 100, "last_name": 100, "email": 254, "phone": 60, "user_id": 254, "title": 200, "persona": 40,
    "company": 200, "industry": 120, "country": 60, "language": 10, "source": 200, "medium": 200, "campaign": 200, "channel": 20,
    "landing_page": 2000, "search_intent": 200, "market_class": 20, "stage": 30,
    **dict.fromkeys(firmographics.FLAT, firmographics.LONGEST),
}  # fmt: skip
COLUMN = {"company": "company_name"}
TOUCH = ("source", "medium", "campaign", "channel")
UNREADABLE = "�"
# As people write the market classes, in small letters and without spaces → the class (F159).
CLASSES = {
    "small_b": "small_b", "smallb": "small_b", "小b": "small_b", "big_c": "big_c", "bigc": "big_c", "大c": "big_c", "big_b": "big_b",
    "bigb": "big_b", "大b": "big_b", "unknown": "", "未知": "",
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, and how to mend it."""

    field: str
    detail: str


@dataclass
class Card:
    """`fields` are columns of a person; `keys` from strongest to weakest."""

    fields: dict[str, Any] = field(default_factory=dict)
    keys: tuple[Key, ...] = ()
    touch: dict[str, str] = field(default_factory=dict)
    # When they came, where the source says so.
    at: datetime | None = None
    # Of their company; None when nothing is said of it.
    market_class: str | None = None
    # field → what is said of their company (leads.domain.firmographics).
    firm: dict[str, str] = field(default_factory=dict)
    # Those of them that say no value: kept as they were said, beside what stands.
    unread: tuple[str, ...] = ()
    # The stage in which their lead begins, or to which it goes on (F067); "" for the usual one.
    stage: str = ""


def read(given: Mapping[str, Any], of_file: bool = False) -> Card | Problem:
    """A card out of plain values. Refuses control characters, overlong texts, an address or number that is none, a nobody, and what says
    nothing of a company: but a row of a file (`of_file`), which nobody can ask again, is not lost for that (`Card.unread`)."""
    for name, value in given.items():
        problem = _check(name, value)
        if problem:
            return problem
    text = {name: clean(given.get(name), limit) for name, limit in TEXTS.items()}
    country, address = contacts.country(text["country"]), contacts.email(text["email"])
    number = contacts.phone(text["phone"], country)
    if text["email"] and not address:
        return Problem("email", f"“{text['email']}” is no e-mail address: write it as name@company.com.")
    if text["phone"] and not number:
        return Problem("phone", f"“{text['phone']}” is no phone number: write it with its country code, as in +86 138 0013 8000.")
    if text["country"] and not country:
        return Problem("country", f"“{text['country']}” is no country: use two letters, as in CN or DE.")
    name = text["name"] or full_name(text["first_name"], text["last_name"])
    if not (name or address or number or text["user_id"]):
        return Problem("email", "Give at least a name, an e-mail address, a phone number or a user id.")
    klass = _class(text["market_class"], address)
    if isinstance(klass, Problem):
        return klass
    firm = {known_as: text[column] for column, known_as in firmographics.FLAT.items() if text[column]}
    unread = [name for name, known_as in firmographics.FLAT.items() if firmographics.read(known_as, text[name]) is None]
    if unread and not of_file:
        return Problem(unread[0], firmographics.MENDS[firmographics.FLAT[unread[0]]])
    stage = text["stage"].lower()
    if stage and stage not in Stage.values:
        return Problem("stage", f"There is no stage “{text['stage']}”: use one of {', '.join(Stage.values)}.")
    keys = (traits.user_key(text["user_id"]), ("email", address) if address else None, ("phone", number) if number else None)
    fields = _fields(given, text, name, address, number, country)
    return Card(fields, tuple(key for key in keys if key), _touch(text), market_class=klass, firm=firm, unread=tuple(unread), stage=stage)


def _class(text: str, address: str) -> str | Problem | None:
    if not text:
        return None
    found = CLASSES.get("".join(text.lower().split()))
    if found is None:
        return Problem("market_class", f"“{text}” is no market class: use small_b, big_c, big_b or unknown.")
    if not contacts.company_domain(address):
        return Problem("market_class", "The class is the company's, found by a business e-mail address: give one, or leave the class out.")
    return found


def _fields(given: Mapping[str, Any], text: dict[str, str], name: str, address: str, number: str, country: str) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "email": address, "phone": number, "country": country, "company_name": text["company"]}
    found.update({key: text[key] for key in ("title", "persona", "industry", "language", "landing_page", "search_intent")})
    found["attributes"] = traits.attributes(given.get("attributes") or {})
    return {key: value for key, value in found.items() if value}


def _touch(text: dict[str, str]) -> dict[str, str]:
    touch = {key: text[key] for key in TOUCH if text[key]}
    if touch and text["landing_page"]:
        touch["landing"] = text["landing_page"]
    return touch


def _check(name: str, value: Any) -> Problem | None:
    if name == "attributes":
        return None if value is None or isinstance(value, Mapping) else Problem(name, "Give an object of names and values.")
    if name not in TEXTS:
        return Problem(name, f"There is no field “{clean(name, 60)}”: use one of {', '.join([*TEXTS, 'attributes'])}.")
    if value is None:
        return None
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return Problem(name, "Give a text.")
    text = str(value)
    if "\x00" in text or UNREADABLE in text or any("\ud800" <= char <= "\udfff" for char in text):
        return Problem(name, "It holds a character that cannot be read (NUL or a broken one): type it again.")
    if len(text.strip()) > TEXTS[name]:
        return Problem(name, f"It is longer than {TEXTS[name]} characters: shorten it.")
    return None
