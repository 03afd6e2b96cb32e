"""change_limits: how much the sites of the workspace may send."""

from kernel import audit, tenancy
from kernel.audit import Actor
from kernel.problems import Refused
from tracking.domain import quota
from tracking.models import IngestLimit


def change_limits(*, per_second_of_key: int | None, per_second: int | None, per_month: int | None, actor: Actor) -> IngestLimit:
    """Events a second of every key (a site may have its own) and of the workspace; None is the default. In force within 5 seconds.

    `per_month` is an allowance that the page Quota shows; nothing is refused for it. Refuses what is no positive number.
    """
    asked = {"per_second_of_key": per_second_of_key or quota.PER_SECOND_OF_KEY, "per_second": per_second or quota.PER_SECOND}
    for field, value in (("per_second_of_key", per_second_of_key), ("per_second", per_second)):
        if value is not None and not 1 <= value <= quota.HIGHEST:
            raise Refused(f"Allow between 1 and {quota.HIGHEST:,} events a second, or leave it empty.", field=field)
    if per_month is not None and not 1 <= per_month <= 10**12:
        raise Refused("Write a number of events a month, or leave it empty.", field="per_month")
    found: IngestLimit | None = IngestLimit.objects.select_for_update().first()
    before = {name: getattr(found, name) if found else None for name in (*asked, "per_month")}
    after = {**asked, "per_month": per_month}
    if found is None:
        found = IngestLimit.objects.create(**after)
    else:
        for name, value in after.items():
            setattr(found, name, value)
        found.save(update_fields=list(after))
    audit.record(actor, "limits.changed", tenancy.current(), {name: [before[name], value] for name, value in after.items()})
    return found
