"""Networks that a later app knows by name (key accounts, F047): looked up at the door, where the whole address is, before it is cut."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address, ip_network

# SELECT network, name, company of the workspace %(id)s, lent by the app that keeps them (from its plugs).
LENT: list[str] = []


def lend(select: str) -> None:
    """Lend names of networks: a statement that gives (network, name, company) of the workspace %(id)s, at most some thousand rows."""
    LENT.append(select)


class NamedNetworks:
    """Which network an address is in: one look-up per length of prefix, however many networks there are; the narrowest wins."""

    def __init__(self, rows: Iterable[tuple[str, str, str]] = ()) -> None:
        self.lengths: dict[int, list[tuple[int, dict[int, tuple[str, str]]]]] = {4: [], 6: []}
        found: dict[tuple[int, int], dict[int, tuple[str, str]]] = {}
        for text, name, company in rows:
            network = ip_network(text)
            shift = network.max_prefixlen - network.prefixlen
            found.setdefault((network.version, shift), {})[int(network.network_address) >> shift] = (name, company)
        for (version, shift), names in sorted(found.items()):
            self.lengths[version].append((shift, names))
        self.at = lru_cache(maxsize=2_000)(self._at)

    def __bool__(self) -> bool:
        return bool(self.lengths[4] or self.lengths[6])

    def _at(self, ip: str) -> tuple[str, str] | None:
        """(name, company) of the network of this address in its normal form (clients.client); None for one that nobody named."""
        if not ip:
            return None
        address = ip_address(ip)
        number = int(address)
        return next((names[number >> shift] for shift, names in self.lengths[address.version] if number >> shift in names), None)


NOBODYS = NamedNetworks()
