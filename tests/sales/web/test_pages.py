"""The pages of sales: who sees them, and what an SDR does on them."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from leads.actions.blacklist import blacklist
from leads.domain.trees import parse
from leads.models import Lead
from leads.queries.words import sentence
from sales.actions.claim import claim
from sales.actions.opportunity import Deal, open_opportunity
from sales.actions.sdr_task import Asked, open_tasks
from sales.models import HandOff, Opportunity, SdrTask, Touch
from sales.queries import rules
from tests.cast import Cast, as_actor
from tests.conftest import NOON

W, BARRED = "/w/acme", "The company is on the blacklist"
SignIn = Callable[[str], Client]


@pytest.mark.parametrize("path", ["queue", "queue/list", "queue/list?tab=team", "tasks", "tasks?done=1", "opportunities", "routing"])
def test_every_page_opens_with_nothing_there(cast: Cast, signed_in: SignIn, path: str) -> None:
    assert signed_in("sam").get(f"{W}/{path}").status_code == 200
    assert signed_in("otto").get(f"{W}/{path}").status_code == 404


def test_the_focus_queue_shows_the_top_and_goes_on(cast: Cast, signed_in: SignIn, mql: Callable[..., HandOff]) -> None:
    first, second = mql("Ada"), mql("Bert")
    sam = signed_in("sam")
    with tenancy.scope(cast.acme.id):
        HandOff.objects.filter(pk=second.pk).update(rank_key=-5.0)
        HandOff.objects.filter(pk=first.pk).update(rank_key=5.0)
    page = sam.get(f"{W}/queue").content.decode()
    assert "Ada" in page
    assert "1 of 2" in page
    said = {"disposition": "accept", "version": "1", "note": "Budget is there", "kind": "call"}
    answer = sam.post(f"{W}/queue/{first.pk}/touch", said, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer["HX-Push-Url"] == f"{W}/queue?at={second.pk}"
    assert "Bert" in answer.content.decode()
    with tenancy.scope(cast.acme.id):
        assert Lead.objects.get(pk=first.lead_id).stage == "sql"
        assert Touch.objects.get().note == "Budget is there"
    assert sam.post(f"{W}/queue/{second.pk}/touch", {"disposition": "voicemail"}).status_code == 302


def test_a_lost_claim_is_said_and_passed_over(cast: Cast, signed_in: SignIn, mql: Callable[..., HandOff]) -> None:
    hand_off = mql("Ada")
    with tenancy.scope(cast.acme.id):
        claim(hand_off.pk, actor=as_actor(cast.sofia))
    answer = signed_in("sam").post(f"{W}/queue/{hand_off.pk}/touch", {"disposition": "accept"}, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "Sofia has claimed this lead." in answer["HX-Trigger"]
    with tenancy.scope(cast.acme.id):
        assert Touch.objects.count() == 0


def test_snooze_claim_release(cast: Cast, signed_in: SignIn, mql: Callable[..., HandOff]) -> None:
    hand_off, sam = mql("Ada"), signed_in("sam")
    assert sam.post(f"{W}/queue/{hand_off.pk}/claim").status_code == 302
    assert sam.post(f"{W}/queue/{hand_off.pk}/release", {"back": "list"}).url == f"{W}/queue/list"
    assert sam.post(f"{W}/queue/next").url == f"{W}/queue?at={hand_off.pk}"
    with clock.pretend(NOON):
        assert sam.post(f"{W}/queue/{hand_off.pk}/snooze", {"for": "tomorrow"}).status_code == 302
        with tenancy.scope(cast.acme.id):
            assert HandOff.objects.get().snoozed_until == NOON + timedelta(hours=21)
        assert "Ada" in sam.get(f"{W}/queue/list?tab=snoozed").content.decode()
        assert "Queue clear" in sam.get(f"{W}/queue").content.decode()


def test_a_viewer_looks_but_does_not_work(cast: Cast, signed_in: SignIn, mql: Callable[..., HandOff]) -> None:
    hand_off, vera = mql("Ada"), signed_in("vera")
    page = vera.get(f"{W}/queue/{hand_off.pk}")
    assert page.status_code == 200
    assert "Log a touch" not in page.content.decode()
    assert vera.get(f"{W}/queue").status_code == 403
    for path in ("claim", "touch", "release", "snooze"):
        assert vera.post(f"{W}/queue/{hand_off.pk}/{path}").status_code == 403


def test_a_strangers_pages_are_not_there(cast: Cast, signed_in: SignIn, mql: Callable[..., HandOff]) -> None:
    hand_off, otto = mql("Ada"), signed_in("otto")
    with tenancy.scope(cast.acme.id):
        deal, _ = open_opportunity(hand_off.lead_id, Deal("Shop"), actor=as_actor(cast.sam))
    for path in (f"queue/{hand_off.pk}", f"opportunities/{deal.pk}", f"leads/{hand_off.lead_id}/opportunity"):
        assert otto.get(f"/w/globex/{path}").status_code == 404
        assert otto.get(f"/w/globex/{path.replace(path.split('/')[1], str(uuid4()))}").status_code == 404


def test_a_deal_is_opened_and_won(cast: Cast, signed_in: SignIn, mql: Callable[..., HandOff]) -> None:
    lead_id, sam = mql("Ada").lead_id, signed_in("sam")
    answer = sam.post(f"{W}/leads/{lead_id}/opportunity", {"name": "Shop", "value": "1.234", "currency": "eur"})
    assert answer.status_code == 400
    answer = sam.post(f"{W}/leads/{lead_id}/opportunity", {"name": "Shop", "value": "1200.50", "currency": "eur", "owner_name": "Rosa"})
    with tenancy.scope(cast.acme.id):
        deal = Opportunity.objects.get()
    assert answer.url == f"{W}/opportunities/{deal.pk}"
    assert "Shop" in sam.get(answer.url).content.decode()
    assert "Shop" in sam.get(f"{W}/opportunities?state=open").content.decode()
    assert sam.post(f"{answer.url}/won", {"value": ""}).status_code == 400
    assert sam.post(f"{answer.url}/won", {"value": "1300"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert Opportunity.objects.get().value_minor == 130000
        assert Lead.objects.get(pk=lead_id).stage == "customer"


def test_a_deal_is_lost_with_its_reason(cast: Cast, signed_in: SignIn, mql: Callable[..., HandOff]) -> None:
    lead_id, sam = mql("Ada").lead_id, signed_in("sam")
    with tenancy.scope(cast.acme.id):
        deal, _ = open_opportunity(lead_id, Deal("Shop"), actor=as_actor(cast.sam))
    assert sam.post(f"{W}/opportunities/{deal.pk}/lost", {"reason": " "}).status_code == 400
    assert sam.post(f"{W}/opportunities/{deal.pk}/lost", {"reason": "Too dear"}).status_code == 302


def test_a_task_is_done(cast: Cast, signed_in: SignIn, lena: Callable[..., UUID]) -> None:
    with tenancy.scope(cast.acme.id):
        open_tasks([Asked(lena(), "Call Lena", "She went quiet", "k", NOON)])
        task = SdrTask.objects.get()
    sam = signed_in("sam")
    page = sam.get(f"{W}/tasks").content.decode()
    assert ("Call Lena" in page, BARRED in page) == (True, False)
    with tenancy.scope(cast.acme.id):
        blacklist(task.lead.person.company_id, "They told us so", SYSTEM)
    assert BARRED in sam.get(f"{W}/tasks").content.decode()
    assert sam.post(f"{W}/tasks/{task.pk}/done").status_code == 302
    assert "Sam" in sam.get(f"{W}/tasks?done=1").content.decode()


def test_handed_over_by_hand(cast: Cast, signed_in: SignIn, lena: Callable[..., UUID]) -> None:
    lead_id = lena("Ada")
    answer = signed_in("sam").post(f"{W}/leads/{lead_id}/hand-over")
    with tenancy.scope(cast.acme.id):
        assert answer.url == f"{W}/queue/{HandOff.objects.get().pk}"


def test_rules_of_the_start_say_how_they_are_shown(signed_in: SignIn) -> None:
    adam = signed_in("adam")
    zh = adam.get(f"{W}/routing", headers={"accept-language": "zh-hans"}).content.decode()
    assert zh.count("显示为") == 2
    assert 'value="Everything else"' in zh  # what is saved is what was stored
    assert "显示为“其余来源”" in zh
    assert "Shown as" not in adam.get(f"{W}/routing").content.decode()


def test_rules_are_edited(cast: Cast, signed_in: SignIn) -> None:
    adam, sam = signed_in("adam"), signed_in("sam")
    form = {
        "rule": ["0", "1", "2"],
        "0-position": "2", "0-name": "Consultation", "0-lane": "fast_lane", "0-events": "demo_requested, contact_request_submitted",
        "0-active": "on", "0-assignees": [str(cast.sam.pk)],
        "1-position": "1", "1-name": "Rest", "1-lane": "nurture_pool", "1-events": "", "1-remove": "on",
        "2-position": "1", "2-name": "Ads", "2-lane": "fast_lane", "2-events": "", "2-channels": ["paid_search"], "2-active": "on",
    }  # fmt: skip
    assert sam.post(f"{W}/routing", form).status_code == 403
    assert adam.post(f"{W}/routing", {**form, "0-lane": "up"}).status_code == 400
    assert adam.post(f"{W}/routing", form).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert [(rule.name, sorted(rule.events), sorted(rule.channels), rule.assignees) for rule in rules.rules()] == [
            ("Ads", [], ["paid_search"], ()),
            ("Consultation", ["contact_request_submitted", "demo_requested"], [], (cast.sam.pk,)),
        ]


def test_a_rule_asks_a_tree_button_by_button(cast: Cast, signed_in: SignIn) -> None:
    adam, page = signed_in("adam"), f"{W}/routing"
    form = {"rule": ["0"], "0-position": "1", "0-name": "Hot", "0-lane": "fast_lane", "0-active": "on", "t0.how": "all", "t0.n": "0"}
    answer = adam.post(page, {**form, "t0.new": "tag", "op": "add:t0"}).content.decode()
    assert 'name="t0.0.f.tag"' in answer
    form |= {"t0.n": "1", "t0.0.how": "tag", "t0.0.f.tag": "", "t0.0.not": "1"}
    wrong = adam.post(page, {**form, "op": "save"})
    assert (wrong.status_code, wrong.content.decode().count("tree-wrong")) == (400, 1)
    assert adam.post(page, {**form, "t0.0.f.tag": "hot", "op": "save"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        (kept,) = rules.rules()
        assert (kept.name, kept.lead) == ("Hot", parse({"all": [{"not": {"ask": "tag", "tag": "hot"}}]}))
    for name in ("adam", "vera"):
        shown = signed_in(name).get(page).content.decode()
        assert shown.count(escape(sentence(kept.lead))) == 1
    assert 'value="hot"' in adam.get(page).content.decode()


def test_pages_ask_the_database_little(cast: Cast, signed_in: SignIn, mql: Callable[..., HandOff]) -> None:
    hand_offs = [mql(f"Ada{number}") for number in range(6)]
    sam = signed_in("sam")
    for path in ("queue", "queue/list", f"queue/{hand_offs[0].pk}", "opportunities", "tasks"):
        with CaptureQueriesContext(connection) as asked:
            assert sam.get(f"{W}/{path}").status_code == 200
        statements = [query["sql"] for query in asked.captured_queries if query["sql"].lstrip().startswith(("SELECT", "WITH"))]
        assert len(statements) <= 22, (path, len(statements))


def test_the_focus_page_asks_no_more_than_a_page_may(cast: Cast, signed_in: SignIn, mql: Callable[..., HandOff]) -> None:
    """Fifteen, whoever owns the lead; a test's savepoint asks for the scope once more."""
    mine = mql("Ada")
    with tenancy.scope(cast.acme.id):
        claim(mine.pk, actor=as_actor(cast.sam))
    assert _statements(signed_in("sam"), f"{W}/queue") <= 15 + 1


def test_the_page_of_a_hand_off_asks_no_more_than_a_page_may(cast: Cast, signed_in: SignIn, mql: Callable[..., HandOff]) -> None:
    """Fifteen of a lead that somebody else works, and of one that he returned; a test's savepoint asks for the scope once more."""
    taken, adam = mql("Ada"), signed_in("adam")
    with tenancy.scope(cast.acme.id):
        claim(taken.pk, actor=as_actor(cast.sam))
    assert _statements(adam, f"{W}/queue/{taken.pk}") <= 15 + 1
    signed_in("sam").post(f"{W}/queue/{taken.pk}/touch", {"disposition": "bad_data", "back": "hand_off"})
    assert "Returned" in adam.get(f"{W}/queue/{taken.pk}").content.decode()
    assert _statements(adam, f"{W}/queue/{taken.pk}") <= 15 + 1


def _statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return sum(query["sql"].lstrip("( ").startswith(("SELECT", "WITH")) for query in asked.captured_queries)
