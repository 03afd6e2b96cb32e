"""deliver: queued messages out through the mail server, each at most once.

A batch is claimed under a lease in one transaction that asks everything again and renders. Then, one by one: commit that this message is
being handed over, hand it over, commit what the server said. Who dies in between leaves one message that may or may not have gone out:
after its lease it is `unknown`, seen by people, and never sent again by itself (D2).
"""

from datetime import timedelta
from uuid import UUID

from campaigns.actions.compose import DELIVER
from campaigns.actions.letters import letter, tracked
from campaigns.actions.settle import put_back, settle
from campaigns.actions.take import Taken, take
from campaigns.domain.consent import hashed, normal_address
from campaigns.domain.verdicts import Verdict
from campaigns.gateways.mailer import Mailer, default_mailer
from campaigns.queries import permissions
from kernel import clock, sql, tenancy, work
from kernel.claim import LEASE
from kernel.failpoints import failpoint

LAPSED = """
UPDATE campaigns_message SET state = 'unknown', reason = 'The worker died while it was being handed over.'
WHERE workspace_id = %(workspace_id)s AND state = 'sending' AND due_at <= %(now)s AND lease_until < %(now)s
"""
# Asked a last time, in the statement that lets it go: is it still ours, and may we still write? (Consent: just before it.)
BEGIN = """
UPDATE campaigns_message AS m SET state = 'sending', lease_until = %(lease_until)s, mail_id = %(mail_id)s
WHERE m.workspace_id = %(workspace_id)s AND m.id = %(id)s AND m.attempt = %(attempt)s AND m.state = 'queued'
  AND NOT EXISTS (SELECT 1 FROM campaigns_suppression s
                  WHERE s.workspace_id = %(workspace_id)s AND s.address = ANY(%(addresses)s) AND s.lifted_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM leads_person p JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
                  WHERE p.workspace_id = %(workspace_id)s AND p.id = m.person_id AND c.blacklisted_at IS NOT NULL)
"""


def deliver(workspace_id: UUID) -> int:
    """Hand over up to 50 due messages; answers how many rows it dealt with. Opens its own scopes, and may run in many workers at once."""
    with tenancy.scope(workspace_id):
        lapsed = sql.execute(LAPSED, now=clock.now())
        claimed, taken = take()
        failpoint("send.after_claim")
    if taken:
        _hand_over_all(workspace_id, taken, default_mailer())
    return lapsed + claimed


def _hand_over_all(workspace_id: UUID, taken: list[Taken], mailer: Mailer) -> None:
    refused = mailer.open()
    if refused:
        with tenancy.scope(workspace_id):
            for one in taken:
                settle(one, refused)
        return
    try:
        for place, one in enumerate(taken):
            verdict = _hand_over(workspace_id, one, mailer)
            if verdict and verdict.line_lost:
                with tenancy.scope(workspace_id):
                    put_back(taken[place + 1 :], timedelta(seconds=30))
                    work.ring(DELIVER)
                return
    finally:
        mailer.close()


def _hand_over(workspace_id: UUID, one: Taken, mailer: Mailer) -> Verdict | None:
    with tenancy.scope(workspace_id):
        outgoing = letter(
            to=one.to_address, subject=one.subject, html=tracked(one.html, one.id, one.sender.website), text=one.text, sender=one.sender,
            message_id=one.id, attempt=one.attempt, campaign=one.campaign,
        )  # fmt: skip
        address = normal_address(one.to_address)
        ours = not permissions.refused([one.asked]) and sql.execute(
            BEGIN, id=str(one.id), attempt=one.attempt, mail_id=outgoing.headers["Message-ID"],
            lease_until=clock.now() + LEASE, addresses=[address, hashed(workspace_id, address)],
        )  # fmt: skip
        if not ours:
            put_back([one], timedelta(0))
            return None
    failpoint("send.before_250")
    verdict = mailer.hand_over(outgoing)
    failpoint("send.after_250")
    with tenancy.scope(workspace_id):
        settle(one, verdict)
    return verdict
