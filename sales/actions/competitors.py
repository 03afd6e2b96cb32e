"""name_competitor, drop_competitor: interest does not mean they buy from us (F167)."""

from uuid import UUID

from kernel import audit, clock, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch
from leads.queries import leads
from sales.domain import competitors as domain
from sales.enums import Standing
from sales.models import CompetitorMention


def name_competitor(lead_id: UUID, name: str, standing: str, *, actor: Actor) -> tuple[CompetitorMention, bool]:
    """Say where a competitor stands with this lead, and whether that was new; said of the same one again, the last word holds. Audited.

    Refuses a lead that is not here, a name that is none, and an unknown standing.
    """
    if leads.lead(lead_id) is None:
        raise Refused("There is no such lead in this workspace.", field="lead", code="not_found", status=404)
    tidy = domain.tidy(name)
    if not tidy:
        raise Refused("Say which competitor it is, by name.", field="name")
    if standing not in Standing.values:
        raise Refused(f"“{standing[:20]}” is no standing: use one of {', '.join(Standing.values)}.", field="standing")
    sql.lock("sales.competitors")
    row = CompetitorMention.objects.filter(lead_id=lead_id, key=domain.key(tidy)).order_by("-at", "-id").first()
    if row is not None and row.standing == standing:
        return row, False
    made = row is None
    row = row or CompetitorMention(lead_id=lead_id, name=tidy, key=domain.key(tidy))
    before, row.standing, row.at, row.by = row.standing, standing, clock.now(), actor.name or actor.kind
    row.save()
    touch([lead_id])
    audit.record(actor, "competitor.named", row, {"lead": [None, str(lead_id)], tidy: [before, str(standing)]})
    return row, made


def drop_competitor(mention_id: UUID, *, actor: Actor) -> UUID:
    """It was a mistake: take the word back and return whose it was. Audited; refuses what is not here."""
    row = CompetitorMention.objects.filter(pk=mention_id).first()
    if row is None:
        raise Refused("Nobody named this competitor here.", code="not_found", status=404)
    audit.record(actor, "competitor.dropped", row, {"lead": [str(row.lead_id), None], row.name: [row.standing, None]})
    row.delete()
    touch([row.lead_id])
    return UUID(str(row.lead_id))
