"""Leaves about stays in stages: overdue (F051, F066) and ping_pong, how often a lead came back from sales (F055).

Both rules turn just after an instant (a stay of exactly the promise keeps it), so what they foretell is a microsecond later: the first
instant that the database knows at which the answer is another.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import sql
from leads.domain.leaf_fields import Field
from leads.domain.ping_pong import Stay, bounces
from leads.domain.schemes import PingPong
from leads.domain.stage_clock import clock_of
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Verdict, register
from leads.queries.leaves.behaviour import in_window, out_of_window, window
from leads.queries.leaves.fields import ahead

MOMENT = timedelta(microseconds=1)
PROMISES = """
SELECT l.id, d.sla_hours FROM leads_lead l
JOIN leads_stagedefinition d ON d.workspace_id = %(workspace_id)s AND d.key = l.stage AND d.sla_hours IS NOT NULL
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[]) AND l.closed_at IS NULL
"""
DUE = """(SELECT l.stage_entered_at + d.sla_hours * interval '1 hour' FROM leads_stagedefinition d
    WHERE d.workspace_id = %(workspace_id)s AND d.key = l.stage AND l.closed_at IS NULL)"""


def load_promises(lead_ids: Sequence[UUID], asked: Sequence[Given]) -> Mapping[UUID, int]:
    """lead → hours that its stay is promised to take at most; an open one of a stage that promises something."""
    return dict(sql.tuples(PROMISES, leads=list(lead_ids)))


def overdue_until(given: Given, bind: Bind) -> str:
    return ahead(f"{bind.once(given, lambda: DUE)} + interval '1 microsecond'")


def overdue_judge(given: Given, known: Known, now: datetime) -> Verdict:
    clock = clock_of(known.row["stage_entered_at"], None, known.of.get("promises"), now)
    if clock.due_at is None:
        return Verdict(False)
    late = clock.state == "late"
    return Verdict(late, None if late else clock.due_at + MOMENT, (Evidence(at=clock.due_at),))


def back_latest(given: Given, bind: Bind) -> str:
    """When the lead came back to MQL from SQL for the n-th time from the end; NULL when it did less often (leads.domain.ping_pong)."""
    return f"""(SELECT w.entered_at FROM (
        SELECT v.stage, v.entered_at, lag(v.stage) OVER way AS before, count(*) FILTER (WHERE v.stage = 'mql') OVER way AS mqls
        FROM leads_stagevisit v WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = l.id AND v.stage IN ('mql', 'sql')
            AND v.undone_at IS NULL WINDOW way AS (ORDER BY v.entered_at, v.recorded_at, v.id)
        ) w WHERE w.stage = 'mql' AND w.before = 'sql' AND w.mqls > 1
        ORDER BY w.entered_at DESC OFFSET {bind(given["times"] - 1)} LIMIT 1)"""


def ping_pong_judge(given: Given, known: Known, now: datetime) -> Verdict:
    back = [one.back.entered_at for one in bounces([Stay(stage, at) for stage, _visit, at in known.of.get("visits", ())])]
    nth = back[-given["times"]] if len(back) >= given["times"] else None
    return window(nth, given["days"], now, [Evidence(at=at) for at in back[-5:]])


def ping_pong_words(given: Given) -> str:
    parts = {"times": given["times"], "days": f"{given['days']:g}"}
    if given["days"]:
        return _("came back from SQL to MQL at least %(times)s times in the last %(days)s days") % parts
    return _("came back from SQL to MQL at least %(times)s times") % parts


register(
    Kind(
        "overdue", gettext_lazy("Overdue in its stage"), (),
        lambda given, bind: f"{bind.once(given, lambda: DUE)} < %(now)s::timestamptz", overdue_judge,
        lambda given: _("stands in its stage for longer than promised"), overdue_until, needs="promises",
    ),
    Kind(
        "ping_pong", gettext_lazy("Ping-pong"),
        (
            Field("times", gettext_lazy("At least"), "whole", PingPong.times, low=1, high=999),
            Field("days", gettext_lazy("In the last days (0: ever)"), "days", float(PingPong.days)),
        ),
        lambda given, bind: in_window(bind.once(given, lambda: back_latest(given, bind)), given["days"], bind),
        ping_pong_judge, ping_pong_words,
        lambda given, bind: out_of_window(bind.once(given, lambda: back_latest(given, bind)), given["days"], bind), needs="visits",
    ),
)  # fmt: skip
