"""Scoring in a browser: the rulebook, its draft, the explanation, tags."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

from django.test import Client

from kernel import audit, clock, tenancy
from leads.domain.trees import parse
from scoring.actions.rulebooks import change_draft, publish
from scoring.domain.agreement import DEFAULT
from scoring.domain.rule_shapes import Bounds, Group, Pattern, Window
from scoring.domain.rulebook import digest
from scoring.queries import rulebooks
from scoring.queries.explain import explain
from scoring.web.explain import bars
from tests.cast import Cast
from tests.conftest import NOON
from tests.scoring.actions.test_switch import publish as publish_at
from tests.scoring.actions.test_switch import rules
from tests.scoring.agreed import agree
from tests.scoring.people import Office

SignIn = Callable[[str], Client]
ROOT, ZH = "/w/acme", {"accept-language": "zh-hans"}
NUMBER = re.compile(r'<input class="form-control num"[^>]* name="(?!new_)([^"]+)"[^>]* value="([^"]*)"')


def test_the_rulebook_is_told_in_words(cast: Cast, signed_in: SignIn) -> None:
    page = signed_in("vera").get(f"{ROOT}/scoring")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Attended an offline meeting" in text
    assert "Begin a new version" not in text
    assert signed_in("vera").get(f"{ROOT}/scoring/versions/1").status_code == 200
    assert signed_in("vera").get(f"{ROOT}/scoring/versions/99999999999").status_code == 404


def test_a_draft_is_written_and_published(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    assert mara.post(f"{ROOT}/scoring/draft/begin").status_code == 302
    assert mara.get(f"{ROOT}/scoring/draft").status_code == 200
    wrong = mara.post(f"{ROOT}/scoring/draft", {"threshold": "sixty"})
    assert (wrong.status_code, "threshold" in wrong.content.decode()) == (400, True)
    fields = {
        "threshold": "75", "pages-0-points": "12,5", "pages-0-patterns": "/pricing*\n/preise", "events-0-remove": "on",
        "new_event-event": "Report Created", "new_event-label": "Created a report", "new_event-points": "20", "note": "Higher",
    }  # fmt: skip
    assert mara.post(f"{ROOT}/scoring/draft", fields).status_code == 302
    agree(cast, clock.now())
    assert mara.post(f"{ROOT}/scoring/draft/publish").status_code == 302
    with tenancy.scope(cast.acme.id):
        live = rulebooks.live()
    assert (live.version, live.threshold, live.rules.pages[0].points) == (2, 75, 12.5)
    assert live.rules.pages[0].patterns == ["/pricing*", "/preise"]
    assert (live.rules.events[0].event, live.rules.events[-1].event) == ("live_broadcast_watched", "report_created")
    assert mara.post(f"{ROOT}/scoring/draft/publish", headers={"accept": "text/html"}).status_code in (302, 303, 404)


def test_limits_are_written_in_the_draft_told_in_the_rulebook_and_shown_in_the_explanation(
    office: Office, cast: Cast, signed_in: SignIn
) -> None:
    with clock.pretend(NOON):
        mara = signed_in("mara")
        mara.post(f"{ROOT}/scoring/draft/begin")
        assert mara.post(f"{ROOT}/scoring/draft", {"new_group-label": "Mail", "new_group-cap": "4"}).status_code == 302
        half = mara.post(f"{ROOT}/scoring/draft", {"events-0-window_points": "10", "events-0-window_days": ""})
        assert (half.status_code, "events[0].window.days" in half.content.decode()) == (400, True)
        with tenancy.scope(cast.acme.id):
            names = [event["event"] for event in rulebooks.draft().rules["events"]]  # type: ignore[union-attr]
        click = names.index("email_clicked")
        fields = {
            "events-0-cap": "120", "events-0-window_points": "100", "events-0-window_days": "30", f"events-{click}-group": "mail",
            "limits-behaviour-cap": "150", "limits-match-floor": "-12", "limits-total": "200",
        }  # fmt: skip
        assert mara.post(f"{ROOT}/scoring/draft", fields).status_code == 302
        assert mara.post(f"{ROOT}/scoring/draft", {"events-0-cap": ""}).status_code == 302
        pattern = {"label": "Often", "when": "event:email_clicked", "then": "", "times": "2", "days": "7", "points": "5"}
        assert mara.post(f"{ROOT}/scoring/draft", {f"new_pattern-{key}": value for key, value in pattern.items()}).status_code == 302
        wrong = mara.post(f"{ROOT}/scoring/draft", {"patterns-0-then": "page:nowhere"})
        assert (wrong.status_code, "patterns[0].then" in wrong.content.decode()) == (400, True)
        assert mara.post(f"{ROOT}/scoring/draft", {"patterns-0-points": "4"}).status_code == 302
        agree(cast, NOON)
        assert mara.post(f"{ROOT}/scoring/draft/publish").status_code == 302
        office.run(NOON)
        with tenancy.scope(cast.acme.id):
            live = rulebooks.live().rules
        assert (live.events[0].cap, live.events[0].window) == (None, Window(100, 30))
        assert (live.groups, live.limits.behaviour, live.limits.match) == ([Group("mail", "Mail", 4)], Bounds(cap=150), Bounds(floor=-12))
        assert live.patterns == [Pattern("often", "Often", "event:email_clicked", 7, 4, times=2)]
        assert "Clicked in an e-mail: at least 2 times in 7 days" in mara.get(f"{ROOT}/scoring").content.decode()
        assert "Gives at most 100 in 30 days." in mara.get(f"{ROOT}/scoring").content.decode()
        lead = office.lead(NOON)
        office.did(lead, "email_clicked", NOON, NOON)
        assert "Over its cap: Mail" in mara.get(f"{ROOT}/leads/{lead}/score").content.decode()
        assert "Over its cap: Mail" in mara.get(f"{ROOT}/leads/{lead}").content.decode()


def test_a_draft_of_before_a_part_came_is_saved_untouched(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post(f"{ROOT}/scoring/draft/begin")
    with tenancy.scope(cast.acme.id):
        row = rulebooks.draft()
        assert row is not None
        before = digest(row.rules)
        for late in ("levels", "limits", "groups", "patterns"):
            row.rules.pop(late)
        row.rules["deductions"].pop("unknown_company")
        row.save()
    numbers = dict(NUMBER.findall(mara.get(f"{ROOT}/scoring/draft").content.decode()))
    assert {"deductions-unknown_company", "levels-one", "limits-total", "threshold"} <= numbers.keys()
    assert mara.post(f"{ROOT}/scoring/draft", numbers).status_code == 302
    with tenancy.scope(cast.acme.id):
        row = rulebooks.draft()
        assert row is not None
        assert digest(row.rules) == before


def test_readers_may_not_draft(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in("vera").post(f"{ROOT}/scoring/draft/begin").status_code == 403
    assert signed_in("otto").get(f"{ROOT}/scoring").status_code == 404


def test_the_explanation_adds_up_and_asks_for_instants(office: Office, signed_in: SignIn) -> None:
    lead = office.lead(NOON, title="CEO", email="lena@qq.com", name="Lena <b>")
    office.did(lead, "live_broadcast_watched", NOON)
    with clock.pretend(NOON + timedelta(days=3)):
        vera = signed_in("vera")
        page = vera.get(f"{ROOT}/leads/{lead}/score")
        assert page.status_code == 200
        assert "Watched a live broadcast" in unescape(page.content.decode())
        past = vera.get(f"{ROOT}/leads/{lead}/score?at=2026-11-02T11:00")
        assert (past.status_code, past.context["why"].score) == (200, 0.0)
        assert vera.get(f"{ROOT}/leads/{lead}/score?at=soon").status_code == 400
        assert vera.get(f"{ROOT}/leads/{lead}").context["why"].ideas == [], "a page that shows no advice looks for none"
        with tenancy.scope(office.workspace.id):
            found = explain(lead)
    assert found is not None
    assert round(sum(bar.points for bar in bars(found)), 1) == found.score
    assert signed_in("otto").get(f"/w/globex/leads/{lead}/score").status_code == 404


def test_no_advice_and_points_that_are_valued_otherwise_are_said_in_words(office: Office, signed_in: SignIn) -> None:
    lead, vera = office.lead(NOON), signed_in("vera")
    office.did(lead, "email_clicked", NOON)
    hard = rules(events=[event | {"cap": 5.0} for event in rules()["events"]], pages=[])
    publish_at(office, hard, NOON + timedelta(days=2))
    with clock.pretend(NOON + timedelta(days=3)):
        now = unescape(vera.get(f"{ROOT}/leads/{lead}/score").content.decode())
        then = unescape(vera.get(f"{ROOT}/leads/{lead}/score?at=2026-11-03T12:00").content.decode())
        chinese = unescape(vera.get(f"{ROOT}/leads/{lead}/score?at=2026-11-03T12:00", headers=ZH).content.decode())
    assert ("No single thing" in now, "Any of these" in now, "none are shown" in now) == (True, False, False)
    assert ("No single thing" in then, "under the threshold" in then, "none are shown" in then) == (False, False, True)
    assert "故不显示" in chinese


def test_tags_are_defined_put_and_taken_off(office: Office, signed_in: SignIn) -> None:
    lead, mara = office.lead(NOON), signed_in("mara")
    assert mara.post(f"{ROOT}/tags", {"name": "", "kind": "factual"}).status_code == 400
    assert mara.post(f"{ROOT}/tags", {"name": "Key account", "kind": "factual"}).status_code == 302
    assert mara.post(f"{ROOT}/leads/{lead}/tag", {"name": "Key account"}).status_code == 302
    assert "Key account" in mara.get(f"{ROOT}/leads/{lead}/score").content.decode()
    assert mara.post(f"{ROOT}/leads/{lead}/untag", {"name": "Key account"}).status_code == 302
    assert signed_in("vera").post(f"{ROOT}/tags", {"name": "X", "kind": "factual"}).status_code == 403
    assert signed_in("vera").get(f"{ROOT}/tags").status_code == 200


def test_a_rule_of_conditions_is_built_in_the_draft_and_told_in_the_rulebook(cast: Cast, signed_in: SignIn) -> None:
    mara, there = signed_in("mara"), f"{ROOT}/scoring/draft"
    mara.post(f"{there}/begin")
    new = {"new_fit-label": "Chief engineers", "new_fit-points": "9", "qn.how": "all", "qn.n": "0", "qn.new": "text"}
    shown = mara.post(there, {**new, "op": "add:qn"}).content.decode()
    assert ['name="qn.0.f.values"' in shown, 'value="Chief engineers"' in shown, "Nothing was saved" in shown] == [True, True, False]
    leaf = {"qn.n": "1", "qn.0.how": "text", "qn.0.f.field": "title", "qn.0.f.op": "is", "qn.0.f.values": "CTO"}
    wrong = mara.post(there, {**new, **leaf, "qn.0.f.field": "lane", "op": "save"})
    with tenancy.scope(cast.acme.id):
        place = len(rulebooks.draft().rules["fit"])  # type: ignore[union-attr]
    assert (wrong.status_code, f"fit[{place}].who.all[0]" in wrong.content.decode()) == (400, True)
    assert 'class="tree-leaf tree-wrong"' in wrong.content.decode()
    assert (
        mara.post(there, {**new, **leaf, "new_fit-dimension": "purchase", "fit-0-dimension": "purchase", "op": "save"}).status_code == 302
    )
    kept = {f"q{place}.how": "all", f"q{place}.n": "0", f"fit-{place - 1}-remove": "on"}
    again = mara.post(there, {**kept, f"q{place}.new": "number", "op": f"add:q{place}"}).content.decode()
    assert [f'name="q{place}.0.f.value"' in again, f'name="fit-{place - 1}-remove" checked' in again] == [True, True]
    with tenancy.scope(cast.acme.id):
        rule = rulebooks.draft().rules["fit"][place]  # type: ignore[union-attr]
        asked = {"all": [{"ask": "text", "field": "title", "op": "is", "values": ["CTO"]}]}
        assert (rule["name"], rule["field"], rule["points"], parse(rule["who"])) == ("chief_engineers", "conditions", 9, parse(asked))
        counted = [each.get("dimension", "match") for each in rulebooks.draft().rules["fit"]]  # type: ignore[union-attr]
        assert [place for place, dimension in enumerate(counted) if dimension == "purchase"] == [0, place]
        publish(rulebooks.draft().version, audit.SYSTEM)  # type: ignore[union-attr]
    told = mara.get(f"{ROOT}/scoring").content.decode()
    assert ("job title is CTO" in told, told.count("Counts as purchase stage")) == (True, 2)


def test_what_is_agreed_is_written_in_the_draft_and_read_in_the_rulebook(cast: Cast, signed_in: SignIn) -> None:
    mara, there = signed_in("mara"), f"{ROOT}/scoring/draft"
    assert "What marketing and sales agreed" in mara.get(f"{ROOT}/scoring").content.decode()
    mara.post(f"{there}/begin")
    with tenancy.scope(cast.acme.id):
        chinese = mara.get(there, headers=ZH).content.decode()
        assert (DEFAULT["indicators"] in unescape(chinese), "使 MQL 成为 SQL 的关键指标" in chinese) == (False, True)
    wrong = mara.post(there, {"agreement-prospects": " ", "agreement-feedback": "Mondays.", "op": "save"})
    assert (wrong.status_code, "agreement.prospects" in wrong.content.decode(), "Mondays." in wrong.content.decode()) == (400, True, True)
    kept = {"agreement-prospects": "Plants.\r\nLarge ones.", "agreement-indicators": DEFAULT["indicators"], "op": "save"}
    assert mara.post(there, kept).status_code == 302
    with tenancy.scope(cast.acme.id):
        row = rulebooks.draft()
        assert row is not None
        assert row.agreement == DEFAULT | {"prospects": "Plants.\nLarge ones."}
        publish(row.version, audit.SYSTEM)
    assert "Plants.<br>Large ones." in mara.get(f"{ROOT}/scoring").content.decode()


def test_a_rule_of_an_event_asks_what_it_says(cast: Cast, signed_in: SignIn) -> None:
    mara, there = signed_in("mara"), f"{ROOT}/scoring/draft"
    mara.post(f"{there}/begin")
    new = {"new_event-event": "Asset Downloaded", "new_event-label": "Price list", "new_event-points": "12", "op": "save"}
    wrong = mara.post(there, {**new, "new_event-where": "pages >= many"})
    assert (wrong.status_code, "pages ≥ many" in unescape(wrong.content.decode())) == (400, True)
    assert mara.post(there, {**new, "new_event-where": "kind = price list | offer, pages ≥ 2，plan"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        events = rulebooks.draft().rules["events"]  # type: ignore[union-attr]
        place = next(n for n, rule in enumerate(events) if rule["event"] == "asset_downloaded")
        assert (events[place]["name"], events[place + 1]["event"], events[place + 1]["where"]) == ("price_list", "asset_downloaded", [])
        asked = [{key: value for key, value in each.items() if value} for each in events[place]["where"]]
        kinds, pages = {"property": "kind", "any_of": ["price list", "offer"]}, {"property": "pages", "at_least": 2.0}
        assert asked == [kinds, pages, {"property": "plan", "known": True}]
    shown = unescape(mara.get(there).content.decode())
    assert 'value="kind = price list | offer, pages ≥ 2, plan"' in shown
    exact = [{"property": "bytes", "at_least": 1234567.0}, {"property": "share", "at_most": 0.1}]
    by_rest = [{"property": "city", "any_of": ["Halle, Saale"]}, {"property": "a|b", "known": True}]
    for where in (exact, by_rest):
        with tenancy.scope(cast.acme.id):
            row = rulebooks.draft()
            assert row is not None
            row.rules["events"][place]["where"] = where
            change_draft(row.version, row.rules, audit.SYSTEM)
        form = unescape(mara.get(there).content.decode())
        field = re.search(rf'id="events-{place}-where"([^>]*)', form)
        assert field is not None
        sent = {f"events-{place}-where": field[1].split('value="')[1].split('"')[0]} if "name=" in field[1] else {}
        assert (mara.post(there, {**sent, "op": "save"}).status_code, bool(sent)) == (302, where is exact)
        with tenancy.scope(cast.acme.id):
            kept = rulebooks.draft().rules["events"][place]["where"]  # type: ignore[union-attr]
            assert [{key: value for key, value in each.items() if value} for each in kept] == where
    with tenancy.scope(cast.acme.id):
        row.rules["events"][place]["where"] = []
        row.rules["events"][place + 1 :] = [rule for rule in row.rules["events"][place + 1 :] if rule["event"] != "asset_downloaded"]
        change_draft(row.version, row.rules, audit.SYSTEM)
    assert mara.post(there, {f"events-{place}-where": "pages <= 3", "op": "save"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        publish(rulebooks.draft().version, audit.SYSTEM)  # type: ignore[union-attr]
    told = unescape(mara.get(f"{ROOT}/scoring").content.decode())
    assert ("<code>pages ≤ 3</code>" in told, "<code>asset_downloaded.price_list</code>" in told) == (True, True)
