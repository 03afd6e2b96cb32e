"""Whose address it is, and how much of it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.domain.clients import client, truncated, whole

PROXY = ["10.0.0.0/8", "fd00::/8"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),  # a stranger says who he is: not believed
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.7", "198.51.100.7"),  # what stands before the first stranger may be made up
        ("10.0.0.1", "1.1.1.1, 198.51.100.7, 10.2.2.2", "198.51.100.7"),
        ("10.0.0.1", "nonsense, 198.51.100.7:4711", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, nonsense", "10.0.0.1"),
        ("fd00::1", "2001:db8:1:2::3", "2001:db8:1:2::3"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("", "198.51.100.7", ""),
    ],
)  # fmt: skip
def test_only_trusted_hands_are_believed(peer: str, forwarded: str, expected: str) -> None:
    assert client(peer, forwarded, PROXY) == expected


def test_without_trusted_proxies_the_header_says_nothing() -> None:
    assert client("10.0.0.1", "198.51.100.7", []) == "10.0.0.1"


def test_addresses_are_cut_to_their_network() -> None:
    given = ["198.51.100.77", "2001:db8:aaaa:bbbb::1", "[2001:db8:aaaa:bbbb::1]:443", "::ffff:198.51.100.77", "fe80::1%eth0", "x", ""]
    assert [truncated(text) for text in given] == [
        "198.51.100.0", "2001:db8:aaaa::", "2001:db8:aaaa::", "198.51.100.0", "fe80::", "", "",
    ]  # fmt: skip
    assert whole("::ffff:198.51.100.77") == "198.51.100.77"


@given(st.ip_addresses())
def test_neighbours_of_one_network_are_one_and_cutting_twice_changes_nothing(ip: object) -> None:
    once = truncated(str(ip))
    assert truncated(once) == once != ""


@given(st.text(max_size=60), st.text(max_size=200))
def test_no_header_breaks_it(peer: str, forwarded: str) -> None:
    assert client(peer, forwarded, PROXY) == whole(client(peer, forwarded, PROXY))
