"""Policy, addresses at the door, cookieless ids, and what is forgotten when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel import clock, ids, sql, tenancy
from kernel.models import AuditEntry
from kernel.problems import Refused
from tests.cast import Cast, as_actor
from tests.tracking.conftest import Shop
from tests.tracking.domain.test_devices import CHROME, IPHONE
from tracking.actions import forget
from tracking.actions.policy import change_policy
from tracking.actions.redecide import redecide
from tracking.domain.policy import DEFAULT, Policy
from tracking.gateways.privacy import PRIVACY
from tracking.models import DailySalt, Visitor
from tracking.queries import policy, retention

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
BROWSER = {"HTTP_ORIGIN": "https://www.shop.example", "HTTP_USER_AGENT": CHROME, "REMOTE_ADDR": "5.9.7.77"}
SECRET = "5.9.7.77"


def decide(shop: Shop, **changed: Any) -> None:
    with tenancy.scope(shop.workspace.id):
        change_policy(**{"actor": shop.actor, "off": [], "addresses": "truncate", "cookieless": True, **changed})
    PRIVACY.known.clear()


def raw(shop: Shop) -> str:
    with tenancy.scope(shop.workspace.id):
        found = sql.tuples("SELECT envelope::text, body::text FROM tracking_inbox WHERE workspace_id = %(workspace_id)s ORDER BY seq")
    return " ".join(f"{envelope} {body}" for envelope, body in found)


def test_a_policy_is_checked_kept_and_audited(acme: Cast) -> None:
    actor = as_actor(acme.olga)
    assert policy.current() == DEFAULT
    given: dict[str, Any] = {"actor": actor, "off": ["company"], "addresses": "drop", "cookieless": False, "days": {"events": 400}}
    change_policy(**given)
    change_policy(**given)
    assert policy.current() == Policy(frozenset({"company"}), "drop", False, {"events": 400})
    [entry] = AuditEntry.objects.filter(verb="tracking_policy.changed")
    assert (entry.changes["addresses"], entry.changes["days"][1]["events"]) == (["truncate", "drop"], 400)
    for wrong in (
        {"off": ["put_ids"]},
        {"addresses": "sell"},
        {"days": {"events": 3}},
        {"days": {"messages": 30}},
        {"days": {"leads": 90}},
    ):
        with pytest.raises(Refused):
            change_policy(**{**given, **wrong})


def test_an_address_is_cut_before_it_is_stored_and_gone_when_digested(shop: Shop) -> None:
    PRIVACY.known.clear()
    shop.send("/v1/page", {"anonymousId": "a-1", "messageId": "p", "context": {"ip": SECRET}}, **BROWSER)
    assert '"ip":"5.9.7.0"' in raw(shop)
    shop.digest()
    assert "5.9.7." not in raw(shop)
    [event] = shop.events()
    assert (event.context["country"], "ip" in event.context) == ("DE", False)
    again = shop.send("/v1/page", {"anonymousId": "a-1", "messageId": "p", "context": {"ip": SECRET}, "sentAt": "x"}, **BROWSER)
    assert again.verdicts == ["duplicate"]


def test_an_address_is_kept_or_never_taken_where_the_policy_says_so(shop: Shop) -> None:
    decide(shop, addresses="keep")
    shop.send("/v1/page", {"anonymousId": "a-1"}, **BROWSER)
    decide(shop, addresses="drop")
    shop.send("/v1/page", {"anonymousId": "a-2"}, **BROWSER)
    assert raw(shop).count(SECRET) == 1
    decide(shop, addresses="keep")
    shop.digest()
    assert [event.context.get("ip") for event in shop.events()] == [SECRET, None]


def test_a_forged_address_is_believed_only_behind_a_trusted_proxy(shop: Shop, settings: Any) -> None:
    decide(shop, addresses="keep")
    forged = {**BROWSER, "HTTP_X_FORWARDED_FOR": "202.108.22.5"}
    shop.send("/v1/page", {"anonymousId": "a-1"}, **forged)
    settings.TRUSTED_PROXIES = ["5.9.7.0/24"]
    shop.send("/v1/page", {"anonymousId": "a-2"}, **forged)
    shop.digest()
    assert [event.context["ip"] for event in shop.events()] == [SECRET, "202.108.22.5"]


def test_a_server_gives_the_address_of_whom_it_speaks_for(shop: Shop) -> None:
    library = {"name": "analytics-python"}
    shop.send("/v1/track", {"userId": "u", "event": "e", "context": {"library": library, "ip": "202.108.22.5"}}, REMOTE_ADDR=SECRET)
    shop.digest()
    assert [event.context["country"] for event in shop.events()] == ["CN"]


def cookieless(shop: Shop, at: datetime, **environ: str) -> None:
    with clock.pretend(at):
        body = {"context": {"cookieless": True, "page": {"url": f"https://www.shop.example/{at:%d%H%M}"}}}
        assert shop.send("/v1/page", body, **{**BROWSER, **environ}).verdicts == ["accepted"]
        shop.digest()


def test_cookieless_visitors_have_one_id_a_day_and_no_trace_after_two(shop: Shop) -> None:
    PRIVACY.known.clear()
    decide(shop, addresses="keep")
    cookieless(shop, NOON)
    cookieless(shop, NOON + timedelta(minutes=5), REMOTE_ADDR="5.9.7.200")
    cookieless(shop, NOON + timedelta(minutes=6), HTTP_USER_AGENT=IPHONE)
    cookieless(shop, NOON + timedelta(days=1))
    assert sorted(visitor.sessions for visitor in shop.of(Visitor)) == [1, 1, 1]
    first, second, phone, tomorrow = [event.visitor_id for event in shop.events()]
    assert first == second
    assert len({first, phone, tomorrow}) == 3
    assert "5.9.7" not in raw(shop) + "".join(str(event.context) for event in shop.events())
    before = [(timedelta(hours=35, minutes=59), 2), (timedelta(hours=36), 1), (timedelta(hours=60), 0)]
    for passed, left in before:
        with clock.pretend(NOON + passed), tenancy.scope(shop.workspace.id):
            forget.forget_salts()
            assert DailySalt.objects.count() == left
    names = {visitor.anonymous_id for visitor in shop.of(Visitor)}
    cookieless(shop, NOON + timedelta(days=3))
    assert len({visitor.anonymous_id for visitor in shop.of(Visitor)} - names) == 1


def test_where_cookieless_is_off_the_message_is_refused_in_the_open(shop: Shop) -> None:
    decide(shop, cookieless=False)
    shop.send("/v1/page", {"context": {"cookieless": True}}, **BROWSER)
    shop.digest()
    assert ([row.reason for row in shop.refusals()], shop.events()) == (["no_id"], [])


def seen(shop: Shop, at: datetime, who: str, agent: str = CHROME) -> None:
    with clock.pretend(at):
        shop.send(
            "/v1/page",
            {"anonymousId": who, "messageId": who, "timestamp": at.isoformat()},
            HTTP_USER_AGENT=agent,
            HTTP_ORIGIN="https://www.shop.example",
        )
        shop.digest()


def test_what_is_old_is_counted_and_then_forgotten_kind_by_kind(shop: Shop) -> None:
    seen(shop, NOON, "old")
    seen(shop, NOON, "robot", "Googlebot/2.1")
    seen(shop, NOON + timedelta(days=40), "new")
    with clock.pretend(NOON + timedelta(days=50)):
        decide(shop, days={"messages": 45, "events": 31, "sessions": 31, "visitors": 31})
        with tenancy.scope(shop.workspace.id):
            due = {"messages": 2, "refusals": 0, "events": 2, "sessions": 1, "visitors": 1}
            found = retention.due(policy.current())
            assert {kind: found[kind] for kind in due} == due
            assert retention.told(policy.current()) == (found, None)
            assert {kind: forget.forget(kind) for kind in due} == due
            assert not any(retention.due(policy.current()).values())
    assert [event.message_id for event in shop.events()] == ["new"]
    assert sorted(visitor.anonymous_id for visitor in shop.of(Visitor)) == ["new", "old"]


def test_a_visitor_is_decided_again_and_only_then_announced(shop: Shop) -> None:
    for number in range(6):
        at = NOON + timedelta(milliseconds=100 * number)
        body = {
            "anonymousId": "fast",
            "messageId": f"m{number}",
            "timestamp": at.isoformat(),
            "properties": {"url": f"https://www.shop.example/{number}"},
        }
        with clock.pretend(NOON + timedelta(seconds=9)):
            shop.send("/v1/page", body, **BROWSER)
    with clock.pretend(NOON + timedelta(seconds=10)):
        shop.digest()
    [visitor] = shop.of(Visitor)
    assert (visitor.human, visitor.doubts, visitor.is_bot, visitor.person_id) == (0.2, ["speed"], True, None)
    with clock.pretend(NOON + timedelta(minutes=1)):
        with tenancy.scope(shop.workspace.id):
            assert redecide(visitor_id=visitor.pk, actor=shop.actor) == 0.2
            assert redecide(visitor_id=visitor.pk, actor=shop.actor, verdict="human") == 1.0
        shop.digest()
    [visitor] = shop.of(Visitor)
    assert (visitor.human, visitor.is_bot, visitor.verdict, visitor.person_id is None) == (1.0, False, "human", False)
    assert [event.is_bot for event in shop.events()] == [False] * 6
    with tenancy.scope(shop.workspace.id):
        with pytest.raises(Refused):
            redecide(visitor_id=visitor.pk, actor=shop.actor, verdict="perhaps")
        with pytest.raises(Refused):
            redecide(visitor_id=ids.new(), actor=shop.actor)
