"""blacklist, lift_blacklist: a company that wants nothing more of us (F069): nobody of it is written to or handed to sales meanwhile."""

from datetime import datetime
from uuid import UUID

from kernel import audit, clock, facts, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch_companies
from leads.facts import BlacklistChanged
from leads.models import Company
from leads.queries.blacklist import BLACKLISTED, open_leads

LONGEST_REASON = 500


def blacklist(company_id: UUID, reason: str, actor: Actor) -> Company:
    """Put a company on the blacklist, and why. Of one that stands there the last reason holds, and the first instant. Audited.

    Announces BlacklistChanged. Refuses a company that is not here, and no reason or one of more than 500 characters.
    """
    company, reason = _locked(company_id), reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON or "\x00" in reason:
        raise Refused("Say why, in 1 to 500 characters.", field="reason")
    if company.blacklisted_at is None or company.blacklist_reason != reason:
        audit.record(actor, "company.blacklisted", company, {"reason": [company.blacklist_reason, reason]})
        _put(company, company.blacklisted_at or clock.now(), actor.name or actor.kind, reason)
    return company


def lift_blacklist(company_id: UUID, reason: str, actor: Actor) -> Company:
    """Take a company off the blacklist; `reason` may stay empty and is kept in the audit alone. To repeat it changes nothing. Audited.

    Announces BlacklistChanged. Refuses a company that is not here, and a reason of more than 500 characters.
    """
    company, reason = _locked(company_id), reason.strip()
    if len(reason) > LONGEST_REASON or "\x00" in reason:
        raise Refused("Say why in at most 500 characters.", field="reason")
    if company.blacklisted_at is not None:
        audit.record(actor, "company.taken_off_blacklist", company, {"reason": [company.blacklist_reason, reason]})
        _put(company, None, "", "")
    return company


def _locked(company_id: UUID) -> Company:
    sql.lock(BLACKLISTED)  # whoever is just letting somebody in by what stood before comes first
    company: Company | None = Company.objects.select_for_update().filter(pk=company_id).first()
    if company is None:
        raise Refused("There is no such company in this workspace.", code="not_found", status=404)
    return company


def _put(company: Company, at: datetime | None, by: str, reason: str) -> None:
    changed = (company.blacklisted_at is None) != (at is None)
    company.blacklisted_at, company.blacklisted_by, company.blacklist_reason = at, by[:200], reason
    company.save(update_fields=["blacklisted_at", "blacklisted_by", "blacklist_reason"])
    if changed:
        touch_companies([company.pk])
        facts.publish(BlacklistChanged(lead_ids=open_leads(company.pk)))
