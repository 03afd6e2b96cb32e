"""send_trial: the template as one lead would get it, to the author's own address. Not tracked; its unsubscribe link is inert."""

from campaigns.actions.letters import body, letter
from campaigns.domain.links import NOBODY
from campaigns.domain.names import Reader
from campaigns.domain.rendering import RenderError
from campaigns.domain.variants import Source
from campaigns.gateways.mailer import default_mailer
from campaigns.queries import readers
from kernel import audit, ids
from kernel.audit import Actor
from kernel.problems import Refused


def send_trial(*, key: str, source: Source, variants: dict[str, dict[str, str]], reader: Reader, to: str, actor: Actor) -> None:
    """Send it now. Refuses what cannot be filled, and says what the mail server said when it would not take it."""
    sender = readers.sender()
    try:
        subject, html, text = body(source, variants, reader, sender, NOBODY)
    except RenderError as error:
        raise Refused(f"The template cannot be filled: {error}", field="mjml", code="template") from error
    outgoing = letter(
        to=to, subject=f"[Test] {subject}", html=html, text=text, sender=sender, message_id=NOBODY, attempt=0, campaign=f"test:{key}"
    )
    outgoing.headers["Message-ID"] = outgoing.headers["Message-ID"].replace(".0@", f".{ids.short(ids.new())}@")
    mailer = default_mailer()
    try:
        verdict = mailer.open() or mailer.hand_over(outgoing)
    finally:
        mailer.close()
    if verdict.kind != "sent":
        raise Refused(f"The test was not sent: {verdict.detail}", code="mail_server", status=502)
    audit.record(actor, "template.tested", key, {"to": [None, to]})
