"""The agreement of a version on pages: three sections, each with its words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.domain.agreement import DEFAULT, SECTIONS, whole
from scoring.models import Rulebook

LABELS = {
    "prospects": _("Features of a prospect, and the tendency to buy"), "indicators": _("Key indicators that make an SQL of an MQL"),
    "feedback": _("Life cycle, score, and what the SDR hears of it"),
}  # fmt: skip


def shown(row: Rulebook, typed: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Each section with its text: as typed where the form comes again; what Leadway came with in the reader's language."""
    kept = whole(row.agreement)
    texts = {name: gettext(text) if text == DEFAULT[name] else text for name, text in kept.items()}
    return [{"name": name, "label": LABELS[name], "text": (typed or {}).get(f"agreement-{name}", texts[name])} for name in SECTIONS]


def posted(given: Mapping[str, str]) -> dict[str, str] | None:
    """The sections of a form; one that says what Leadway came with, in any language, stays that. None for a form without them."""
    told = {name: given[f"agreement-{name}"].replace("\r\n", "\n") for name in SECTIONS if f"agreement-{name}" in given}
    return {name: DEFAULT[name] if text.strip() == gettext(DEFAULT[name]) else text for name, text in told.items()} or None
