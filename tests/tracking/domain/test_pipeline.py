"""Steps, their switches, and what becomes of an address."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.tracking.domain.test_devices import CHROME
from tracking.domain import networks, pipeline
from tracking.domain.draft import Draft, Dropped
from tracking.domain.policy import OF_EVENTS, Policy
from tracking.domain.surroundings import Surroundings
from tracking.enums import DropReason

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
SITE = UUID(int=7)
BODY = {
    "anonymousId": "a", "event": "page_engaged", "properties": {"engaged_ms": 5_000},
    "context": {
        "page": {"url": "https://shop.example/?utm_source=news&utm_medium=email"}, "userAgent": CHROME, "locale": "de-DE",
        "timezone": "Europe/Berlin", "webdriver": True,
    },
}  # fmt: skip
SHOWN: dict[str, Callable[[Draft], Any]] = {
    "channel": lambda d: d.touch.channel, "device": lambda d: d.device.kind, "human": lambda d: d.is_bot,
    "place": lambda d: "locale" in d.context, "country": lambda d: "country" in d.context, "company": lambda d: "company" in d.context,
    "engagement": lambda d: d.engaged_ms,
}  # fmt: skip


def digested(body: dict[str, Any], policy: Policy, envelope: dict[str, Any] | None = None, **known: Any) -> Draft:
    draft = Draft(1, "m", SITE, "live", "track", NOON, envelope or {"ip": "198.51.100.77"}, body)
    around = Surroundings(policy, lambda ip: "DE" if ip else "", lambda ip: f"Fischer {ip}", **known)
    dropped = pipeline.run(draft, around)
    if dropped:
        raise AssertionError(dropped)
    return draft


@pytest.mark.parametrize("switch", OF_EVENTS)
def test_a_switch_leaves_out_just_its_step(switch: str) -> None:
    body = BODY if switch != "company" else {**BODY, "context": {**BODY["context"], "webdriver": False}}  # type: ignore[dict-item]
    on, off = digested(body, Policy()), digested(body, Policy(off=frozenset({switch})))
    assert [bool(SHOWN[switch](on)), bool(SHOWN[switch](off))] == [True, False]
    assert all(bool(SHOWN[other](on)) == bool(SHOWN[other](off)) for other in OF_EVENTS if other not in (switch, "company"))


def test_addresses_are_dropped_cut_or_kept() -> None:
    human = {**BODY, "context": {**BODY["context"], "webdriver": False}}  # type: ignore[dict-item]
    cut, none, kept = (digested(human, Policy(addresses=way)) for way in ("truncate", "drop", "keep"))
    assert [(d.ip, d.context.get("ip"), d.context.get("company")) for d in (cut, none, kept)] == [
        ("198.51.100.0", None, "Fischer 198.51.100.0"), ("", None, None), ("198.51.100.77", "198.51.100.77", "Fischer 198.51.100.77"),
    ]  # fmt: skip
    assert cut.identity["network_company"] == "Fischer 198.51.100.0"


def test_what_the_sender_says_of_the_country_stands() -> None:
    assert digested({**BODY, "context": {"location": {"country": "fr"}}}, Policy()).context["country"] == "FR"


COOKIELESS = {"event": "seen", "context": {"cookieless": True, "userAgent": CHROME}}
SALTS = {NOON.date(): b"one"}


def test_a_cookieless_visitor_is_the_same_in_one_network_on_one_day() -> None:
    one = digested(COOKIELESS, Policy(), salts=SALTS)
    near = digested(COOKIELESS, Policy(addresses="keep"), {"ip": "198.51.100.200"}, salts=SALTS)
    others = [
        digested(COOKIELESS, Policy(), {"ip": "198.51.101.77"}, salts=SALTS),
        digested(COOKIELESS, Policy(), salts={NOON.date(): b"two"}),
        digested({**COOKIELESS, "context": {"cookieless": True, "userAgent": "Other/1"}}, Policy(), salts=SALTS),
    ]
    assert one.anonymous_id == near.anonymous_id
    assert len({one.anonymous_id, *(other.anonymous_id for other in others)}) == 4
    assert (one.has_device, near.context.get("ip")) == (True, None)


def test_where_cookieless_is_off_a_message_without_ids_is_dropped() -> None:
    draft = Draft(1, "m", SITE, "live", "track", NOON, {}, COOKIELESS)
    dropped = pipeline.run(draft, Surroundings(Policy(cookieless=False)))
    assert isinstance(dropped, Dropped)
    assert dropped.reason == DropReason.NO_ID


def test_records_of_networks() -> None:
    records = [
        {"country": {"iso_code": "DE"}}, {"country_code": "cn"}, {"country": "fr"}, {"registered_country": {"iso_code": "JP"}}, {},
        {"country": 7},
    ]  # fmt: skip
    assert [networks.country_of(record) for record in records] == ["DE", "CN", "FR", "JP", "", ""]
    companies = [
        {"autonomous_system_organization": "Fischer Maschinenbau GmbH"}, {"company": {"name": "Petro China"}},
        {"as_name": "Deutsche Telekom AG"},
        {"autonomous_system_organization": "AMAZON-02"}, {"name": "Fischer", "type": "hosting"},
        {"name": "Fischer", "type": "business"}, {},
    ]  # fmt: skip
    assert [networks.company_of(record) for record in companies] == ["Fischer Maschinenbau GmbH", "Petro China", "", "", "", "Fischer", ""]
