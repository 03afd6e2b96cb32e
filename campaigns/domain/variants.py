"""Which variant of a template a lead reads: by persona and language, the more exact the better."""

from dataclasses import dataclass
from typing import Any

TRADITIONAL = ("hant", "tw", "hk", "mo")


@dataclass(frozen=True)
class Source:
    """What an author writes: the subject in Liquid, the body in MJML with Liquid."""

    subject: str
    mjml: str


def language_key(tag: str) -> str:
    """zh, zh-CN, zh_Hans_CN → zh-hans; zh-TW → zh-hant; en-GB → en."""
    parts = tag.lower().replace("_", "-").split("-")
    if parts[0] != "zh":
        return parts[0]
    return "zh-hant" if any(part in TRADITIONAL for part in parts[1:]) else "zh-hans"


def candidates(language: str, persona: str) -> list[str]:
    """Keys of variants, best first: `cxo/zh-hans`, `zh-hans`, `cxo`."""
    spoken, role = language_key(language), persona.lower()
    both = [f"{role}/{spoken}"] if role and spoken else []
    return [key for key in (*both, spoken, role) if key]


def choose(base: Source, variants: dict[str, Any], language: str, persona: str) -> tuple[str, Source]:
    """(key, source) of the variant for this reader; ("", base) where none fits. A variant without a subject keeps the base's."""
    for key in candidates(language, persona):
        found = variants.get(key)
        if found:
            return key, Source(found.get("subject") or base.subject, found.get("mjml") or base.mjml)
    return "", base


def sources(base: Source, variants: dict[str, Any]) -> dict[str, Source]:
    """Every source of a template by its key; the base under ""."""
    told = {key: Source(value.get("subject") or base.subject, value.get("mjml") or base.mjml) for key, value in variants.items()}
    return {"": base, **told}
