"""Entry by what becomes known of a company: “grows to 50 people or more”, once per change (F009; pure)."""

from typing import get_args

from journeys.domain.graph import FirmEntry, FirmOp
from journeys.domain.problem import Problem
from journeys.domain.problem import gettext_noop as _
from leads.domain import firmographics
from leads.enums import Firm

OPS: tuple[str, ...] = get_args(FirmOp)
ORDERED = ("at_least", "below")


def problem(entry: FirmEntry) -> Problem | None:
    """Why the entry cannot be asked."""
    if entry.field not in Firm.values:
        return Problem("entry", _("There is no field “%(field)s” of a company: use %(fields)s."), _parts(entry))
    if entry.op in ORDERED and entry.field != Firm.SIZE:
        return Problem("entry", _("Only a size is at least or below a number, not “%(field)s”."), _parts(entry))
    if entry.op != "changed" and not _wanted(entry):
        return Problem("entry", _("Entry by company data: “%(value)s” is no value of “%(field)s”."), _parts(entry))
    return None


def _parts(entry: FirmEntry) -> dict[str, object]:
    return {"field": entry.field[:60], "fields": ", ".join(Firm.values), "value": str(entry.value)[:60]}


def _wanted(entry: FirmEntry) -> str:
    """The value asked for, as it is kept of a company; "" where it is none."""
    if entry.op == "contains":
        return str(entry.value).strip().casefold()
    return (firmographics.read(entry.field, entry.value) or "").casefold()


def holds(entry: FirmEntry, value: str) -> bool:
    """Whether a company with this value (as text, "" for unknown) has what the entry asks for."""
    wanted = _wanted(entry)
    if not value or not wanted:
        return False
    if entry.op in ORDERED:
        return (int(value) >= int(wanted)) == (entry.op == "at_least")
    return wanted in value.casefold() if entry.op == "contains" else wanted == value.casefold()


def lets_in(entry: FirmEntry, field: str, before: str, after: str) -> bool:
    """Whether this change is one that the entry waits for: it holds now and did not before. `changed`: any other value than before, but for
    none."""
    if field != entry.field or before == after:
        return False
    if entry.op == "changed":
        return bool(after)
    return holds(entry, after) and not holds(entry, before)
