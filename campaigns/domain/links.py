"""Signed links: HMAC over purpose, workspace, message, exact URL and key id. Nothing else ever decides where a click goes."""

import base64
import binascii
import hashlib
import hmac
import html as entities
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from tracking.domain.humanity import TRAP_PARAMETER

Purpose = Literal["open", "click", "unsubscribe"]
MAC_BYTES = 16
MAX_TOKEN = 4000
# A longer address goes out as it is: its token would not fit into every program's address bar.
LONGEST_TRACKED = 1500
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Ticket:
    """What a token says. The message of a test send is NOBODY: it leads on, and changes nothing."""

    workspace_id: UUID
    message_id: UUID
    url: str = ""


def key_id(key: bytes) -> str:
    """Two characters that say which key signed, so that keys can be changed while old links live on."""
    return hashlib.sha256(b"kid" + key).hexdigest()[:2]


def _mac(key: bytes, purpose: str, payload: bytes) -> bytes:
    return hmac.new(key, b"leadway.campaigns." + purpose.encode() + b"\0" + payload, hashlib.sha256).digest()[:MAC_BYTES]


def sign(keys: list[bytes], purpose: Purpose, ticket: Ticket) -> str:
    """A token for `ticket` by the first key: key id and base64url(mac, workspace, message, URL)."""
    payload = ticket.workspace_id.bytes + ticket.message_id.bytes + ticket.url.encode()
    return key_id(keys[0]) + base64.urlsafe_b64encode(_mac(keys[0], purpose, payload) + payload).decode().rstrip("=")


def read(keys: list[bytes], purpose: Purpose, token: str) -> Ticket | None:
    """The ticket in `token`; None for anything that `sign` did not write for this purpose, to the last bit."""
    if len(token) > MAX_TOKEN or not token.isascii():
        return None
    try:
        raw = base64.b64decode(token[2:] + "=" * (-len(token[2:]) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(raw) < MAC_BYTES + 32:
        return None
    payload = raw[MAC_BYTES:]
    for key in keys:
        if key_id(key) == token[:2] and hmac.compare_digest(_mac(key, purpose, payload), raw[:MAC_BYTES]):
            ticket = Ticket(UUID(bytes=payload[:16]), UUID(bytes=payload[16:32]), payload[32:].decode())
            return ticket if sign([key], purpose, ticket) == token else None
    return None


ANCHOR = re.compile(r"""(<a\b[^>]*?\bhref\s*=\s*)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
SAFE = re.compile(r"(https?://|mailto:|tel:|#)", re.IGNORECASE)


def mark(html: str, tracked: Callable[[str], str], keep: str) -> str:
    """The message with every web link led through `tracked`, but for `keep`; a link that is neither web, mail nor phone leads nowhere."""

    def replace(match: re.Match[str]) -> str:
        url = entities.unescape(match[2] if match[2] is not None else match[3]).strip()
        if not SAFE.match(url):
            url = "#"
        elif url.lower().startswith("http") and url != keep and len(url) <= LONGEST_TRACKED:
            url = tracked(url)
        return f'{match[1]}"{entities.escape(url)}"'

    return ANCHOR.sub(replace, html)


def with_pixel(html: str, url: str) -> str:
    """The message with the image whose loading is an open."""
    return _at_the_end(html, f'<img src="{entities.escape(url)}" width="1" height="1" alt="" style="display:block;border:0">')


def with_trap(html: str, url: str) -> str:
    """The message with a link that neither eye, nor key, nor screen reader meets: who follows it reads the source, not the message."""
    hidden = "display:none;max-height:0;overflow:hidden;mso-hide:all"
    link = f'<a href="{entities.escape(url)}" rel="nofollow" tabindex="-1"></a>'
    return _at_the_end(html, f'<div aria-hidden="true" style="{hidden}">{link}</div>')


def _at_the_end(html: str, block: str) -> str:
    head, body, tail = html.rpartition("</body>")
    return f"{head}{block}{body}{tail}" if body else html + block


def trap_on(website: str) -> str:
    """The trap's address on this website: a machine that runs scripts is seen there by the tracker too."""
    parts = urlsplit(website)
    return urlunsplit(
        parts._replace(path=parts.path or "/", query="&".join(filter(None, [parts.query, f"{TRAP_PARAMETER}=1"])), fragment="")
    )


def is_trap(url: str) -> bool:
    return f"{TRAP_PARAMETER}=" in url


def web_links(html: str, keep: str = "") -> set[str]:
    """The different web addresses that the message links to."""
    found = (entities.unescape(match[2] or match[3] or "").strip() for match in ANCHOR.finditer(html))
    return {url for url in found if url.lower().startswith("http") and url != keep}


def short_hash(url: str) -> str:
    """16 characters that stand for an address in a key."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]
