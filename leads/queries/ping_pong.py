"""Question: which leads went from MQL to SQL and back so often that somebody has to look? (leads.domain.ping_pong; F055)"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from kernel import sql
from leads.domain.filters import BadFilter
from leads.domain.ping_pong import Bounce, Stay, bounces, recent
from leads.domain.schemes import PingPong
from leads.models import StageVisit
from leads.queries import schemes

# First those that came to MQL again often enough of late, by the index of stage and entry; then only their visits.
PLAYED = """
WITH came AS (
    SELECT v.lead_id FROM leads_stagevisit v
    WHERE v.workspace_id = %(workspace_id)s AND v.stage = 'mql' AND v.entered_at >= %(since)s AND v.undone_at IS NULL
    GROUP BY v.lead_id HAVING count(*) >= %(times)s
), walked AS (
    SELECT v.lead_id, v.stage, v.entered_at, lag(v.stage) OVER way AS before,
        count(*) FILTER (WHERE v.stage = 'mql') OVER way AS mqls
    FROM came c JOIN leads_stagevisit v ON v.workspace_id = %(workspace_id)s AND v.lead_id = c.lead_id
    WHERE v.workspace_id = %(workspace_id)s AND v.stage IN ('mql', 'sql') AND v.undone_at IS NULL
    WINDOW way AS (PARTITION BY v.lead_id ORDER BY v.entered_at, v.recorded_at, v.id)
)
SELECT w.lead_id, count(*) FROM walked w
WHERE w.stage = 'mql' AND w.before = 'sql' AND w.mqls > 1 AND w.entered_at >= %(since)s
GROUP BY w.lead_id HAVING count(*) >= %(times)s
"""


def played(now: datetime, thresholds: PingPong | None = None) -> dict[UUID, int]:
    """lead → how often it came back in the days that the scheme names, for those that did at least as often as it says."""
    asked = thresholds or schemes.ping_pong()
    return dict(sql.tuples(PLAYED, since=now - timedelta(days=asked.days), times=asked.times))


def ping_pong_filter(value: str, now: datetime) -> Q:
    """The filter of lists: yes or no."""
    if value not in ("yes", "no"):
        raise BadFilter("ping_pong", "Give yes or no.")
    found = Q(pk__in=list(played(now)))
    return found if value == "yes" else ~found


def evidence(lead_id: UUID, now: datetime, thresholds: PingPong) -> list[Bounce]:
    """The bounces of one lead that count now, in order: who handed it over, who took it, and why it came back."""
    rows = StageVisit.objects.filter(lead_id=lead_id, undone_at=None, stage__in=("mql", "sql"))
    ordered = rows.order_by("entered_at", "recorded_at", "id").values_list("stage", "entered_at", "reason", "actor_name")
    return recent(bounces([Stay(*row) for row in ordered]), thresholds.days, now)
