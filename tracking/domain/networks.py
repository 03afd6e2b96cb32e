"""What the record of a network says: its country, the organisation behind it unless that only lends addresses to others, and whether
machines sit there rather than people (`reliability.md` row 30)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

# Who sits behind these is not their customer: telecoms, hosts, clouds, proxies.
LENDERS = re.compile(
    r"\b(?:telecom\w*|telekom\w*|mobile|wireless|broadband|cable\w*|internet|isp|net(?:work)?s?|communications?|hosting|host|cloud\w*|"
    r"servers?|datacent\w+|vpn|proxy|cdn|amazon|aws|google|microsoft|azure|digitalocean|ovh|hetzner|linode|akamai|fastly|alibaba|tencent|"
    r"huawei|chinanet|unicom|vodafone|orange|verizon|comcast|t-mobile|at&t|university|universit\w+)\b",
    re.IGNORECASE,
)
NAMES = ("company", "organization", "autonomous_system_organization", "as_name", "name", "org")
KINDS = ("type", "user_type", "usage_type", "connection_type")
LENT = frozenset({"isp", "hosting", "education", "cellular", "residential", "mobile", "datacenter", "cdn", "vpn", "proxy"})

# Machines sit here: clouds, hosts and the gateways that read mail before people do; by name, else by the number of the system (ASN).
HOSTS = re.compile(
    r"\b(?:hosting|datacent\w+|data cent\w+|amazon(?:-\d+|\.com)?|aws|azure|microsoft\w*|google\w*|digitalocean|ovh\w*|hetzner\w*|linode|"
    r"vultr|choopa|contabo|scaleway|leaseweb|oracle|alibaba|aliyun|tencent|proofpoint|mimecast|barracuda|messagelabs|"
    r"forcepoint|sophos|trend micro)\b",
    re.IGNORECASE,
)
HOSTING_SYSTEMS = frozenset(map(str, (
    8075, 12876, 14061, 14618, 15169, 16276, 16509, 20473, 22843, 24940, 30031, 31898, 37963, 45090, 45102, 51167, 63949, 132203, 396982,
)))  # fmt: skip
SYSTEMS = ("autonomous_system_number", "asn", "as_number")


def country_of(record: Mapping[str, Any]) -> str:
    """Two letters in upper case out of the shapes in use; "" when none is said."""
    country = record.get("country") or record.get("registered_country") or record.get("country_code") or ""
    code = country.get("iso_code", "") if isinstance(country, Mapping) else country
    return code.upper() if isinstance(code, str) and len(code) == 2 else ""


def company_of(record: Mapping[str, Any]) -> str:
    """The organisation's name, at most 200 characters; "" for a network that lends its addresses."""
    if any(str(record.get(kind, "")).lower() in LENT for kind in KINDS):
        return ""
    name = next(_names(record), "")
    return "" if LENDERS.search(name) else name[:200]


def is_hosts(record: Mapping[str, Any]) -> bool:
    """Whether programs rather than people ask from this network. False where the record says neither name, kind nor number."""
    if any(str(record.get(kind, "")).lower() in {"hosting", "datacenter"} for kind in KINDS):
        return True
    if any(str(record.get(name, "")).upper().removeprefix("AS") in HOSTING_SYSTEMS for name in SYSTEMS):
        return True
    return any(HOSTS.search(name) for name in _names(record))


def _names(record: Mapping[str, Any]) -> Iterator[str]:
    """What the organisation is called, in the shapes in use, the best first."""
    for name in NAMES:
        value = record.get(name)
        text = value.get("name", "") if isinstance(value, Mapping) else value
        if isinstance(text, str) and text.strip():
            yield text.strip()
