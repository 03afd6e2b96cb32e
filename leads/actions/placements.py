"""place, place_many, undo_batch: where companies stand in the matrix, by hand, with evidence; the history is only added to (F153)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from kernel import audit, clock, ids, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.companies import MOST, Found, as_expected, undo_classes
from leads.actions.membership import touch_companies
from leads.actions.tier_schemes import LOCK
from leads.domain.tiers import Scheme
from leads.enums import AccountChange
from leads.models import AccountBatch, Company, Placement
from leads.queries import companies, tiers
from leads.queries.companies import Asked

LONGEST_REASON, LONGEST_LINK = 2_000, 500
ROWS = "json_to_recordset(%(rows)s::json) AS x(id uuid, company uuid, direction text, profit text, tier text, rank int)"
ADD = f"""
INSERT INTO leads_placement (workspace_id, id, company_id, direction, profit, tier, scheme_version, reason, link, at, by, batch_id, undoes)
SELECT %(workspace_id)s, x.id, x.company, x.direction, x.profit, x.tier, %(version)s, %(reason)s, %(link)s, %(now)s, %(by)s,
    %(batch)s::uuid, %(undoes)s
FROM {ROWS}
"""
STAND = f"""
UPDATE leads_company c SET direction = x.direction, profit = x.profit, tier = x.tier, tier_rank = x.rank,
    placed_at = CASE WHEN x.direction = '' THEN NULL ELSE %(now)s::timestamptz END
FROM {ROWS} WHERE c.workspace_id = %(workspace_id)s AND c.id = x.company
"""
STILL = """
SELECT p.company_id FROM leads_placement p
WHERE p.workspace_id = %(workspace_id)s AND p.batch_id = %(batch)s AND NOT p.undoes AND NOT EXISTS (
    SELECT 1 FROM leads_placement n WHERE n.workspace_id = %(workspace_id)s AND n.company_id = p.company_id AND n.id > p.id)
"""


@dataclass(frozen=True)
class Evidence:
    """A cell, and why: `reason` in words, `link` to what proves it. Empty levels: out of the matrix."""

    direction: str
    profit: str
    reason: str
    link: str = ""


def place(company_id: UUID, given: Evidence, actor: Actor) -> Placement:
    """Place one company, or take it out of the matrix. Audited; its leads' segments are asked again.

    Refuses a level that does not exist, only one of two levels, no reason, and a link that is none.
    """
    sql.lock(LOCK, shared=True)
    scheme = tiers.standing()
    told = _checked(given, scheme.scheme)
    company = Company.objects.select_for_update().filter(pk=company_id).first()
    if company is None:
        raise Refused("There is no such company in this workspace.", code="not_found", status=404)
    before = company.tier
    _put({company_id: (told.direction, told.profit)}, told, scheme, actor)
    placed = companies.placements(company_id)[0]
    audit.record(actor, "company.placed", company, {
        "direction": [company.direction, told.direction], "profit": [company.profit, told.profit], "tier": [before, placed.tier],
    })  # fmt: skip
    return placed


def preview(asked: Asked, given: Evidence) -> Found:
    """How many companies `place_many` would place. Refuses the same."""
    _checked(given, tiers.standing().scheme, reason=False)
    matched = list(companies.search(asked).order_by("id").values_list("id", "direction", "profit")[: MOST + 1])
    if len(matched) > MOST:
        raise Refused(f"More than {MOST:,} companies match: filter them further.", field="filters")
    return Found(len(matched), {key: cell for key, *cell in matched if cell != [given.direction, given.profit]})


def place_many(asked: Asked, given: Evidence, expected: int | None, actor: Actor, shown: str = "") -> AccountBatch:
    """Place every company that the filters name; those that stand there already stay as they are. Audited; undone by undo_batch.

    `expected` is the number that was shown before, `shown` the digest of which they were: when another number or others would change now,
    nothing does (409).
    """
    sql.lock(LOCK, shared=True)
    scheme = tiers.standing()
    told = _checked(given, scheme.scheme)
    changing = as_expected(preview(asked, told), expected, shown)
    held = _held(changing)
    batch = AccountBatch.objects.create(
        change=AccountChange.PLACEMENT, before={str(key): list(cell) for key, cell in held.items()}, by=actor.name,
        aim={"direction": told.direction, "profit": told.profit, "reason": told.reason, "link": told.link},
    )  # fmt: skip
    _put(dict.fromkeys(held, (told.direction, told.profit)), told, scheme, actor, batch)
    audit.record(actor, "company.placed_many", batch, {"companies": [None, len(held)]})
    return batch


def undo_batch(batch_id: UUID, actor: Actor) -> int:
    """Give the companies of a batch back what they had, but for those that somebody changed since; says how many. Once (409). Audited."""
    batch = AccountBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise Refused("There is no such change in this workspace.", code="not_found", status=404)
    if batch.undone_at:
        raise Refused("This was undone already.", code="undone", status=409)
    back = _undo_placements(batch, actor) if batch.change == AccountChange.PLACEMENT else undo_classes(batch)
    batch.undone_at, batch.undone_by = clock.now(), actor.name
    batch.save(update_fields=["undone_at", "undone_by"])
    audit.record(actor, "company.batch_undone", batch, {"companies": [len(batch.before), len(batch.before) - back]})
    return back


def _undo_placements(batch: AccountBatch, actor: Actor) -> int:
    sql.lock(LOCK, shared=True)
    scheme = tiers.standing()
    _held([UUID(key) for key in batch.before])
    still = {company for (company,) in sql.tuples(STILL, batch=str(batch.pk))}
    cells = {UUID(key): (cell[0], cell[1]) for key, cell in batch.before.items() if UUID(key) in still}
    gone = {cell for cell in cells.values() if cell != ("", "") and not scheme.scheme.tier_of(*cell)}
    if gone:
        told = f"The level {' / '.join(sorted(gone)[0])} is gone from the matrix since: place these companies by hand."
        raise Refused(told, code="level_gone", status=409)
    _put(cells, Evidence("", "", f"↩ {batch.aim['reason']}"[:LONGEST_REASON]), scheme, actor, batch, undoes=True)
    return len(cells)


def _held(company_ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Lock them, always in one order; company → its cell."""
    rows = Company.objects.select_for_update().filter(pk__in=company_ids).order_by("id").values_list("id", "direction", "profit")
    return {key: (direction, profit) for key, direction, profit in rows}


