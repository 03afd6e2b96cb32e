"""Key accounts by the network a visit comes from (F047, pure)."""

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Wider ranges name no company: a whole registry's block.
WIDEST = {4: 8, 6: 19}


class BadRange(ValueError):
    """A range that is none; the message says why."""


@dataclass(frozen=True)
class Account:
    """A key account and its networks."""

    id: str
    name: str
    tier: str
    networks: tuple[Network, ...]


def read(text: str) -> Network:
    """`203.0.113.0/24`, `2001:db8::/32` or a single address. Raises BadRange; host bits are refused, so that nobody mistypes a range."""
    try:
        found = ipaddress.ip_network(text.strip())
    except ValueError as error:
        raise BadRange(f"“{text[:60]}” is no IP range: {error}.") from None
    if found.prefixlen < WIDEST[found.version]:
        raise BadRange(f"“{text[:60]}” is too wide for one company: use /{WIDEST[found.version]} or narrower.")
    if found.is_multicast or found.is_unspecified:
        raise BadRange(f"“{text[:60]}” is no range of devices.")
    return found


def overlapping(networks: Sequence[Network], others: Iterable[Network]) -> tuple[Network, Network] | None:
    """The first pair that shares an address."""
    for one in others:
        for network in networks:
            if network.version == one.version and network.overlaps(one):
                return network, one
    return None


def account_at(address: str, accounts: Iterable[Account]) -> Account | None:
    """Whose network `address` belongs to; nobody for an odd address. The narrowest network wins."""
    try:
        ip = ipaddress.ip_address(address.strip())
    except ValueError:
        return None
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    found = [(network.prefixlen, account) for account in accounts for network in account.networks if ip in network]
    return max(found, key=lambda pair: pair[0])[1] if found else None
