"""Who sits behind an address, as the operator's files know it."""

from tracking.domain import clients
from tracking.gateways.databases import DATABASES


def is_hosts(address: str) -> bool:
    """Whether a host, a cloud or a mail gateway sits there. False without COMPANY_DATABASE."""
    cut = clients.truncated(address)
    return bool(cut) and DATABASES.hosts(cut)
