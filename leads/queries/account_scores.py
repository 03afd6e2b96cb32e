"""Question: what is the score of each account now, and of which parts (F087)? Read from the rows of its people's open leads."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from kernel import clock, sql
from leads.domain import fading
from leads.domain.account_score import NONE, SHARE, TOGETHER, AccountScore, account_score
from leads.domain.filters import BadFilter, number_range
from leads.domain.snapshot import days
from leads.models import Company
from leads.queries.awake import DAYS, PEOPLE

LARGEST = 600.0
# A person has one score: the highest of their open leads.
BASE = f"""
WITH person AS (
    SELECT p.company_id, p.id, max(greatest(0, sn.fit + sn.interest_sign
               * exp(greatest(least(coalesce(sn.interest_log, -{LARGEST}) - sn.interest_rate * %(day)s, {LARGEST}), -{LARGEST}))
               + {fading.sql("sn.fading", "%(day)s")})) AS score, bool_or(coalesce(l.last_active_at > %(since)s, false)) AS active
    FROM leads_person p JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.person_id = p.id AND l.closed_at IS NULL
    JOIN leads_snapshot sn ON sn.workspace_id = %(workspace_id)s AND sn.id = l.id
    WHERE p.workspace_id = %(workspace_id)s AND p.merged_into_id IS NULL AND {{which}}
    GROUP BY p.company_id, p.id
), ranked AS (
    SELECT r.*, row_number() OVER (PARTITION BY r.company_id ORDER BY r.score DESC, r.id) AS place FROM person r
), account AS (
    SELECT r.company_id, max(r.score) AS best, coalesce(sum(r.score) FILTER (WHERE r.active AND r.place > 1), 0) AS others,
           count(*) FILTER (WHERE r.active) AS active
    FROM ranked r GROUP BY r.company_id
)
"""
OF_THESE = BASE.format(which="p.company_id = ANY(%(ids)s::uuid[])") + "SELECT a.company_id, a.best, a.others, a.active FROM account a"
# As it is shown, to a tenth.
TOTAL = """round(a.best::numeric, 1) + round((%(share)s * a.others)::numeric, 1)
    + CASE WHEN a.active >= %(several)s THEN %(together)s ELSE 0 END"""
BETWEEN = f"""{BASE.format(which="p.company_id IS NOT NULL")}
SELECT a.company_id FROM account a CROSS JOIN LATERAL (SELECT {TOTAL} AS score) t
WHERE t.score >= coalesce(%(low)s::float8, 0) AND t.score <= coalesce(%(high)s::float8, 'infinity')
"""


def scores(company_ids: Iterable[UUID]) -> dict[UUID, AccountScore]:
    """Company → its score now; one without people who have an open lead has none of its points. One query."""
    asked = list(company_ids)
    rows = sql.tuples(OF_THESE, ids=asked, **_now()) if asked else []
    found = {company: account_score(best, others, active, PEOPLE) for company, best, others, active in rows}
    return {company: found.get(company, NONE) for company in asked}


def put_scores(companies: Sequence[Company]) -> None:
    """Let each say its `score`."""
    found = scores(company.pk for company in companies)
    for company in companies:
        company.score = found[company.pk]  # type: ignore[attr-defined]


def between(value: str) -> list[UUID]:
    """The companies whose score is in a range such as `40..` or `10..20`. Raises BadFilter."""
    low, high = number_range("account_score", value)
    if low is None and high is None:
        raise BadFilter("account_score", "Give a number or a range such as 40.. or 10..20.")
    terms = {"low": low, "high": high, "share": SHARE, "several": PEOPLE, "together": TOGETHER}
    return [row[0] for row in sql.tuples(BETWEEN, **terms, **_now())]


def account_score_filter(value: str, now: datetime) -> Q:
    """The filter of lists of leads: everybody of such an account."""
    return Q(person__company_id__in=between(value))


def _now() -> dict[str, object]:
    now = clock.now()
    return {"day": days(now), "since": now - timedelta(days=DAYS)}
