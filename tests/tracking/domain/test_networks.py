"""Where machines sit: by the kind, the number or the name of a network's record."""

from typing import Any

import pytest

from tracking.domain.networks import company_of, is_hosts


@pytest.mark.parametrize(
    ("record", "hosts"),
    [
        ({}, False),
        ({"autonomous_system_organization": "Fischer GmbH", "autonomous_system_number": 64500}, False),
        ({"autonomous_system_organization": "Deutsche Telekom AG", "autonomous_system_number": 3320}, False),
        ({"type": "isp"}, False),
        ({"type": "hosting"}, True),
        ({"autonomous_system_number": 16509}, True),
        ({"asn": "AS24940"}, True),
        ({"asn": "as8075"}, True),
        ({"autonomous_system_organization": "AMAZON-02"}, True),
        ({"as_name": "Proofpoint, Inc."}, True),
        ({"name": "Hetzner Online GmbH"}, True),
        ({"company": {"name": "Hetzner Online GmbH"}}, True),
        ({"organization": {"name": "odd"}, "asn": None, "type": ["hosting"]}, False),
    ],
)
def test_is_hosts(record: dict[str, Any], hosts: bool) -> None:
    assert is_hosts(record) == hosts


@pytest.mark.parametrize("name", ["Akamai Technologies", "Linode, LLC", "Fastly, Inc.", "Amazon.com"])
def test_who_sits_behind_a_lender_is_not_its_customer(name: str) -> None:
    assert company_of({"autonomous_system_organization": name}) == ""
