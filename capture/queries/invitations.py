"""Who was invited to an occasion, and who of them registered (F088)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from capture.enums import SeatState
from capture.models import Invitation, Occasion
from kernel import sql
from leads.domain.filters import BadFilter
from leads.queries.offers import Offer

ANY, MOST = "any", 200
# By every address that the lead's person has given.
COMING = """
FROM leads_lead l
JOIN leads_identifier i ON i.workspace_id = %(workspace_id)s AND i.person_id = l.person_id AND i.kind = 'email'
JOIN capture_seat s ON s.workspace_id = %(workspace_id)s AND s.occasion_id = %(occasion)s AND s.email = i.value
    AND s.state <> %(given_back)s
"""
REGISTERED = f"SELECT DISTINCT l.id {COMING} WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[])"
TURNOUT = f"""
SELECT (SELECT count(*) FROM capture_invitation v WHERE v.workspace_id = %(workspace_id)s AND v.occasion_id = %(occasion)s),
       (SELECT count(DISTINCT l.id) {COMING}
        JOIN capture_invitation v ON v.workspace_id = %(workspace_id)s AND v.occasion_id = %(occasion)s AND v.lead_id = l.id
        WHERE l.workspace_id = %(workspace_id)s)
"""
NAMES = """
SELECT o.id::text AS value, o.name FROM capture_occasion o WHERE o.workspace_id = %(workspace_id)s ORDER BY o.starts_at DESC LIMIT 200
"""


def of(occasion_id: UUID, lead_ids: Iterable[UUID]) -> dict[UUID, Invitation]:
    """Lead → its invitation to this occasion."""
    return {row.lead_id: row for row in Invitation.objects.filter(occasion_id=occasion_id, lead_id__in=set(lead_ids))}


def registered(occasion_id: UUID, lead_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these leads whose person registered, waits, or came."""
    asked = [str(one) for one in set(lead_ids)]
    found = sql.tuples(REGISTERED, occasion=occasion_id, leads=asked, given_back=SeatState.GIVEN_BACK.value) if asked else []
    return {row[0] for row in found}


def turnout(occasion: Occasion) -> tuple[int, int]:
    """(invited, those of them who registered)."""
    [(invited, coming)] = sql.tuples(TURNOUT, occasion=occasion.pk, given_back=SeatState.GIVEN_BACK.value)
    return invited, coming


def events() -> list[tuple[str, Any]]:
    """(id, name with its day) of what people may be invited to, the latest first."""
    rows = Occasion.objects.filter(archived_at=None).order_by("-starts_at", "-id")[:MOST]
    return [(str(one.pk), f"{one.name} · {one.starts_at:%Y-%m-%d}") for one in rows]


def name_of(occasion_id: UUID | None) -> str:
    """What the event is called; "" for none."""
    return str(Occasion.objects.filter(pk=occasion_id).values_list("name", flat=True).first() or "") if occasion_id else ""


def invited(value: str, now: datetime) -> Q:
    """Leads who were invited to the event of this id, or to any."""
    asked = Invitation.objects.filter(lead_id=OuterRef("pk"))
    if value == ANY:
        return Q(Exists(asked))
    try:
        return Q(Exists(asked.filter(occasion_id=UUID(value))))
    except ValueError:
        raise BadFilter("invited", "Give the id of an event, or any.") from None


choices = Offer(NAMES, lambda rows: [(ANY, _("Any event")), *rows])
