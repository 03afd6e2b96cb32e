"""save_hesitation, export_hashed: who hesitated on a form, as a segment and for ad platforms (F025)."""

from uuid import UUID

from kernel import audit
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.lists import make_list
from leads.actions.segments import save_segment
from leads.queries import leads
from onsite.domain import hashing
from onsite.queries import hesitation
from tenants.queries.workspaces import local_now


def save_hesitation(*, form: str, days: int, actor: Actor, live: bool = True) -> str:
    """Publish a segment of the leads, known or not, who hesitated on `form` in the last `days`; answers its name. Audited.

    `live`: who hesitates later comes into it; else it is a list of those of now, named with the time.
    """
    if not form.strip() or not 1 <= days <= 366:
        raise Refused("Choose a form, and 1 to 366 days.", field="form")
    name, filters = f"Hesitated on {form} ({days} d)", {"hesitated": [f"{form}:{days}d"], "known": ["all"]}
    if live:
        save_segment(name=name[:120], filters=filters, actor=actor)
        return name[:120]
    now = leads.search(filters).order_by().values_list("id", flat=True)
    return make_list(name=f"{name[:100]}, {local_now():%Y-%m-%d %H:%M:%S}", lead_ids=now, actor=actor).name


def export_hashed(*, segment_id: UUID, actor: Actor) -> list[tuple[str, str]]:
    """(e-mail, phone) of a segment's people, each SHA-256 of the normal form or ""; suppressed addresses are left out. Audited with
    the number of rows. Refuses a segment that is not there (404) and one of nobody whom an ad platform could match.
    """
    name = hesitation.name_of(segment_id)
    if name is None:
        raise Refused("There is no such segment in this workspace.", code="not_found", status=404)
    hashed = [(hashing.email(email), hashing.phone(phone)) for email, phone in hesitation.contacts(segment_id)]
    rows = [row for row in hashed if any(row)]
    if not rows:
        raise Refused("Nobody in this segment has an e-mail address or phone number that an ad platform could match.", code="empty")
    audit.record(actor, "segment.exported_hashed", segment_id, {"segment": [None, name], "rows": [0, len(rows)]})
    return rows
