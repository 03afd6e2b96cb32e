"""change_rules: whose value survives a merge, as a version of its own (F034)."""

from collections.abc import Mapping

from kernel import audit, clock, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain import survivorship as domain
from leads.domain.survivorship import Rules
from leads.models import SurvivorshipRules
from leads.queries import survivorship


def change_rules(*, actor: Actor, rules: Mapping[str, str], based_on: int | None = None) -> Rules:
    """Make a new version out of `rules` ({"name": "complete", …}, every field); the same rules again make none.

    Merges made before keep what they chose. `based_on`: the version that the person looked at. Refuses unknown fields and rules, and a
    version that somebody has replaced meanwhile (409). Audited with what changed.
    """
    sql.lock("leads.survivorship")
    if wrong := domain.problem(rules):
        raise Refused(wrong[1], field=wrong[0])
    before = survivorship.current()
    if based_on is not None and based_on != before.version:
        raise Refused("Somebody has changed the rules meanwhile: look at them again before you save.", code="stale", status=409)
    changes = {name: [str(before.of[name].value), rules[name]] for name in rules if before.of[name] != rules[name]}
    if changes:
        row = SurvivorshipRules.objects.create(
            version=before.version + 1, rules=dict(rules), made_at=clock.now(), made_by=actor.name or actor.kind
        )
        audit.record(actor, "survivorship.changed", row, changes)
    return survivorship.current()
