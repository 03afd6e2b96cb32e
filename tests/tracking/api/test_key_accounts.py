"""A visit from a key account's network says so on the person, and lists find it (F047)."""

from kernel import sql, tenancy, work
from leads.models import Company, Person
from leads.queries import leads
from onsite.actions.key_accounts import save_key_account
from tests.tracking.conftest import Shop
from tests.tracking.domain.test_devices import CHROME
from tracking.actions.policy import change_policy
from tracking.gateways.privacy import PRIVACY

BROWSER = {"HTTP_ORIGIN": "https://www.shop.example", "HTTP_USER_AGENT": CHROME}


def visit(shop: Shop, device: str, address: str) -> None:
    assert shop.send("/v1/page", {"anonymousId": device, "messageId": device}, REMOTE_ADDR=address, **BROWSER).status == 200


def found(value: str) -> list[str]:
    return sorted(str(lead.person.attributes.get("key_account", "")) for lead in leads.search({"key_account": [value], "known": ["all"]}))


def test_a_visit_from_its_network_names_the_account_and_its_company(shop: Shop) -> None:
    with tenancy.scope(shop.workspace.id):
        company = Company.objects.create(domain="halcyon.example", name="Halcyon Works")
        save_key_account(name="Halcyon", ranges=["198.51.100.0/26"], company_id=company.pk, actor=shop.actor)
        save_key_account(name="Fischer", ranges=["198.51.100.64/26"], actor=shop.actor)
    PRIVACY.known.clear()
    for device, address in (("a", "198.51.100.9"), ("b", "198.51.100.70"), ("c", "198.51.100.200")):
        visit(shop, device, address)
    work.run_until_quiet(shop.workspace.id)
    with tenancy.scope(shop.workspace.id):
        stored = " ".join(row[0] for row in sql.tuples("SELECT envelope::text FROM tracking_inbox WHERE workspace_id = %(workspace_id)s"))
        assert "198.51.100" not in stored
        told = Person.objects.order_by("company_name").values_list("company_name", "attributes")
        assert list(told) == [("", {}), ("Fischer", {"key_account": "Fischer"}), ("Halcyon Works", {"key_account": "Halcyon"})]
        assert [found(value) for value in ("Halcyon", "any", "-")] == [["Halcyon"], ["Fischer", "Halcyon"], [""]]


def test_where_addresses_are_dropped_nobody_is_recognised(shop: Shop) -> None:
    with tenancy.scope(shop.workspace.id):
        save_key_account(name="Halcyon", ranges=["198.51.100.0/26"], actor=shop.actor)
        change_policy(actor=shop.actor, off=[], addresses="drop", cookieless=True)
    PRIVACY.known.clear()
    visit(shop, "a", "198.51.100.9")
    work.run_until_quiet(shop.workspace.id)
    with tenancy.scope(shop.workspace.id):
        assert list(Person.objects.values_list("company_name", "attributes")) == [("", {})]
