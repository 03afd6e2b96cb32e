"""save_key_account, remove_key_account: companies that are recognised by their networks (F047, F168)."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from kernel import audit
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain.names import clean
from leads.queries import companies
from onsite.actions.editions import renew
from onsite.domain.networks import BadRange, Network, overlapping, read
from onsite.enums import Tier
from onsite.models import KeyAccount
from onsite.queries.catalogue import networks

MOST_RANGES = 200


def save_key_account(
    *, name: str, ranges: Sequence[str], actor: Actor, account: KeyAccount | None = None, company_id: UUID | None = None, tier: str = ""
) -> KeyAccount:  # fmt: skip
    """Add or change a key account. Refuses a range that is none or overlaps another account's, a taken name, a foreign company. Audited."""
    title = clean(name, 120)
    if not title:
        raise Refused("Name the account.", field="name")
    if tier and tier not in Tier.values:
        raise Refused(f"Give a tier of {', '.join(Tier.values)}, or none.", field="tier")
    if company_id is not None and companies.company(company_id) is None:
        raise Refused("There is no such company in this workspace.", field="company")
    found = _ranges(ranges, account)
    before = account.ranges if account else None
    saved: KeyAccount = account or KeyAccount()
    saved.name, saved.ranges, saved.company_id, saved.tier = title, [str(one) for one in found], company_id, tier
    try:
        with transaction.atomic():
            saved.save(force_insert=account is None)
    except IntegrityError as error:
        raise Refused(f"There is a key account “{title}” already.", field="name", code="taken", status=409) from error
    renew()
    audit.record(actor, "key_account.saved", saved, {"ranges": [before, saved.ranges]})
    return saved


def _ranges(ranges: Sequence[str], account: KeyAccount | None) -> list[Network]:
    if not ranges:
        raise Refused("Give at least one IP range such as 203.0.113.0/24.", field="ranges")
    if len(ranges) > MOST_RANGES:
        raise Refused(f"Give at most {MOST_RANGES} ranges.", field="ranges")
    try:
        found = [read(text) for text in ranges]
    except BadRange as error:
        raise Refused(str(error), field="ranges") from error
    for other in KeyAccount.objects.exclude(pk=account.pk) if account else KeyAccount.objects.all():
        pair = overlapping(found, networks(other.ranges))
        if pair:
            raise Refused(f"{pair[0]} overlaps {pair[1]} of “{other.name}”: a visit can come from one account only.", field="ranges")
    return list(dict.fromkeys(found))


def remove_key_account(*, account: KeyAccount, actor: Actor) -> None:
    """Forget it; rules that name it reach nobody any more. Audited."""
    audit.record(actor, "key_account.removed", account, {"name": [account.name, None]})
    account.delete()
    renew()
