"""The network of an address, against the slow and obvious way."""

from ipaddress import ip_address, ip_network

from hypothesis import given
from hypothesis import strategies as st

from tracking.domain.named_networks import NOBODYS, NamedNetworks

NETWORK = st.one_of(
    st.tuples(st.sampled_from(["10.0.0.0", "10.0.0.64", "10.1.0.0", "198.51.100.9"]), st.integers(8, 32)),
    st.tuples(st.sampled_from(["2001:db8::", "2001:db8:1::", "::1"]), st.integers(19, 128)),
).map(lambda told: ip_network(f"{told[0]}/{told[1]}", strict=False))
ADDRESS = st.one_of(
    st.integers(0, 300).map(lambda more: ip_address(int(ip_address("10.0.0.0")) + more)),
    st.sampled_from(["198.51.100.9", "10.1.2.3", "2001:db8::7", "2001:db8:1::7", "::1", "::"]).map(ip_address),
)


@given(st.lists(NETWORK, max_size=8, unique=True), ADDRESS)
def test_the_narrowest_network_wins(networks: list, address: object) -> None:  # type: ignore[type-arg]
    named = NamedNetworks((str(network), str(network), "") for network in networks)
    around = [network for network in networks if network.version == address.version and address in network]  # type: ignore[attr-defined]
    expected = (str(max(around, key=lambda network: network.prefixlen)), "") if around else None
    assert named.at(str(address)) == expected
    assert bool(named) == bool(networks)


def test_no_address_is_nobodys() -> None:
    assert (NOBODYS.at(""), NamedNetworks([("10.0.0.0/8", "a", "b")]).at("")) == (None, None)
