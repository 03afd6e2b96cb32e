"""The reasons of a decision, in words: for everything that could be shown, to a visitor or a stranger."""

from collections.abc import Callable

from django.test import Client

from kernel import tenancy
from leads.models import Lead
from onsite.actions.items import set_item_state
from onsite.actions.key_accounts import save_key_account
from onsite.domain.shapes import Conditions, Frequency
from onsite.enums import Reason
from onsite.models import Reaction
from tests.cast import Cast
from tests.onsite.conftest import Shop, ago, rule
from tests.onsite.web.test_pages import at

SignIn = Callable[[str], Client]


def asked(client: Client, **question: str) -> dict[str, str]:
    """Name (and rule) → reason."""
    page = client.get(at("why"), question)
    assert page.status_code == 200
    return {one.item.name + (f" {one.rule}" if one.rule else ""): one.reason for one in page.context["reasons"]}


def several(shop: Shop) -> None:
    """One pop-up for each reason, and a slot of three rules."""
    with tenancy.scope(shop.cast.acme.id):
        save_key_account(name="PetroChina", ranges=["203.0.113.0/24"], actor=shop.actor)
    for name, conditions in {
        "All": Conditions(), "Back": Conditions(visitor="returning"), "Prices": Conditions(paths=("/pricing",)),
        "Ads": Conditions(channels=("email",)), "Words": Conditions(intents=("erp",)), "Account": Conditions(accounts=("any",)),
        "Known": Conditions(filters={"known": ["yes"]}),
    }.items():  # fmt: skip
        shop.popup(name, conditions=conditions)
    shop.popup("Over", ends="2020-01-01")
    paused = shop.popup("Paused")
    with tenancy.scope(shop.cast.acme.id):
        set_item_state(item=paused, state="paused", actor=shop.actor)
    shop.slot("hero", rule("prices", paths=("/pricing",)), rule("all"), rule("never"))


STRANGER = {
    "All": "shown", "hero 2": "shown", "Back": "visitor", "Prices": "page", "Ads": "source", "Words": "intent", "Account": "account",
    "Known": "audience", "Over": "dates", "Paused": "off", "hero 1": "page", "hero 3": "later",
}  # fmt: skip


def test_everything_has_its_reason(shop: Shop, signed_in: SignIn) -> None:
    several(shop)
    client = signed_in("vera")
    assert asked(client) == asked(client, who="nobody@here.example") == asked(client, who="x" * 300) == STRANGER
    page = {"url": "https://www.acme.example/pricing?utm_medium=email&utm_source=news", "ref": "", "ip": "203.0.113.9"}
    changed = {"Prices": "shown", "Ads": "shown", "Account": "shown", "hero 1": "shown", "hero 2": "later"}
    assert asked(client, **page) == {**STRANGER, **changed}
    denied = {name: "consent" for name, reason in STRANGER.items() if reason not in ("dates", "off")}
    assert asked(client, consent="denied") == {**STRANGER, **denied}
    assert asked(client, ref="https://www.bing.com/search?q=best+ERP+tool")["Words"] == "shown"
    for odd in ({"url": "not an address"}, {"url": "https://[", "ref": "\x00"}, {"ip": "9" * 99}, {"consent": "moon"}):
        assert asked(client, **odd)["All"] == "shown"


def test_a_visitor_is_found_by_device_lead_and_address(shop: Shop, signed_in: SignIn, cast: Cast) -> None:
    several(shop)
    message = shop.popup("Closed", frequency=Frequency("days", 9, 9))
    closed = {"type": "track", "event": "message_closed", "properties": {"message_id": str(message.pk), "version": 1}}
    shop.sees("dev-1", ago(days=2), {"type": "identify", "userId": "l", "traits": {"email": "lena@gmail.com"}}, closed, path="/pricing")
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get(person__email="lena@gmail.com")
        assert Reaction.objects.count() == 1
    client = signed_in("mara")
    wanted = {**STRANGER, "Back": "shown", "Prices": "shown", "Known": "shown", "hero 1": "shown", "hero 2": "later", "Closed": "dismissed"}
    for who in ("dev-1", str(lead.pk), "LENA@gmail.com"):
        assert asked(client, who=who) == wanted
    page = client.get(at("why"), {"who": "dev-1"})
    assert [(row.item and row.item.name, row.what, row.version) for row in page.context["happened"]] == [("Closed", "Closed", 1)]
    shown = page.content.decode()
    assert ["The visitor has closed or clicked it before." in shown, "https://www.acme.example/pricing" in shown] == [True, True]
    for where in (f"/w/acme/leads/{lead.pk}", f"/w/acme/visitors/{page.context['visitor'].pk}"):
        assert "/onsite/why?who=" in client.get(where).content.decode()


def test_what_is_the_neighbour_s_is_nobody_here(shop: Shop, signed_in: SignIn, cast: Cast) -> None:
    shop.popup("Ours")
    with tenancy.scope(cast.acme.id):
        lead_count = Lead.objects.count()
    shop.sees("dev-1", ago(days=2), {"type": "identify", "userId": "l", "traits": {"email": "lena@gmail.com"}})
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.latest("created_at")
        assert Lead.objects.count() == lead_count + 1
    theirs = signed_in("otto")
    for who in ("dev-1", str(lead.pk), "lena@gmail.com"):
        page = theirs.get("/w/globex/onsite/why", {"who": who})
        assert (page.context["visitor"], page.context["reasons"], "Nobody with this id" in page.content.decode()) == (None, [], True)
    assert theirs.get(at("why")).status_code == 404


def test_every_reason_is_a_sentence(shop: Shop) -> None:
    assert [reason for reason in Reason if not str(reason.label).endswith(".")] == []
