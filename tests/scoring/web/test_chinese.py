"""Chinese pages of scoring are Chinese: reasons of a ledger in which everything happened, and what the editor and publishing refuse."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

from django.test import Client

from kernel import audit, clock, tenancy
from leads.actions.merge import merge_people
from leads.actions.people import change_person
from leads.actions.unmerge import undo_merge
from leads.models import Lead
from scoring.actions import disown
from scoring.actions.penalty import penalise_return
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.scoring.actions.test_switch import OFTEN, publish, rules
from tests.scoring.people import Office

SignIn = Callable[[str], Client]
DAY, ZH = timedelta(days=1), {"accept-language": "zh-hans"}
# Three words in a row are a sentence; a name, a rule and a path are not.
SENTENCE = re.compile(r"[A-Za-z]{2,},? [a-z]{2,} [a-z]{2,}")
LIMITED = {"email_clicked": {"cap": 5.0}, "asset_downloaded": {"once": True}, "webinar_registered": {"points": -4.0},
           "contact_request_submitted": {"window": {"points": 30, "days": 5}}}  # fmt: skip


def sentences(page: str) -> list[str]:
    """English sentences between the tags of the page's main part."""
    main = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page[page.index("<main") : page.index("</main>")], flags=re.DOTALL)
    return [text.strip() for text in map(unescape, re.findall(r">([^<>]+)<", main)) if SENTENCE.search(text)]


def everything(office: Office) -> list[Lead]:
    """A lead with every kind of entry, and one that it was for a while."""
    publish(
        office, rules({}, LIMITED, patterns=[OFTEN], limits={"total": 70.0}, silence={"days": 12, "points": -6.0, "repeats": True}), NOON
    )
    lead, other = (office.lead(NOON, title="CEO", email=f"{name}@qq.com") for name in ("lena", "lina"))
    for each, name in ((lead, "email_clicked"), (lead, "asset_downloaded"), (other, "asset_downloaded"), (lead, "webinar_registered")):
        office.did(each, name, NOON, NOON + timedelta(hours=1), now=NOON + DAY)
    office.did(lead, "contact_request_submitted", NOON + DAY, NOON + DAY)
    office.did(lead, "webinar_registered", NOON + 100 * DAY)
    (doubted,) = office.did(lead, "live_broadcast_watched", NOON + 101 * DAY)
    at = NOON + 102 * DAY
    people = [office.get(each).person_id for each in (lead, other)]
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        disown.disown([doubted], at)
        change_person(people[0], {"title": "Student"}, audit.SYSTEM)
        penalise_return(lead, audit.SYSTEM, at)
        merge = merge_people(people[0], people[1], audit.SYSTEM)
    office.run(at)
    with clock.pretend(at + DAY), tenancy.scope(office.workspace.id):
        undo_merge(merge.pk, audit.SYSTEM)
    office.run(at + DAY)
    publish(office, rules({"contact_request_submitted": 9}, LIMITED), at + 2 * DAY)
    return [office.get(each) for each in (lead, other)]


def test_why_this_score_is_chinese_whatever_happened(office: Office, signed_in: SignIn) -> None:
    mara, found = signed_in("mara"), set[str]()
    leads = everything(office)
    with clock.pretend(NOON + 105 * DAY):
        for lead in leads:
            for asked in ("", "?at=2026-11-29T09:00"):
                english = mara.get(f"/w/acme/leads/{lead.pk}/score{asked}").content.decode()
                page = mara.get(f"/w/acme/leads/{lead.pk}/score{asked}", headers=ZH).content.decode()
                assert sentences(page) == []
                found |= {text for text in sentences(english) if ": " in text or "silent" in text or text.startswith(("No ", "The "))}
    assert len(found) > 5, "there was something to translate"


def test_the_rulebook_its_draft_a_test_and_the_shadow_are_chinese(office: Office, signed_in: SignIn) -> None:
    """Whatever kinds of rules and limits there are; version 1 with the words in which it was noted down."""
    mara, root = signed_in("mara"), "/w/acme/scoring"
    everything(office)
    at = NOON + 106 * DAY
    asked = {"days": "365", "outcome": "sql", "patience_days": "30", "capacity": "20"}
    with clock.pretend(at):
        mara.post(f"{root}/draft/begin")
        mara.post(f"{root}/draft", {"threshold": "45"})
        test = mara.post(f"{root}/tests", asked)["Location"]
        waiting = sentences(mara.get(test, headers=ZH).content.decode())
    office.run(at)
    with clock.pretend(at):
        mara.post(f"{test}/shadow", {"on": "yes"})
        pages = [root, *(f"{root}/versions/{number}" for number in (1, 2, 3)), f"{root}/draft", f"{root}/tests", test]
        told = {page: mara.get(page, headers=ZH) for page in pages}
    assert {page: answer.status_code for page, answer in told.items()} == dict.fromkeys(pages, 200)
    assert ("影子" in told[test].content.decode(), "默认规则：" in told[f"{root}/versions/1"].content.decode()) == (True, True)
    english = {text for answer in told.values() for text in sentences(answer.content.decode()) if "包含任一 vp" not in text}
    assert (waiting, english) == ([], set()), "all but the words that a rule looks for"


def test_what_the_editor_and_publishing_refuse_is_chinese_and_the_api_is_not(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post("/w/acme/scoring/draft/begin")
    page = mara.post("/w/acme/scoring/draft", {"margin": "90", "threshold": "60"}, headers=ZH).content.decode()
    assert "差距必须小于阈值。" in page
    page = mara.post("/w/acme/scoring/draft", {"threshold": "sixty"}, headers=ZH).content.decode()
    assert "应为 float，实际是 str。" in page
    told = mara.post("/w/acme/scoring/draft/publish", headers={**ZH, "hx-request": "true"})
    assert (told.status_code, "请先用历史数据测试这些规则" in json.loads(told.headers["hx-trigger"])["toast"]["text"]) == (409, True)
    with tenancy.scope(cast.acme.id):
        _, key = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
    answer = Client(headers={**ZH, "authorization": f"Bearer {key}"}).post("/api/v1/rulebooks/2/publish")
    assert (answer.status_code, answer.json()["detail"][:27]) == (409, "Test these rules on history")
