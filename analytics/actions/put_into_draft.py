"""put_into_draft: suggested points become part of a draft of the rulebook; what acts on leads is not touched (M12)."""

from collections.abc import Sequence

from analytics.domain.periods import Period
from analytics.queries import draft_points, kept
from analytics.queries.draft_points import Change, Plan
from kernel.audit import Actor
from kernel.problems import Refused
from scoring.actions.rulebooks import begin_draft, change_draft, open_draft
from scoring.domain import points
from scoring.queries import rulebooks


def put_into_draft(period: Period, rules: Sequence[str], seen: str, *, actor: Actor) -> tuple[int, list[Change]]:
    """Put the suggested points of `rules` into the open draft, or into a new one; gives its version and the changes. Audited by scoring.

    The suggestions are worked out anew. Refuses when they, the draft or the live rulebook are not those of the preview `seen`; refuses
    no rule at all, and rules for which nothing is suggested. Publishing still asks for a test on history and for both approvals.
    """
    draft = rulebooks.draft()
    if draft is not None:
        open_draft(draft.version)
    plan = draft_points.plan(kept.heard_now(period))
    if seen != plan.seen:
        detail = "The suggestions, the draft or the live rulebook changed since you looked: look again."
        raise Refused(detail, field="seen", code="changed", status=409)
    chosen = _chosen(plan, rules)
    new = points.with_points(plan.rules, {change.rule: change.suggested for change in chosen})
    if plan.version is None:
        note = f"Points suggested from the leads that crossed the threshold from {period.first} to {period.last}."
        return begin_draft(actor, new, note).version, chosen
    return change_draft(plan.version, new, actor).version, chosen


def _chosen(plan: Plan, rules: Sequence[str]) -> list[Change]:
    """The changes of these rules, in the order of the plan."""
    if not rules:
        raise Refused("Choose at least one rule.", field="rules")
    known = [change.rule for change in plan.fitting]
    for rule in rules:
        if rule not in known:
            raise Refused(f"Nothing is suggested for “{rule[:80]}”: choose of {', '.join(known) or 'none'}.", field="rules")
    return [change for change in plan.fitting if change.rule in rules]
