"""Page: mails that take up what their reader searched, beside those that do not (F017)."""

from typing import Any

from analytics.domain.periods import Period
from analytics.enums import Answered, IntentMatch
from analytics.queries import kept
from analytics.queries.intent import DAYS, Group
from analytics.queries.intent_behind import value_of
from analytics.web import charts, links
from analytics.web.reports import Answer, report
from tenants.web.identity import WorkspaceRequest


@report("intent")
def intent_page(request: WorkspaceRequest, period: Period) -> Answer:
    """Are mails that take up the search intent opened more?"""
    rows, as_of = kept.mailed(period)
    slug = request.caller.workspace.slug
    shown = [_shown(slug, period, row) for row in rows]
    whole = [one for one in shown if not one["row"].template]
    context = {"whole": whole, "templates": [one for one in shown if one["row"].template], "days": DAYS}
    sent = sum(one["row"].sent for one in whole)
    chart = charts.of_intent([one["row"] for one in whole], [one["name"] for one in whole]) | {"as_of": as_of}
    return rows, {**context, "sent": sent, "chart": chart, "as_of": as_of, "is_kept": kept.is_large()}


def _shown(slug: str, period: Period, row: Group) -> dict[str, Any]:
    """A group with the addresses of the leads behind each number."""
    urls = {
        answered: links.leads(slug, known="all", intent_mail=value_of(period, row.match, answered, row.template))
        for answered in Answered.values
    }
    return {"row": row, "name": IntentMatch(row.match).label, "urls": urls}
