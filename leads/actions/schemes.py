"""publish_scheme, acknowledge: what stages mean is data with versions, shared by the sides that work by it (F051, F053, F156)."""

from kernel import audit, clock, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions import entry_rules, membership
from leads.domain import schemes as domain
from leads.domain import shown
from leads.domain.schemes import Scheme
from leads.domain.tiers import BadScheme
from leads.enums import SchemeName, Side
from leads.models import StageAcknowledgement, StageScheme
from leads.queries import entry_rules as questions
from leads.queries import schemes, segments
from tenants.queries import members

LOCK = "stage_schemes"
DEFINE = """
UPDATE leads_stagedefinition d SET name = x.name, name_zh = x.name_zh, definition = x.text, sla_hours = x.sla_hours
FROM json_to_recordset(%(rows)s::json) AS x(key text, name text, name_zh text, text text, sla_hours int)
WHERE d.workspace_id = %(workspace_id)s AND d.key = x.key
"""


def read(name: str, given: object) -> Scheme:
    """The scheme in plain values. Refuses what cannot be one, by its place."""
    try:
        return domain.parse(name, given)
    except BadScheme as error:
        raise Refused(error.detail, field=error.field, code="bad_scheme") from error


def publish_scheme(name: str, scheme: Scheme, actor: Actor, seen: int | None = None, expected: int | None = None) -> StageScheme:
    """Publish the next version, and both sides are asked to acknowledge it. Audited. Leads stay where they stand, but for members of a
    segment that brings them to a stage by this version and by the one before did not: they are moved in the background.

    `seen`: the version that was looked at; when another one stands by now, nothing changes (409). `expected`: how many would move, as it
    was shown; another number than that by more than 5 % moves nobody (409). Refuses a version without a change.
    """
    sql.lock(LOCK)
    before = schemes.standing(name)
    if seen is not None and seen != before.version:
        raise Refused(
            f"Version {before.version} was published meanwhile, and you saw version {seen}: look at it first.",
            field="seen", code="changed", status=409,
        )  # fmt: skip
    if scheme == before.scheme:
        raise Refused("Nothing is changed: this is the version that stands.", field="scheme", code="same", status=409)
    coming = entering(scheme, before.scheme)
    _demand(sum(coming.values()), expected)
    told = domain.plain(name, scheme)
    made = StageScheme.objects.create(name=name, version=before.version + 1, scheme=told, made_by=actor.name[:200])
    if name == SchemeName.NINE:
        sql.execute(DEFINE, rows=sql.as_json(told["stages"]))
        membership.refresh("overdue")
        entry_rules.begin(made, list(coming), questions.of(before.scheme))
    audit.record(actor, "stage_scheme.published", made, {"scheme": [None, name], "version": [before.version, made.version]})
    return made


def entering(scheme: Scheme, before: Scheme) -> dict[str, int]:
    """Stage → how many members of its segment would come there, where its segment is another than before. Refuses a segment that is not
    here."""
    rules, were = questions.of(scheme), questions.of(before)
    here = {segment.line_id for segment in segments.segments()}
    for number, stage in enumerate(scheme.stages):
        # One that was archived since goes on where it stands.
        if stage.key in rules and rules[stage.key] not in here and rules[stage.key] != were.get(stage.key):
            raise Refused("There is no such segment: choose another.", field=f"stages[{number}].entry_segment", code="bad_scheme")
    changed = [key for key in rules if rules[key] != were.get(key)]
    if filling := segments.filling([rules[key] for key in changed]):
        detail = f"The members of “{filling[0]}” are still being looked for: publish when they are known, so that they can be counted."
        raise Refused(detail, field="scheme", code="filling", status=409)
    return questions.forecast(rules, changed)


def _demand(moves: int, expected: int | None) -> None:
    if moves and (expected is None or not shown.is_near(moves, expected)):
        detail = f"Members of these segments would move now, {moves} in all: say the number to confirm."
        raise Refused(detail, field="expected", code="confirm", status=409)


def acknowledge(name: str, version: int, side: str, actor: Actor) -> StageAcknowledgement:
    """Say for one side that it works by this version. Audited; said again, it changes nothing.

    Refuses keys and machines, a version that no longer stands, and one person for both sides where there are two.
    """
    if side not in Side.values:
        raise Refused(f"Choose one of {', '.join(Side.values)}.", field="side")
    if actor.user_id is None:
        raise Refused("Only a person can acknowledge a definition: sign in as a member.", code="not_a_person", status=403)
    sql.lock(LOCK)
    newest = schemes.standing(name).version
    if version != newest:
        raise Refused(f"Version {newest} stands now: read and acknowledge that one.", field="version", code="changed", status=409)
    said = schemes.acknowledgements(name).get(version, {})
    if side in said:
        return said[side]
    if any(row.user_id == actor.user_id for row in said.values()) and len(members.names()) > 1:
        raise Refused("You acknowledged it for the other side: this one needs somebody else.", code="same_person", status=409)
    row: StageAcknowledgement = StageAcknowledgement.objects.create(
        name=name, version=version, side=side, user_id=actor.user_id, by=actor.name[:200], at=clock.now()
    )
    audit.record(actor, "stage_scheme.acknowledged", row, {"scheme": [None, name], "version": [None, version], "side": [None, side]})
    return row
