"""suppress, lift: who must not be written to. Idempotent; asked again inside the claim that sends."""

from datetime import datetime

from campaigns.domain.consent import hashed, is_address, normal_address
from campaigns.enums import SuppressionReason
from campaigns.models import Suppression
from campaigns.queries import suppressions
from kernel import audit, clock, tenancy
from kernel.audit import Actor
from kernel.personal import Subject
from kernel.problems import Refused
from leads.actions import reach

# The same as campaigns.domain.consent.hashed, over the column `address`.
HASHED = "'erased:' || encode(sha256(convert_to(x.workspace_id::text || ':' || x.address, 'UTF8')), 'hex')"
# Who came back after an erasure and is erased again has an open row under the hash already: the other one ends.
LIFTED = f"""CASE WHEN x.lifted_at IS NULL AND EXISTS (
    SELECT 1 FROM campaigns_suppression e WHERE e.workspace_id = %(workspace_id)s AND e.lifted_at IS NULL AND e.address = {HASHED}
) THEN %(now)s ELSE x.lifted_at END"""


def keep_silent(subject: Subject) -> None:
    """Remember by their hash that the addresses of somebody who was erased must not be written to, where they want it so."""
    if subject.wants_silence:
        given = [(hashed(tenancy.current(), address)) for address in subject.addresses]
        rows = [Suppression(address=address, reason=SuppressionReason.ERASED, at=subject.now) for address in given]
        Suppression.objects.bulk_create(rows, ignore_conflicts=True)
        reach.renew(subject.addresses)


def suppress(*, address: str, reason: SuppressionReason, actor: Actor, detail: str = "", at: datetime | None = None) -> Suppression:
    """Let nobody write to `address` any more; an address that is suppressed already keeps its first reason. Refuses what is no address."""
    normal = normal_address(address)
    if not is_address(normal):
        raise Refused("This is not an e-mail address: write it as name@company.com.", field="address")
    reach.lock()
    row = Suppression(address=normal, reason=reason, detail=detail[:300], at=at or clock.now())
    Suppression.objects.bulk_create([row], ignore_conflicts=True)
    kept: Suppression = Suppression.objects.get(address=normal, lifted_at=None)
    if kept.pk == row.pk:
        reach.renew([normal])
        audit.record(actor, "address.suppressed", kept, {"address": [None, normal], "reason": [None, str(reason)]})
    return kept


def lift(*, suppression: Suppression, reason: str, actor: Actor) -> None:
    """Allow writing to the address again. Refuses without a reason, because somebody had asked for silence."""
    if not reason.strip():
        raise Refused("Say why this address may be written to again, for example “asked for it by phone on 3 May”.", field="reason")
    if suppression.lifted_at:
        raise Refused("This suppression has been lifted already.", code="conflict", status=409)
    reach.lock()
    suppression.lifted_at = clock.now()
    suppression.detail = f"{suppression.detail} · lifted: {reason.strip()}".lstrip(" ·")[:300]
    suppression.save(update_fields=["lifted_at", "detail"])
    reach.renew(suppressions.addresses_behind(suppression.address))
    audit.record(actor, "suppression.lifted", suppression, {"address": [suppression.address, None], "reason": [None, reason.strip()]})
