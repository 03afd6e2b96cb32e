"""change_policy: what the digest may find out, what becomes of addresses, and for how long what is kept."""

from collections.abc import Iterable, Mapping

from kernel import audit, clock, sql
from kernel.audit import Actor
from kernel.problems import Refused
from tracking.domain import policy as rules
from tracking.domain.policy import Policy
from tracking.models import TrackingPolicy
from tracking.queries import policy as queries


def change_policy(
    *, actor: Actor, off: Iterable[str], addresses: str, cookieless: bool, days: Mapping[str, int | None] | None = None
) -> Policy:
    """Write the workspace's policy; it holds for what is digested from now on, retention from the next housekeeping on.

    `off`: switches that are off; `days`: kind of data → days kept, None for ever; kinds left out stay. Refuses unknown switches,
    kinds and ways, and days out of bounds. Audited with what changed.
    """
    sql.lock("tracking.policy")
    before = queries.current()
    after = rules.with_days(Policy(frozenset(off), addresses, cookieless, dict(before.days)), dict(days or {}))
    _check(after)
    TrackingPolicy.objects.update_or_create(
        defaults={
            "switched_off": sorted(after.off), "addresses": addresses, "cookieless": cookieless, "days": after.days,
            "changed_at": clock.now(),
        }
    )  # fmt: skip
    old, new = rules.told(before), rules.told(after)
    changes = {key: [old[key], new[key]] for key in new if old[key] != new[key]}
    if changes:
        row = TrackingPolicy.objects.get()
        audit.record(actor, "tracking_policy.changed", row, changes)
    return after


def _check(policy: Policy) -> None:
    unknown = sorted(policy.off - set(rules.SWITCHES))
    if unknown:
        raise Refused(f"There is no step “{unknown[0][:40]}”: use {', '.join(rules.SWITCHES)}.", field="off")
    if policy.addresses not in rules.ADDRESSES:
        raise Refused(f"Addresses are kept one of these ways: {', '.join(rules.ADDRESSES)}.", field="addresses")
    for kind, days in policy.days.items():
        if kind not in rules.RETENTION:
            raise Refused(f"There is no kind of data “{kind[:40]}”: use {', '.join(rules.RETENTION)}.", field="days")
        if bounds := rules.problem(kind, days):
            raise Refused(f"Keep {kind} for {bounds[0]} to {bounds[1]} days, or for ever.", field=kind)