def _put(
    cells: Mapping[UUID, tuple[str, str]], told: Evidence, standing: tiers.Standing, actor: Actor, batch: AccountBatch | None = None,
    undoes: bool = False,
) -> None:  # fmt: skip
    rank: Mapping[str, Any] = {tier.key: place for place, tier in enumerate(standing.scheme.tiers)}
    rows = []
    for company, (direction, profit) in cells.items():
        tier = standing.scheme.tier_of(direction, profit)
        row = {"id": ids.new(), "company": company, "direction": direction, "profit": profit, "tier": tier, "rank": rank.get(tier)}
        rows.append(row)
    told_all = {
        "version": standing.version, "reason": told.reason, "link": told.link, "now": clock.now(), "by": actor.name[:200],
        "batch": str(batch.pk) if batch else None, "undoes": undoes,
    }  # fmt: skip
    for part in sql.parts(rows):
        sql.execute(ADD, rows=part, **told_all)
        sql.execute(STAND, rows=part, now=clock.now())
    touch_companies(cells)


def _checked(given: Evidence, scheme: Scheme, reason: bool = True) -> Evidence:
    """The same, trimmed."""
    for name, axis in (("direction", scheme.direction), ("profit", scheme.profit)):
        key, other = getattr(given, name), given.direction + given.profit
        if key and axis.level(key) is None:
            raise Refused(f"There is no level “{key[:40]}”: use {', '.join(level.key for level in axis.levels)}.", field=name)
        if not key and other:
            raise Refused("Give both levels, or neither to take the company out of the matrix.", field=name)
    words, link = given.reason.strip(), given.link.strip()
    if reason and not 1 <= len(words) <= LONGEST_REASON:
        raise Refused(f"Say why, in 1 to {LONGEST_REASON} characters: the next person has to understand it.", field="reason")
    if not _storable(words + link):
        raise Refused("The text holds a character that cannot be kept (NUL or half of one).", field="reason")
    if link and not _is_address(link):
        raise Refused("Give the address of a page that begins with http:// or https://.", field="link")
    return Evidence(given.direction, given.profit, words, link)


def _storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(link) <= LONGEST_LINK and not set(link) & set(" <>\"'\\\n\t")
