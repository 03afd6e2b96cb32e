"""What the page is told: contents, never anything about the visitor (pure)."""

from collections.abc import Iterable
from typing import Any

from onsite.domain.decide import Message, SlotRules
from onsite.domain.shapes import Content, Popup, in_language


def body(messages: Iterable[Message], slots: Iterable[tuple[SlotRules, int]], language: str, preview: bool = False) -> dict[str, Any]:
    """The answer to GET /onsite/decide: `{"messages": […], "slots": {key: {…}}}`; `preview` marks what records nothing."""
    found = {
        "messages": [popup(message, language) for message in messages],
        "slots": {slot.key: _rule(slot, number, language) for slot, number in slots},
    }
    return {**found, "preview": True} if preview else found


def popup(message: Message, language: str) -> dict[str, Any]:
    """One pop-up in the language of the reader."""
    shown: Popup = message.popup
    words = in_language(shown.content, shown.zh, language)
    return {
        "id": message.id, "version": message.version, "title": words.title, **_words(words), "form": shown.form,
        "placement": shown.placement,
        "trigger": {"kind": shown.trigger.kind, "amount": shown.trigger.amount, "form": shown.trigger.form},
        "frequency": {"kind": _per_visit(shown.frequency.kind), "times": shown.frequency.times, "days": shown.frequency.days},
    }  # fmt: skip


def _per_visit(kind: str) -> str:
    """Which visit it is the page cannot know: on one of those on which a pop-up appears, it appears once."""
    return "visit" if kind == "every" else kind


def _rule(slot: SlotRules, number: int, language: str) -> dict[str, Any]:
    rule = slot.rules[number]
    return {"id": slot.id, "version": slot.version, "rule": number + 1, **_words(in_language(rule.content, rule.zh, language))}


def _words(words: Content) -> dict[str, str]:
    return {"text": words.text, "label": words.label, "url": words.url}
