"""Pages of accounts: list, matrix, one account, many at once with their number first, the scheme, the export."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kernel import ids, tenancy
from kernel.audit import SYSTEM
from leads.actions.firmographics import put_words
from leads.actions.people import create_lead
from leads.actions.placements import Evidence, place
from leads.domain.firmographics import Word
from leads.models import AccountBatch, Company, FirmWord, Lead, Placement
from leads.queries import tiers
from tests.cast import Cast
from tests.conftest import NOON

SignedIn = Callable[[str], Client]


@pytest.fixture
def firms(cast: Cast) -> list[Company]:
    with tenancy.scope(cast.acme.id):
        for name in ("alpha", "beta", "gamma"):
            create_lead({"name": name, "email": f"lead@{name}.example"}, SYSTEM)
        return list(Company.objects.order_by("domain"))


def names(client: Client, query: str) -> list[str]:
    page = client.get(f"/w/acme/accounts?{query}")
    assert page.status_code == 200
    return [row["company"].domain for row in page.context["rows"]]


def test_an_account_is_placed_on_its_page_with_the_reason(cast: Cast, firms: list[Company], signed_in: SignedIn) -> None:
    mara, url = signed_in("mara"), f"/w/acme/accounts/{firms[0].pk}"
    sent = {"to": "core:high", "reason": "<b>Frame</b> contract", "link": "https://acme.example/frame"}
    assert mara.post(f"{url}/place", {**sent, "reason": ""}).status_code == 400
    assert mara.post(f"{url}/place", {**sent, "to": "core:"}).context["sent"]["reason"] == sent["reason"]
    assert mara.post(f"{url}/place", sent).status_code == 302
    assert mara.post(f"{url}/class", {"market_class": "big_b"}).status_code == 302
    page = mara.get(url)
    (row,) = page.context["history"]
    assert (row["tier"], row["cell"], row["row"].by) == ("Tier 1", "Core · High", "Mara")
    assert "&lt;b&gt;Frame&lt;/b&gt; contract" in page.content.decode()
    assert (page.context["shown"]["class"], page.context["company"].tier) == ("Big B", "t1")
    assert signed_in("vera").post(f"{url}/place", sent).status_code == 403
    assert mara.post(f"/w/acme/accounts/{ids.new()}/place", sent).status_code == 404


def test_the_list_is_filtered_sorted_and_exported(cast: Cast, firms: list[Company], signed_in: SignedIn) -> None:
    with tenancy.scope(cast.acme.id):
        place(firms[2].pk, Evidence("core", "high", "=cmd|calc"), SYSTEM)
        place(firms[0].pk, Evidence("outside", "low", "One-off"), SYSTEM)
    mara = signed_in("mara")
    assert names(mara, "sort=name") == ["alpha.example", "beta.example", "gamma.example"]
    assert names(mara, "sort=tier") == ["gamma.example", "alpha.example", "beta.example"]
    assert names(mara, "tier=-") == ["beta.example"]
    assert names(mara, "direction=outside&profit=low") == ["alpha.example"]
    assert names(mara, "market_class=big_b") == []
    assert mara.get("/w/acme/accounts?tier=t9").status_code == 400
    rows = list(csv.DictReader(io.StringIO(mara.get("/w/acme/accounts/export.csv?q=ga").content.decode("utf-8-sig"))))
    told = [(row["Domain"], row["Tier"], row["Direction"], row["Reason"]) for row in rows]
    assert told == [("gamma.example", "Tier 1", "Core", "'=cmd|calc")]
    leads = list(csv.DictReader(io.StringIO(mara.get("/w/acme/leads/export.csv?tier=t1").content.decode("utf-8-sig"))))
    assert [(row["Name"], row["Account tier"], row["Market class"]) for row in leads] == [("gamma", "Tier 1", "")]
    assert signed_in("vera").get("/w/acme/accounts/export.csv").status_code == 403


def test_many_are_counted_first_then_changed_and_given_back(cast: Cast, firms: list[Company], signed_in: SignedIn) -> None:
    mara, url = signed_in("mara"), "/w/acme/accounts/many"
    page = mara.get(f"{url}?q=a&what=placement&to=core:high")
    assert (len(page.context["found"].changing), page.context["query"]) == (3, "q=a")
    sent = {"what": "placement", "to": "core:high", "query": "q=a", "reason": "The fair", "expected": "2"}
    assert mara.post(url, sent).status_code == 409
    assert mara.post(url, {**sent, "expected": "3", "reason": ""}).status_code == 400
    other = mara.post(url, {**sent, "expected": "3", "digest": "0" * 32}, headers={"accept-language": "zh-hans"})
    assert (other.status_code, "请重新查看" in other.content.decode()) == (409, True)
    (digest,) = re.findall(r'name="digest" value="(\w+)"', page.content.decode())
    assert mara.post(url, {**sent, "expected": "3", "digest": digest}).status_code == 302
    assert mara.post(url, {"what": "market_class", "to": "big_c", "query": "q=beta", "expected": "1"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        batch = AccountBatch.objects.get(change="placement")
        assert Placement.objects.count() == 3
    assert [row["count"] for row in mara.get("/w/acme/accounts/matrix").context["batches"]] == [1, 3]
    assert mara.post(f"{url}/{batch.pk}/undo").status_code == 302
    assert mara.get("/w/acme/accounts/matrix").context["unplaced"] == 3
    assert mara.post(f"{url}/{ids.new()}/undo").status_code == 404
    assert signed_in("vera").get(url).status_code == 403


def test_a_hundred_are_typed(cast: Cast, signed_in: SignedIn) -> None:
    with tenancy.scope(cast.acme.id):
        Company.objects.bulk_create([Company(name=f"Firm {n}", domain=f"firm{n}.example") for n in range(120)])
    mara, sent = signed_in("mara"), {"what": "placement", "to": "core:low", "query": "", "reason": "All", "expected": "120"}
    assert mara.post("/w/acme/accounts/many", {**sent, "typed": "12"}).status_code == 400
    assert mara.post("/w/acme/accounts/many", {**sent, "typed": "120"}).status_code == 302


def test_the_matrix_counts_and_shows_who_stands_in_a_cell(cast: Cast, firms: list[Company], signed_in: SignedIn) -> None:
    with tenancy.scope(cast.acme.id):
        place(firms[0].pk, Evidence("adjacent", "medium", "x"), SYSTEM)
    page = signed_in("vera").get("/w/acme/accounts/matrix?direction=adjacent&profit=medium")
    counts = {cell["to"]: cell["count"] for line in page.context["grid"]["rows"] for cell in line["cells"] if cell["count"]}
    assert (counts, page.context["placed"], page.context["unplaced"]) == ({"adjacent:medium": 1}, 1, 2)
    assert [row["company"].domain for row in page.context["companies"]] == ["alpha.example"]
    assert [(one["name"], one["count"]) for one in page.context["tiers"]] == [("Tier 1", 0), ("Tier 2", 1), ("Tier 3", 0)]
    zh = signed_in("vera").get("/w/acme/accounts/matrix", headers={"accept-language": "zh-hans"})
    assert zh.context["grid"]["direction"] == "战略方向"


def form_of(client: Client) -> dict[str, str]:
    """The fields of the page of the scheme as a browser would send them."""
    draft, sent = client.get("/w/acme/accounts/matrix/scheme").context["draft"], {}
    for of in draft.lists:
        if of["title"]:
            sent |= {f"{of['name']}.name": of["title"][0], f"{of['name']}.name_zh": of["title"][1]}
        for number, row in of["rows"]:
            here = f"{of['name']}.{number}"
            sent |= {f"{here}.key": row.key, f"{here}.name": row.name, f"{here}.name_zh": row.name_zh, f"{here}.place": str(number)}
    return sent | {f"cell.{line['level'].key}.{cell['level'].key}": cell["tier"] for line in draft.grid for cell in line["cells"]}


def test_the_scheme_is_worded_anew_after_what_it_changes_was_said(cast: Cast, firms: list[Company], signed_in: SignedIn) -> None:
    with tenancy.scope(cast.acme.id):
        place(firms[0].pk, Evidence("core", "high", "x"), SYSTEM)
    mara, url = signed_in("mara"), "/w/acme/accounts/matrix/scheme"
    same = form_of(mara)
    page = mara.post(url, {**same, "tiers.4.name": "Key partner", "tiers.4.place": "0", "op": "show"})
    assert [tier.name for tier in page.context["draft"].tiers] == ["Key partner", "Tier 1", "Tier 2", "Tier 3"]
    grown = {**same, "tiers.4.name": "Key partner", "tiers.4.key": "key-partner", "tiers.4.place": "0", "cell.core.high": "key-partner"}
    assert mara.post(url, {**grown, "op": "save"}).context["changing"] == 1
    assert mara.post(url, {**grown, "op": "save", "expected": "1"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert tiers.standing().version == 1
        assert Company.objects.get(pk=firms[0].pk).tier == "key-partner"
    without = {**form_of(mara), "direction.1.name": "", "op": "save"}
    assert mara.post(url, without).status_code == 409
    assert mara.post(url, {**same, "profit.name": "", "op": "save"}).context["problem"].field == "profit.name"
    assert signed_in("sam").get(url).status_code == 403


def test_tiers_and_classes_are_ticked_in_the_builder(cast: Cast, firms: list[Company], signed_in: SignedIn) -> None:
    with tenancy.scope(cast.acme.id):
        place(firms[0].pk, Evidence("core", "high", "x"), SYSTEM)
    sent = {"name": "Top", "r.how": "all", "r.n": "1", "r.0.how": "tier", "r.0.f.tiers": ["t1", "t2"]}
    mara = signed_in("mara")
    page = mara.post("/w/acme/segments/new", {**sent, "op": "show"})
    (part,) = page.context["node"]["parts"]
    ticked = [(key, str(label), chosen) for key, label, chosen in part["fields"][0]["options"]]
    assert ticked == [("t1", "Tier 1", True), ("t2", "Tier 2", True), ("t3", "Tier 3", False), ("-", "Not placed", False)]
    found = mara.post("/w/acme/segments/matches", sent).context
    assert (found["count"], found["words"]) == (1, "the account's tier is Tier 1 / Tier 2")
    assert mara.post("/w/acme/segments/new", {**sent, "op": "save"}).status_code == 302


def test_a_company_is_blacklisted_on_its_page_and_the_lead_says_so(cast: Cast, firms: list[Company], signed_in: SignedIn) -> None:
    mara, url = signed_in("mara"), f"/w/acme/accounts/{firms[0].pk}"
    assert mara.post(f"{url}/blacklist", {"blacklist_reason": " "}).status_code == 302
    assert names(mara, "blacklisted=yes") == []
    assert mara.post(f"{url}/blacklist", {"blacklist_reason": "<b>They</b> told us so"}).status_code == 302
    assert names(mara, "blacklisted=yes") == ["alpha.example"]
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get(person__company_id=firms[0].pk)
    for page in (mara.get(url), mara.get(f"/w/acme/leads/{lead.pk}")):
        assert "&lt;b&gt;They&lt;/b&gt; told us so" in page.content.decode()
    assert signed_in("vera").post(f"{url}/blacklist/lift").status_code == 403
    assert mara.post(f"{url}/blacklist/lift", {"lift_reason": "New people"}).status_code == 302
    assert names(mara, "blacklisted=yes") == []


def test_what_is_known_of_the_company_is_edited_on_its_page_and_says_who_said_it(
    cast: Cast, firms: list[Company], signed_in: SignedIn
) -> None:
    mara, url = signed_in("mara"), f"/w/acme/accounts/{firms[0].pk}"
    wrong = mara.post(f"{url}/firm", {"size": "many <b>", "industry": "Steel"})
    assert (wrong.status_code, [one["problem"] != "" for one in wrong.context["firm"]]) == (400, [True, False, False, False])
    assert [one["typed"] for one in wrong.context["firm"]] == ["many <b>", "Steel", "", ""]
    assert mara.post(f"{url}/firm", {"size": "51-200", "industry": "Steel", "country": "de", "plan": ""}).status_code == 302
    page = mara.get(url)
    size = page.context["firm"][0]["told"]
    assert (size.value, size.standing.said, size.standing.by) == (51, "51-200", "Mara")
    assert "By hand · Mara" in page.content.decode()
    assert mara.post(f"{url}/firm", {"size": "51", "country": ""}).status_code == 302
    with tenancy.scope(cast.acme.id):
        said = FirmWord.objects.order_by("field").values_list("field", "value", "said")
        assert list(said) == [("country", "", ""), ("industry", "Steel", "Steel"), ("size", "51", "51-200")]
    assert signed_in("vera").post(f"{url}/firm", {"size": "1"}).status_code == 403
    assert mara.post(f"/w/acme/accounts/{ids.new()}/firm", {"size": "1"}).status_code == 404


def test_what_an_old_page_showed_is_not_said_by_its_reader(cast: Cast, firms: list[Company], signed_in: SignedIn) -> None:
    mara, url = signed_in("mara"), f"/w/acme/accounts/{firms[0].pk}"
    with tenancy.scope(cast.acme.id):
        put_words({firms[0].pk: [Word("size", 1_050, NOON, "traits")]}, SYSTEM)
    page = mara.get(url)
    assert 'name="shown_size" value="1050"' in page.content.decode()
    with tenancy.scope(cast.acme.id):
        put_words({firms[0].pk: [Word("size", 2_000, NOON + timedelta(hours=1), "traits")]}, SYSTEM)
    sent = {"size": "1050", "shown_size": "1050", "industry": "x" * 121, "shown_industry": ""}
    wrong = mara.post(f"{url}/firm", sent)
    assert [(one["typed"], one["shown"]) for one in wrong.context["firm"]][:2] == [("1050", "1050"), ("x" * 121, "")]
    assert mara.post(f"{url}/firm", {**sent, "industry": "Steel"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        said = FirmWord.objects.order_by("field").values_list("field", "source", "value")
        assert list(said) == [("industry", "hand", "Steel"), ("size", "traits", "2000")]
