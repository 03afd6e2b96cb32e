"""put_rules, put_defaults, take_turns: which leads go straight to sales."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F

from kernel import audit, tenancy
from kernel.audit import SYSTEM, Actor
from kernel.problems import Refused
from leads.actions.segments import checked
from leads.domain.trees import everybody, plain
from sales.domain import routing
from sales.models import RoutingRule
from sales.queries import rules as stored_rules
from tracking.enums import Channel


def put_defaults() -> None:
    """Give a new workspace the two rules of the source (F058, F059), once."""
    if RoutingRule.objects.exists():
        return
    RoutingRule.objects.bulk_create(
        RoutingRule(
            position=position, name=rule.name, lane=rule.lane, condition={"events": sorted(rule.events), "channels": sorted(rule.channels)}
        )
        for position, rule in enumerate(routing.DEFAULT_RULES, start=1)
    )
    audit.record(SYSTEM, "routing.defaults", tenancy.current())


def put_rules(wanted: Sequence[Mapping[str, Any]], *, actor: Actor) -> list[RoutingRule]:
    """Replace all rules by these, in this order (F058–F060). Turns go on for a rule that keeps its name.

    Refuses, by rule and field: a missing name or one used twice, an unknown lane, channel or condition, a stranger as assignee, and a
    tree of the lead that cannot be understood, by the path of the leaf (`0/condition/lead/all[0].times`).
    """
    _check(wanted)
    before = {rule.name: rule for rule in stored_rules.stored()}
    rows = [_row(position, rule, before) for position, rule in enumerate(wanted, start=1)]
    RoutingRule.objects.all().delete()
    RoutingRule.objects.bulk_create(rows)
    audit.record(actor, "routing.changed", tenancy.current(), {"rules": [list(before), [row.name for row in rows]]})
    return rows


def _row(position: int, rule: Mapping[str, Any], before: Mapping[str, RoutingRule]) -> RoutingRule:
    name, condition = str(rule["name"]).strip()[:120], rule.get("condition") or {}
    return RoutingRule(
        position=position, name=name, lane=rule["lane"], active=rule.get("active", True),
        condition={**{key: list(condition.get(key) or []) for key in ("events", "channels")}, **_tree(condition, position - 1)},
        assignee_ids=list(rule.get("assignee_ids") or []), turn=before[name].turn if name in before else 0,
    )  # fmt: skip


def _tree(condition: Mapping[str, Any], index: int) -> dict[str, Any]:
    """`lead` as it is stored; nothing for a tree that asks nothing, so that such a rule costs nothing."""
    if not condition.get("lead"):
        return {}
    try:
        node = checked(condition["lead"])
    except Refused as error:
        place = "" if error.field == "tree" else f"/{error.field}"
        raise Refused(error.detail, field=f"{index}/condition/lead{place}", code=error.code) from error.__cause__
    return {} if everybody(node) else {"lead": plain(node)}


def _check(wanted: Sequence[Mapping[str, Any]]) -> None:
    people, names = stored_rules.workers(), [str(rule.get("name") or "").strip() for rule in wanted]
    for index, rule in enumerate(wanted):
        for field, problem in routing.problems(rule, Channel.values, people).items():
            raise Refused(problem, field=f"{index}/{field}")
        if names.index(names[index]) != index:
            raise Refused(f"Two rules are called “{names[index]}”: give each its own name.", field=f"{index}/name")


def take_turns(name: str, count: int) -> int:
    """Reserve `count` turns of the rule `name`; the number of the first. Concurrent hand-offs wait for one another here."""
    mine = RoutingRule.objects.filter(name=name)
    mine.update(turn=F("turn") + count)
    return int(mine.values_list("turn", flat=True)[0]) - count
