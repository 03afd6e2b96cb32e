"""The editor's inputs ↔ a form's content. Each field is a row of inputs; `row` tells the rows apart, their order is that on the page."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from capture.actions.forms import read_content
from capture.domain.content import Content, Field
from capture.enums import Ask, FieldKind

SPOKEN = (("en", "en"), ("zh", "zh-hans"))
TEXTS = ("title", "intro", "button", "thanks", "rival_title", "rival_button")
PLAIN = ("key", "kind", "ask", "maps", "channel", "when", "equals")


@dataclass(frozen=True)
class Row:
    """A field in the editor."""

    row: str
    field: Field

    @property
    def label_en(self) -> str:
        return self.field.label.get("en", "")

    @property
    def label_zh(self) -> str:
        return self.field.label.get("zh-hans", "")

    @property
    def option_lines(self) -> str:
        """One option a line: value = English = Chinese."""
        told = ((one.value, one.label.get("en", ""), one.label.get("zh-hans", "")) for one in self.field.options)
        return "\n".join(" = ".join(part for part in parts if part) for parts in told)


def rows(content: Content) -> list[Row]:
    return [Row(str(place), field) for place, field in enumerate(content.fields, 1)]


def blank() -> Row:
    """The row that the page's script copies."""
    return Row("__row__", Field("", FieldKind.TEXT.value, maps="attribute"))


def written(post: QueryDict) -> Content:
    """What stands in the editor, with what was asked by a button (`do`) done. Refuses what is no form's content."""
    fields = _moved(_fields(post), post.get("do", ""), post.get("add_kind", ""))
    limit, hesitation = post.get("spam_limit", "60"), post.get("hesitation", "").strip()
    raw: dict[str, Any] = {
        "purpose": post.get("purpose", ""), "language": post.get("language", ""), "after": post.get("after", ""),
        "redirect_url": post.get("redirect_url", "").strip(), "asset_id": post.get("asset_id", ""),
        "double_opt_in": "double_opt_in" in post, "ask_always": "ask_always" in post, "mail_link": "mail_link" in post,
        "spam_limit": int(limit) if limit.isdigit() and len(limit) < 5 else 60, "fields": fields,
        "hesitation": int(hesitation) if hesitation.isdecimal() and len(hesitation) < 7 else 0,
        **{name: _texts(post, name) for name in TEXTS},
    }  # fmt: skip
    return read_content(raw)


def _texts(post: QueryDict, name: str) -> dict[str, str]:
    return {language: text for short, language in SPOKEN if (text := post.get(f"{name}_{short}", "").strip()[:5_000])}


def _fields(post: QueryDict) -> list[dict[str, Any]]:
    required, found = set(post.getlist("required")), []
    for place, row in enumerate(post.getlist("row")):
        one: dict[str, Any] = {name: _at(post, name, place) for name in PLAIN}
        one["label"] = {language: text for short, language in SPOKEN if (text := _at(post, f"label_{short}", place))}
        # `purpose` is the form's own input.
        one["purpose"], one["required"] = _at(post, "consent_purpose", place), row in required
        one["options"] = _options(_at(post, "options", place)) if one["kind"] in (FieldKind.SELECT, FieldKind.MULTI) else []
        if one["kind"] == FieldKind.CONSENT:
            one |= {"maps": "event", "ask": Ask.ALWAYS.value}
        found.append(one)
    return found


def _at(post: QueryDict, name: str, place: int) -> str:
    values = post.getlist(name)
    return values[place].strip()[:2_000] if place < len(values) else ""


def _options(text: str) -> list[dict[str, Any]]:
    found = []
    for line in text.splitlines():
        value, *labels = (part.strip() for part in line.split("="))
        if value:
            found.append({"value": value[:200], "label": {lang: text for (_, lang), text in zip(SPOKEN, labels, strict=False) if text}})
    return found


def _moved(fields: list[dict[str, Any]], do: str, kind: str) -> list[dict[str, Any]]:
    """The rows after the button: `up:2`, `down:2`, `remove:2` (places from 1) or `add`."""
    verb, _, where = do.partition(":")
    if verb == "add":
        kind = kind if kind in FieldKind.values else FieldKind.TEXT.value
        return [*fields, {"key": _fresh(fields, kind), "kind": kind, "maps": "event" if kind == FieldKind.CONSENT else "attribute"}]
    place = int(where) - 1 if where.isdigit() and len(where) < 4 else -1
    if not 0 <= place < len(fields):
        return fields
    one, rest = fields[place], fields[:place] + fields[place + 1 :]
    if verb == "remove":
        return rest
    to = place + {"up": -1, "down": 1}.get(verb, 0)
    return [*rest[: max(to, 0)], one, *rest[max(to, 0) :]]


def _fresh(fields: list[dict[str, Any]], kind: str) -> str:
    taken = {one["key"] for one in fields}
    return next(key for number in range(1, 1_000) if (key := f"{kind}_{number}") not in taken)
