"""post_notices: mail that its reader asked for a moment ago (confirm an address, here is your download). No marketing: no pixel, no
marked links, no frequency cap; at least once, because asking twice is better than never."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from uuid import UUID

from django.conf import settings

from campaigns.domain.rendering import one_line
from campaigns.domain.verdicts import Verdict
from campaigns.gateways.mailer import Letter, default_mailer
from kernel import ids


@dataclass(frozen=True)
class Notice:
    """`id` names it in Message-ID; `sender` is the workspace's name."""

    id: UUID
    workspace_id: UUID
    to: str
    subject: str
    html: str
    text: str
    sender: str


def post_notices(notices: Sequence[Notice]) -> dict[UUID, Verdict]:
    """Hand them to the mail server; what became of each. Talks to the outside: call it outside any scope. Raises nothing."""
    mailer = default_mailer()
    refused = mailer.open()
    if refused:
        return {notice.id: refused for notice in notices}
    try:
        return {notice.id: mailer.hand_over(_letter(notice)) for notice in notices}
    finally:
        mailer.close()


def _letter(notice: Notice) -> Letter:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return Letter(
        sender=formataddr((one_line(notice.sender), address)),
        to=notice.to,
        subject=one_line(notice.subject),
        text=notice.text,
        html=notice.html,
        headers={
            "Message-ID": f"<{ids.short(notice.id)}@{address.split('@')[-1]}>",
            "X-Leadway-Workspace": str(notice.workspace_id),
            "Auto-Submitted": "auto-generated",
        },
    )
