"""The client's address, taken at the door only where a browser's page sends, and cut before anything is stored."""

import msgspec
from django.conf import settings

from tracking.api.answers import Environ
from tracking.domain import clients
from tracking.domain.policy import DROP, KEEP
from tracking.domain.requests import Parcel
from tracking.gateways.keys import Sender
from tracking.gateways.privacy import PRIVACY


def put_address(parcel: Parcel, environ: Environ, sender: Sender) -> None:
    """Write the address into the envelope as the workspace's policy says: not at all, cut (/24, /48), or whole.

    Whose network it is goes along ([account, company]), for a cut address tells it no more; not where addresses are dropped.
    """
    if not parcel.taken or not (environ.get("HTTP_ORIGIN") or environ.get("HTTP_REFERER")):
        return
    way = PRIVACY.addresses(sender.workspace_id)
    if way == DROP:
        return
    asked = clients.of(environ, settings.TRUSTED_PROXIES)
    ip = asked if way == KEEP else clients.truncated(asked)
    if ip:
        _put(parcel, b'"ip":"' + ip.encode() + b'"')
    networks = PRIVACY.networks(sender.workspace_id)
    if networks and (named := networks.at(asked)):
        _put(parcel, b'"account":' + msgspec.json.encode(named))


def _put(parcel: Parcel, member: bytes) -> None:
    rest = parcel.envelope[1:]
    parcel.envelope = b"{" + member + (b"" if rest == b"}" else b",") + rest
