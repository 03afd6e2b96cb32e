"""The routing rules, and who may be given a lead."""

from sales.domain.routing import Rule, tree_of
from sales.models import RoutingRule
from tenants.domain.permissions import can
from tenants.queries import members


def stored() -> list[RoutingRule]:
    """As rows, in the order in which they are asked."""
    return list(RoutingRule.objects.order_by("position"))


def as_rule(row: RoutingRule) -> Rule:
    condition = row.condition or {}
    events, channels = frozenset(condition.get("events") or ()), frozenset(condition.get("channels") or ())
    return Rule(row.name, row.lane, events, channels, tuple(row.assignee_ids), row.active, tree_of(condition))


def rules() -> list[Rule]:
    return [as_rule(row) for row in stored()]


def workers() -> list[int]:
    """User ids of those who may work the queue."""
    return [m.user_id for m in members.members() if m.user.is_active and can(m.role, "work_queue")]
