"""ask_consent, change_purpose: what a workspace needs before it writes, and what a template is for."""

from campaigns.domain.permission import PURPOSE, SERVICE
from campaigns.models import ConsentRule, Template
from kernel import audit, clock, sql
from kernel.audit import Actor
from kernel.problems import Refused


def ask_consent(*, purpose: str, required: bool, actor: Actor) -> ConsentRule:
    """Write to nobody for this purpose who has not consented to it (`required`), or to everybody who has not said no.

    Holds from the next message that is handed over, planned ones too. Refuses SERVICE, which needs none, and what is no name. Audited.
    """
    _refuse_name(purpose)
    if purpose == SERVICE:
        raise Refused("Service messages need no consent: their reader asked for them.", field="purpose")
    sql.lock("campaigns.consent")
    before = ConsentRule.objects.filter(purpose=purpose).values_list("required", flat=True).first() or False
    rule: ConsentRule = ConsentRule.objects.update_or_create(purpose=purpose, defaults={"required": required, "changed_at": clock.now()})[0]
    if before != required:
        audit.record(actor, "consent_rule.changed", rule, {"required": [before, required], "purpose": [purpose, purpose]})
    return rule


def change_purpose(*, template: Template, purpose: str, actor: Actor) -> None:
    """What the messages of a template are for; asked when they are sent, so it holds for queued ones too. Refuses what is no name."""
    purpose = purpose.strip()
    _refuse_name(purpose)
    before = template.purpose
    if before != purpose:
        template.purpose = purpose
        template.save(update_fields=["purpose"])
        audit.record(actor, "template.purpose_changed", template, {"purpose": [before, purpose]})


def _refuse_name(purpose: str) -> None:
    if not PURPOSE.fullmatch(purpose):
        raise Refused("Name the purpose with 1 to 40 characters, for example newsletter.", field="purpose")
