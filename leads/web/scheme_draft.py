"""A stage scheme as fields of a form: read from a request as plain values, shown again as they were sent."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from leads.domain.lifecycle import ORDER
from leads.domain.schemes import KEYS, MOST_REASONS, PARTS, StageText
from leads.domain.tiers import key_for

Plain = dict[str, Any]


def of_form(name: str, given: QueryDict) -> Plain:
    """As leads.domain.schemes.parse reads it. Numbers that are none stay texts, so that they are refused at their place."""
    found: Plain = {"stages": [_stage(given, key) for key in KEYS[name]]}
    if "mapping" in PARTS[name]:
        found["mapping"] = {nine: given.get(f"mapping.{nine}", "") for nine in ORDER}
    else:
        found["ping_pong"] = {each: _number(given.get(f"ping_pong.{each}", "")) for each in ("times", "days")}
        found["reasons"] = _reasons(given)
    return found


def _stage(given: QueryDict, key: str) -> Plain:
    texts = {each: given.get(f"{key}.{each}", "") for each in StageText.__dataclass_fields__ if each not in ("key", "sla_hours")}
    hours = given.get(f"{key}.sla_hours", "").strip()
    return {"key": key, **texts, "sla_hours": _number(hours) if hours else None}


def _number(text: str) -> int | str:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 9 else plain


def _reasons(given: QueryDict) -> list[Plain]:
    """A row without a name is left out, one without a key gets one."""
    taken = {given.get(f"reasons.{number}.key", "") for number in range(1, MOST_REASONS + 2)}
    rows = []
    for number in range(1, MOST_REASONS + 2):
        here = f"reasons.{number}"
        title = given.get(f"{here}.name", "").strip()
        if title:
            key = given.get(f"{here}.key", "") or key_for(title, taken)
            taken.add(key)
            rows.append({"key": key, "name": title, "name_zh": given.get(f"{here}.name_zh", "").strip()})
    return rows


def reason_rows(plain: Mapping[str, Any]) -> list[tuple[int, Plain]]:
    """For the template: the reasons, and an empty one where another fits."""
    rows = list(plain.get("reasons", []))
    if len(rows) < MOST_REASONS:
        rows.append({"key": "", "name": "", "name_zh": ""})
    return list(enumerate(rows, 1))
