"""A company on the blacklist: marked with a reason, lifted, announced once, and asked for."""

from datetime import timedelta

import pytest

from kernel import clock, ids, tenancy
from kernel.audit import SYSTEM
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions.blacklist import blacklist, lift_blacklist
from leads.actions.people import create_lead
from leads.domain.trees import parse
from leads.models import Company, Lead
from leads.queries import blacklist as asked
from leads.queries import filters, trees
from tenants.queries.workspaces import local_now
from tests.cast import Cast, as_actor
from tests.conftest import NOON


@pytest.fixture
def firms(cast: Cast) -> list[Company]:
    with tenancy.scope(cast.acme.id):
        for name in ("alpha", "beta"):
            create_lead({"name": name, "email": f"lead@{name}.example"}, SYSTEM)
        return list(Company.objects.order_by("domain"))


def stands(company: Company) -> tuple[object, str, str]:
    company.refresh_from_db()
    return company.blacklisted_at, company.blacklisted_by, company.blacklist_reason


def test_it_is_put_there_with_a_reason_and_lifted(cast: Cast, firms: list[Company]) -> None:
    mara, alpha = as_actor(cast.mara), firms[0]
    with tenancy.scope(cast.acme.id):
        for wrong in ("", "  ", "x" * 501, "a\x00b"):
            with pytest.raises(Refused) as refused:
                blacklist(alpha.pk, wrong, mara)
            assert refused.value.field == "reason"
        with clock.pretend(NOON):
            blacklist(alpha.pk, " They told us so ", mara)
        assert stands(alpha) == (NOON, "Mara", "They told us so")
        with clock.pretend(NOON + timedelta(days=1)):
            blacklist(alpha.pk, "In writing", SYSTEM)
            blacklist(alpha.pk, "In writing", mara)
        assert stands(alpha) == (NOON, SYSTEM.name or SYSTEM.kind, "In writing")
        lift_blacklist(alpha.pk, "New procurement", mara)
        lift_blacklist(alpha.pk, "", mara)
        assert stands(alpha) == (None, "", "")
        said = AuditEntry.objects.filter(target_id=str(alpha.pk)).values_list("verb", "changes")
        assert sorted((verb, changes["reason"]) for verb, changes in said if "blacklist" in verb) == [
            ("company.blacklisted", ["", "They told us so"]),
            ("company.blacklisted", ["They told us so", "In writing"]),
            ("company.taken_off_blacklist", ["In writing", "New procurement"]),
        ]
        with pytest.raises(Refused) as gone:
            blacklist(ids.new(), "Why", mara)
        assert gone.value.status == 404


def test_a_neighbours_company_is_none_of_ours(cast: Cast, firms: list[Company]) -> None:
    with tenancy.scope(cast.globex.id), pytest.raises(Refused) as refused:
        blacklist(firms[0].pk, "Why", SYSTEM)
    assert refused.value.status == 404


def test_who_is_of_it_is_found_by_lead_person_address_tree_and_filter(cast: Cast, firms: list[Company]) -> None:
    with tenancy.scope(cast.acme.id):
        blacklist(firms[0].pk, "They told us so", SYSTEM)
        alpha, beta = Lead.objects.get(person__name="alpha"), Lead.objects.get(person__name="beta")
        assert asked.leads([alpha.pk, beta.pk]) == {alpha.pk}
        assert asked.people([alpha.person_id, beta.person_id]) == {alpha.person_id}
        assert asked.addresses(["new@alpha.example", "x@beta.example", "a@gmail.com", ""]) == {"new@alpha.example"}
        assert (asked.open_leads(firms[0].pk), asked.of_lead(alpha.pk), asked.of_lead(beta.pk)) == ([alpha.pk], firms[0], None)
        assert trees.members(parse({"ask": "blacklisted"})) == {alpha.pk}
        found = {value: set(Lead.objects.filter(filters.build({"blacklisted": [value]}, local_now()))) for value in ("yes", "no")}
        assert found == {"yes": {alpha}, "no": {beta}}
