"""Whose address is it, and how much of it we keep: the last 80 bits of IPv6 and the last 8 of IPv4 are cut (/48 and /24)."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Ip = IPv4Address | IPv6Address


@lru_cache(maxsize=20_000)
def _read(text: str) -> Ip | None:
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def whole(text: str) -> str:
    """The address in its normal form; "" for what is none."""
    found = _read(text)
    return str(found) if found else ""


@lru_cache(maxsize=20_000)
def truncated(text: str) -> str:
    """The address of its network, which hundreds share; "" for what is none."""
    found = _read(text)
    if found is None:
        return ""
    return str(ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False).network_address)


@lru_cache(maxsize=100)
def networks(texts: tuple[str, ...]) -> tuple[object, ...]:
    """Networks out of a setting such as ("10.0.0.0/8", "::1"). Raises ValueError for what is none."""
    return tuple(ip_network(text.strip(), strict=False) for text in texts if text.strip())


def of(meta: Mapping[str, Any], trusted: Iterable[str]) -> str:
    """Who asked, out of a request's environment."""
    return client(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""), trusted)


def client(peer: str, forwarded: str, trusted: Iterable[str]) -> str:
    """Who asked: the peer, or behind trusted proxies the nearest hop that is none of them.

    X-Forwarded-For is read from the right and only as far as trusted hands wrote it, so that nobody can say who they are not.
    """
    known = networks(tuple(trusted))
    here = _read(peer)
    for hop in reversed(forwarded.split(",")) if forwarded and known else ():
        if here is None or not _inside(here, known):
            break
        before = _read(hop)
        if before is None:
            break
        here = before
    return str(here) if here else ""


def _inside(ip: Ip, known: Iterable[object]) -> bool:
    return any(ip in network for network in known if isinstance(network, IPv6Network) == (ip.version == 6))  # type: ignore[operator]
