"""Who sits behind an address, as the operator's files know it."""

from collections.abc import Iterable

from tracking.domain import clients
from tracking.gateways.databases import DATABASES


def asks_from_hosts(peer: str, forwarded: str, trusted: Iterable[str]) -> bool:
    """Whether who asked (the peer, or behind trusted proxies whom they name) sits with a host, a cloud or a mail gateway. False without
    COMPANY_DATABASE."""
    address = clients.truncated(clients.client(peer, forwarded, trusted))
    return bool(address) and DATABASES.hosts(address)
