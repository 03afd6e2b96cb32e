"""Message → letter: rendered for its reader, links marked, footer and headers that the big mailbox providers and the law ask for."""

from email.utils import formataddr, parseaddr
from uuid import UUID

from django.conf import settings

from campaigns.domain import footer, links, names, plain, variants
from campaigns.domain.rendering import one_line, render
from campaigns.domain.variants import Source
from campaigns.gateways.mailer import Letter
from campaigns.queries import keyring
from kernel import clock, ids, tenancy


def source_for(base: Source, options: dict[str, dict[str, str]], reader: names.Reader, sender: names.Sender) -> tuple[str, Source]:
    """(language of the footer, source) for this reader."""
    language = reader.language or sender.language
    key, source = variants.choose(base, options, language, reader.persona)
    spoken = variants.language_key(key.split("/")[-1]) if key else "en"
    return (spoken if spoken in footer.WORDS else "en"), source


def body(
    base: Source, options: dict[str, dict[str, str]], reader: names.Reader, sender: names.Sender, message_id: UUID
) -> tuple[str, str, str]:
    """(subject, html, text) for this reader, without pixel and marked links: what a preview shows. Raises RenderError."""
    language, source = source_for(base, options, reader, sender)
    leave = keyring.unsubscribe_url(message_id)
    rendered = render(source, names.context(reader, sender, leave, clock.now().date().isoformat()))
    html = footer.with_footer(
        rendered.html, language=language, name=sender.name, postal_address=sender.postal_address, unsubscribe_url=leave
    )
    html = links.mark(html, lambda url: url, leave)
    return rendered.subject, html, plain.to_text(html)


def tracked(html: str, message_id: UUID, website: str) -> str:
    """The message as it goes out: each web link, the trap for machines and the pixel signed for this message."""
    marked = links.mark(html, lambda url: keyring.click_url(message_id, url), keyring.unsubscribe_url(message_id))
    trapped = links.with_trap(marked, keyring.click_url(message_id, links.trap_on(website or settings.BASE_URL)))
    return links.with_pixel(trapped, keyring.open_url(message_id))


def mail_id(message_id: UUID, attempt: int) -> str:
    """Message-ID: the same for the same hand-over."""
    return f"<{ids.short(message_id)}.{attempt}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].split('@')[-1]}>"


def letter(*, to: str, subject: str, html: str, text: str, sender: names.Sender, message_id: UUID, attempt: int, campaign: str) -> Letter:
    """Everything on the envelope. What comes from data is one line or refused, so no header can be smuggled in (row 66)."""
    return Letter(
        sender=formataddr((one_line(sender.name), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=to,
        subject=one_line(subject),
        text=text,
        html=html,
        headers={
            "Message-ID": mail_id(message_id, attempt),
            "List-Unsubscribe": f"<{keyring.unsubscribe_url(message_id)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Feedback-ID": f"{campaign}:{ids.short(tenancy.current())}:leadway",
            "X-Leadway-Workspace": str(tenancy.current()),
            "Auto-Submitted": "auto-generated",
        },
    )
