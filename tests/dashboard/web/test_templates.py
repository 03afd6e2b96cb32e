"""Rules of every template: nothing inline, one base, no string untranslated by oversight."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path for path in ROOT.rglob("*.html") if "emails" not in path.parts)
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.I),
    "foreign host": re.compile(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"https?://", re.I),
    "javascript address": re.compile(r"(?:href|src)\s*=\s*[\"']javascript:", re.I),
    "evaluated htmx": re.compile(r"hx-on|hx-vals=.js:|hx-trigger=\"[^\"]*\["),
}
LONE = ("base.html", "capture/public_base.html")
# Names, the same in every language.
NAMES = re.compile(r"&\w+;|Leadway|Message-ID|CSV|JSON|UTC")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_extends_the_base_or_is_a_part(path: Path) -> None:
    text = path.read_text(encoding="utf-8").lstrip()
    part = path.name.startswith("_") or "parts" in path.parts or name(path) in LONE
    assert part or re.match(r'\{% extends "(?:base|[a-z_]+/_?[a-z_]+)\.html" %\}', text) is not None


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_text_between_tags_is_translated(path: Path) -> None:
    """Letters between two tags that stand in no tag of Django's are a string that nobody can translate."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{% (comment|blocktranslate|blocktrans|verbatim).*?\{% end\1 %\}", "", text, flags=re.S)
    text = re.sub(r"<(script|style|code|kbd|pre|svg)\b.*?</\1>", "", text, flags=re.S)
    text = re.sub(r"\{[%#{].*?[%#}]\}", "", text, flags=re.S)
    text = NAMES.sub("", text)
    words = re.findall(r">([^<>]*[A-Za-z]{3,}[^<>]*)<", text)
    assert [word.strip() for word in words] == []
