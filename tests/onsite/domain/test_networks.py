"""Ranges of key accounts."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onsite.domain.networks import Account, BadRange, account_at, overlapping, read


@pytest.mark.parametrize(
    "text",
    ["", "x", "1.2.3.4/33", "203.0.113.1/24", "0.0.0.0/0", "8.0.0.0/7", "::/0", "2001::/18", "224.0.0.0/8", "0.0.0.0", "1.2.3", "汉"],
)
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(BadRange):
        read(text)


@given(st.ip_addresses(v=4), st.integers(8, 32))
def test_an_address_is_of_the_narrowest_network(address: ipaddress.IPv4Address, length: int) -> None:
    wide = ipaddress.ip_network(f"{address}/8", strict=False)
    narrow = ipaddress.ip_network(f"{address}/{length}", strict=False)
    accounts = [Account("narrow", "", "", (narrow,)), Account("wide", "", "", (wide,))]
    found = account_at(str(address), accounts)
    assert found is not None
    assert (found.id == "narrow") == (length >= 8)
    assert account_at(f"::ffff:{address}", accounts) == found
    assert overlapping([narrow], [wide]) == (narrow, wide)


@pytest.mark.parametrize("text", ["", "unknown", "1.2.3.4:80", "fe80::1%eth0"])
def test_an_odd_address_is_nobody_s(text: str) -> None:
    assert account_at(text, [Account("a", "", "", (read("1.2.3.0/24"),))]) is None
