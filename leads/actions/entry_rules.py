"""enter, enter_some: members of a segment come to the stage whose entry rule names it, when they come in and when the rule is published
(F051). Forward only, through what they pass; who leaves the segment stays where they are."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from kernel import clock, work
from kernel.audit import SYSTEM
from leads.actions.lifecycle import Move, move_stages
from leads.domain.schemes import parse as read
from leads.enums import MoveReason, SchemeName
from leads.models import StageScheme
from leads.queries import entry_rules, schemes, segments

KIND = "leads.entry_rules"
BATCH = 500
FIRST = "00000000-0000-0000-0000-000000000000"


def enter(line_id: UUID, lead_ids: Sequence[UUID]) -> int:
    """These leads came into the segment `line_id`; says how many moved. Told again, nobody stands before the stage any more."""
    stage = next((key for key, line in entry_rules.standing().items() if line == line_id), None)
    return _move(stage, line_id, lead_ids) if stage and lead_ids else 0


def enter_known(lead_ids: Sequence[UUID]) -> int:
    """These leads have a name now: a stranger comes to no stage by a rule, and is in its segment already; says how many moved."""
    rules = entry_rules.standing().items()
    return sum(_move(stage, line, found) for stage, line in rules if (found := entry_rules.inside(line, lead_ids)))


def _move(stage: str, line_id: UUID, lead_ids: Sequence[UUID]) -> int:
    found, now = entry_rules.movable(stage, lead_ids), clock.now()
    segment = segments.of_line(line_id) if any(found.values()) else None
    note = segment.name if segment else ""
    return sum(
        len(move_stages([Move(lead, stage, MoveReason.ENTRY_RULE, now, note, through=True) for lead in leads], SYSTEM, past))
        for past, leads in found.items()
        if leads
    )


def enter_some() -> int:
    """One batch of those who were members when the version that stands was published: its place in the list is kept with what it moved."""
    scheme = StageScheme.objects.select_for_update().filter(name=SchemeName.NINE).exclude(entering=None).order_by("-version").first()
    if scheme is None:
        return 0
    standing = schemes.standing(SchemeName.NINE)
    rules, done = entry_rules.of(standing.scheme), 0
    todo = [key for key in rules if key in scheme.entering["stages"]] if standing.version == scheme.version else []
    if todo:
        found = entry_rules.members(rules[todo[0]], UUID(scheme.entering["after"]), BATCH)
        done = len(found)
        _move(todo[0], rules[todo[0]], found)
        if done == BATCH:
            scheme.entering = {"stages": todo, "after": str(found[-1])}
        else:
            todo = todo[1:]
            scheme.entering = {"stages": todo, "after": FIRST} if todo else None
    else:
        scheme.entering = None
    scheme.save(update_fields=["entering"])
    return max(done, 1)


def begin(scheme: StageScheme, stages: Sequence[str], before: Mapping[str, UUID]) -> None:
    """Have the members of the segments of these stages looked at, and those that the version before (stage → line) had not come to yet,
    where its rule stands on."""
    rules = entry_rules.of(read(scheme.name, scheme.scheme))
    open_ones = StageScheme.objects.filter(name=scheme.name).exclude(entering=None)
    going_on = {key for row in open_ones for key in row.entering["stages"] if key in rules and rules[key] == before.get(key)}
    open_ones.update(entering=None)
    todo = [key for key in rules if key in {*stages, *going_on}]
    if todo:
        scheme.entering = {"stages": todo, "after": FIRST}
        scheme.save(update_fields=["entering"])
        work.ring(KIND)
