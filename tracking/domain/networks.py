"""What the record of a network says: its country, and the organisation behind it unless that only lends addresses to others."""

import re
from collections.abc import Mapping
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


def country_of(record: Mapping[str, Any]) -> str:
    """Two letters in upper case out of the shapes in use; "" when none is said."""
    country = record.get("country") or record.get("registered_country") or record.get("country_code") or ""
    code = country.get("iso_code", "") if isinstance(country, Mapping) else country
    return code.upper() if isinstance(code, str) and len(code) == 2 else ""


def company_of(record: Mapping[str, Any]) -> str:
    """The organisation's name, at most 200 characters; "" for a network that lends its addresses."""
    if any(str(record.get(kind, "")).lower() in LENT for kind in KINDS):
        return ""
    for name in NAMES:
        value = record.get(name)
        text = value.get("name", "") if isinstance(value, Mapping) else value
        if isinstance(text, str) and text.strip():
            return "" if LENDERS.search(text) else text.strip()[:200]
    return ""
