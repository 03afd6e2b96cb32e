"""The editors' fields → definitions. A field that is no number, or a filter that is none, is refused by name."""

import re
from typing import Any
from urllib.parse import parse_qs

from django.http import QueryDict
from django.utils.translation import gettext as _

from kernel.problems import Refused
from leads.domain.filters import to_query
from leads.domain.names import clean
from onsite.actions.items import shaped
from onsite.domain.shapes import Conditions, Popup, Rules
from onsite.enums import FrequencyKind, Placement, Tier, TriggerKind, VisitorKind
from onsite.queries import choices
from onsite.queries.kinds import MESSAGE, SLOT
from onsite.web import who
from tracking.enums import Channel

WORDS = ("intents", "sources", "media", "campaigns", "paths")
CHOSEN = ("channels", "accounts", "tiers")
MOST = 20


def _number(post: QueryDict, name: str) -> int:
    text = post.get(name, "").strip()
    if not text.isdecimal() or len(text) > 6:
        raise Refused(_("Give a whole number."), field=name)
    return int(text)


def _text(value: str, most: int = 2_000) -> str:
    """Several lines of plain text."""
    return "\n".join(clean(line, most) for line in value.replace("\r\n", "\n").split("\n")).strip()[:most]


def _content(post: QueryDict, prefix: str) -> dict[str, str]:
    return {name: _text(post.get(prefix + name, "")) for name in ("title", "text", "label", "url")}


def _words(text: str) -> list[str]:
    """One a line, or with commas between."""
    return [word for part in re.split(r"[\n,，;；]+", text) if (word := clean(part, 400))]


def _conditions(post: QueryDict, prefix: str, place: int = 0) -> dict[str, Any]:
    written = post.get(f"{prefix}filters", "").strip()[:4_000]
    return {
        "visitor": post.get(f"{prefix}visitor", "any"),
        **{name: _words(post.get(prefix + name, "")) for name in WORDS},
        **{name: post.getlist(prefix + name) for name in CHOSEN},
        "filters": parse_qs(written.rpartition("?")[2]),
        "segment": post.get(f"{prefix}segment", ""),
        "who": who.read(post, place),
    }


def written_popup(post: QueryDict) -> Popup:
    """The pop-up as the form says it."""
    return shaped({
        "content": _content(post, ""), "zh": _content(post, "zh-"), "form": clean(post.get("form", ""), 100),
        "placement": post.get("placement", ""), "starts": post.get("starts", "").strip(), "ends": post.get("ends", "").strip(),
        "priority": _number(post, "priority"), "conditions": _conditions(post, ""),
        "trigger": {
            "kind": post.get("trigger", ""), "amount": _number(post, "amount"), "form": clean(post.get("trigger-form", ""), 100)
        },
        "frequency": {"kind": post.get("frequency", ""), "times": _number(post, "times"), "days": _number(post, "days")},
    }, MESSAGE)  # fmt: skip


def written_rules(post: QueryDict) -> Rules:
    """The rules in their order, with one moved or removed when `move` says so; one without any words is left out."""
    found = [rule for rule in typed_rules(post).values() if any(rule["content"].values()) or any(rule["zh"].values()) or rule["name"]]
    return moved(shaped({"rules": found}, SLOT), post.get("move", ""))


def typed_rules(post: QueryDict) -> dict[int, dict[str, Any]]:
    """Every rule of the form under its number, the empty ones too."""
    return {
        index: {
            "name": clean(post.get(f"{index}-name", ""), 120), "content": _content(post, f"{index}-"),
            "zh": _content(post, f"{index}-zh-"), "conditions": _conditions(post, f"{index}-", index),
        }
        for index in who.places(post, MOST)
    }  # fmt: skip


def moved(given: Rules, operation: str) -> Rules:
    """`up:2`, `down:2` and `remove:2`: the rule of that place, from 0. Anything else changes nothing."""
    word, _colon, place = operation.partition(":")
    listed, at = list(given.rules), int(place) if place.isdecimal() and len(place) < 4 else -1
    if not 0 <= at < len(listed):
        return given
    if word == "remove":
        del listed[at]
    other = {"up": at - 1, "down": at + 1}.get(word, at)
    if word != "remove" and 0 <= other < len(listed):
        listed[at], listed[other] = listed[other], listed[at]
    return Rules(tuple(listed))


def fields_of(conditions: Conditions) -> dict[str, Any]:
    """Conditions as the form shows them."""
    words = {name: "\n".join(getattr(conditions, name)) for name in WORDS}
    chosen = {name: getattr(conditions, name) for name in CHOSEN}
    given = {**words, **chosen, "visitor": conditions.visitor, "segment": conditions.segment, "filters": to_query(conditions.filters)}
    return {**given, "any": conditions != Conditions()}


def offered() -> dict[str, Any]:
    """What the selects of the editors offer."""
    return {
        "placements": Placement.choices, "triggers": TriggerKind.choices, "frequencies": FrequencyKind.choices,
        "visitors": VisitorKind.choices, "channels": Channel.choices, "tiers": Tier.choices,
        "accounts": [("any", _("Any key account")), *((str(one.pk), one.name) for one in choices.key_accounts())],
        **who.offered(), "segments": choices.segments(), "languages": [("en", "English"), ("zh", "中文")],
    }  # fmt: skip
