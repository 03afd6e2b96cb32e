"""Which accounts are awake: several of their people were active lately, so a purchase is being talked about (F087).

A company is found by the e-mail domain of its people and free mail makes none, so colleagues are people of one business address.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery

from leads.domain.filters import BadFilter
from leads.models import Lead

PEOPLE, DAYS = 2, 30


def active_people(now: datetime) -> Subquery:
    """Of a row of Company: how many of its people did something in the last DAYS days; NULL for none."""
    of_company = _active(now).filter(person__company_id=OuterRef("id"))
    return Subquery(_counted(of_company).values("n"), output_field=IntegerField())


def awake(now: datetime) -> Any:
    """The ids of companies of whom at least PEOPLE people did something in the last DAYS days."""
    return _counted(_active(now).exclude(person__company=None)).filter(n__gte=PEOPLE).values("person__company_id")


def _active(now: datetime) -> Any:
    return Lead.objects.filter(person__merged_into=None, last_active_at__gt=now - timedelta(days=DAYS)).order_by()


def _counted(found: Any) -> Any:
    return found.values("person__company_id").annotate(n=Count("person_id", distinct=True))


def awake_filter(value: str, now: datetime) -> Q:
    """The filter of lists of leads: yes for everybody of a company that is awake, whether active or not."""
    if value not in ("yes", "no"):
        raise BadFilter("awake", "Give yes or no.")
    found = Q(person__company_id__in=awake(now))
    return found if value == "yes" else Q(person__company=None) | ~found
