"""publish_scheme: the axes, levels and tiers of a workspace's matrix; publishing makes a new version (F153)."""

from uuid import UUID

from kernel import audit, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch_companies
from leads.domain import tiers
from leads.domain.tiers import BadScheme, Scheme
from leads.models import TierScheme
from leads.queries import tiers as questions

LOCK = "account_tiers"
RETIER = f"""
UPDATE leads_company c SET tier = x.tier, tier_rank = x.rank FROM {questions.CELLS}, leads_company o
WHERE c.workspace_id = %(workspace_id)s AND o.workspace_id = %(workspace_id)s AND o.id = c.id
    AND x.direction = c.direction AND x.profit = c.profit AND (x.tier <> c.tier OR x.rank IS DISTINCT FROM c.tier_rank)
RETURNING c.id, o.tier <> c.tier
"""


def read(given: object) -> Scheme:
    """The scheme in plain values. Refuses what cannot be one, by its place."""
    try:
        return tiers.parse(given)
    except BadScheme as error:
        raise Refused(error.detail, field=error.field, code="bad_scheme") from error


def publish_scheme(scheme: Scheme, actor: Actor, expected: int | None = None) -> TierScheme:
    """Publish the next version; companies stay on their levels and get the tier of their cell, their leads' segments are asked again.

    `expected`: how many companies were said to change their tier; when it is another number now, nothing changes (409). Refuses to
    take a level away on which companies stand. Audited; the placements stay as they were written.
    """
    sql.lock(LOCK)
    stranded = sum(questions.stranded(scheme).values())
    if stranded:
        raise Refused(
            f"{stranded} companies stand on a level that is left out: place them elsewhere first, or keep the level under another name.",
            field="levels", code="in_use", status=409,
        )  # fmt: skip
    changing = questions.would_change(scheme)
    if expected is not None and expected != changing:
        raise Refused(f"It would change the tier of {changing} companies now, not {expected}: look again.", code="changed", status=409)
    before = questions.standing()
    made = TierScheme.objects.create(version=before.version + 1, scheme=tiers.plain(scheme), made_by=actor.name)
    changed: list[tuple[UUID, bool]] = sql.tuples(RETIER, cells=questions.cells_of(scheme))
    touch_companies(company for company, other in changed if other)
    audit.record(actor, "tier_scheme.published", made, {"version": [before.version, made.version], "companies": [None, changing]})
    return made
