"""put_gate, open_passing: which leads sales gets at all (F167)."""

from collections.abc import Sequence
from uuid import UUID

from kernel import audit, clock, sql
from kernel.audit import Actor
from kernel.problems import Refused
from sales.actions.hand_off import open_waiting
from sales.domain import gate as domain
from sales.models import HandOff, HandOverGate
from sales.queries import gate


def put_gate(level: str, *, actor: Actor) -> str:
    """From now on only leads that are contactable at least at `level` (off, weak, good, proven) are handed to sales; returns it.

    Who was held back and passes now is opened at once; what sales has already stays there. Audited; refuses any other level.
    """
    if wrong := domain.problem(level):
        raise Refused(wrong, field="level")
    sql.lock("sales.gate")
    before, needed = gate.level(), domain.LEVELS[level]
    if before == needed:
        return level
    row, _made = HandOverGate.objects.update_or_create(defaults={"level": needed})
    audit.record(actor, "hand_over_gate.changed", row, {"level": [domain.NAMES[before], level]})
    open_passing(None)
    return level


def open_passing(lead_ids: Sequence[UUID] | None) -> list[HandOff]:
    """Open the hand-offs of those of these leads (None: of all) that were held back and pass the gate now; the promise begins now.

    One question for any number of leads, and nothing more where nobody waits. To repeat it changes nothing.
    """
    found = gate.passing(lead_ids)
    return open_waiting(found, at=clock.now()) if found else []
