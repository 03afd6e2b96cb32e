"""The filter `intent_mail`: the leads behind a number of search intent in mail (F017)."""

from datetime import datetime

from django.db.models import Q

from analytics.domain.periods import Period
from analytics.enums import Answered, IntentMatch
from analytics.queries import intent
from analytics.queries.score_behind import days_asked
from leads.domain.filters import BadFilter


def value_of(period: Period, match: str, answered: str, template: str = "") -> str:
    """`2026-01-01..2026-06-30;taken_up;opened;welcome`."""
    return ";".join([f"{period.first}..{period.last}", match, answered, template]).rstrip(";")


def by_intent(value: str, now: datetime) -> Q:
    """Leads who were sent such a message in these days, or who opened or clicked it, or came to the site after it."""
    days, match, answered, template = [part.strip() for part in f"{value};;;".split(";")][:4]
    answered = answered or Answered.SENT
    if match not in IntentMatch.values:
        raise BadFilter("intent_mail", f"“{match[:40]}” is none of: {', '.join(IntentMatch.values)}.")
    if answered not in Answered.values:
        raise BadFilter("intent_mail", f"“{answered[:40]}” is none of: {', '.join(Answered.values)}.")
    return Q(pk__in=intent.leads(*days_asked("intent_mail", days, now), match, answered, template))
