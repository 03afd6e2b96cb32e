"""The client's address, taken at the door only where a browser's page sends, and cut before anything is stored."""

from django.conf import settings

from tracking.api.answers import Environ
from tracking.domain import clients
from tracking.domain.policy import DROP, KEEP
from tracking.domain.requests import Parcel
from tracking.gateways.keys import Sender
from tracking.gateways.privacy import PRIVACY


def put_address(parcel: Parcel, environ: Environ, sender: Sender) -> None:
    """Write the address into the envelope as the workspace's policy says: not at all, cut (/24, /48), or whole."""
    if not parcel.taken or not (environ.get("HTTP_ORIGIN") or environ.get("HTTP_REFERER")):
        return
    way = PRIVACY.addresses(sender.workspace_id)
    if way == DROP:
        return
    asked = clients.client(environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""), settings.TRUSTED_PROXIES)
    ip = asked if way == KEEP else clients.truncated(asked)
    if ip:
        rest = parcel.envelope[1:]
        parcel.envelope = b'{"ip":"' + ip.encode() + (b'"' if rest == b"}" else b'",') + rest
