from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from journeys.actions.segments import look_for_leads
from journeys.domain import templates
from journeys.domain.graph import parse
from journeys.models import Journey
from kernel import clock, tenancy
from tests.cast import Cast
from tests.journeys.world import Recorder, World

SignIn = Callable[[str], Client]


def draft(world: World, kind: str = "welcome") -> Journey:
    with tenancy.scope(world.workspace_id):
        journey: Journey = Journey.objects.get(kind=kind)
    return journey


def test_every_page_opens_for_every_role(signed_in: SignIn, world: World, sent: Recorder) -> None:
    lead, journey = world.lead(name="Lena", persona="cxo"), world.live(templates.welcome())
    world.enrol(journey, lead)
    world.run()
    pages = ["journeys", f"journeys/{journey.pk}", f"journeys/{journey.pk}?version=1", f"journeys/{journey.pk}?version=draft",
             f"journeys/{journey.pk}/people?state=active&node=opened-cxo", f"journeys/passages/{world.passage(lead).pk}"]  # fmt: skip
    for name in ("olga", "mara", "sam", "vera"):
        client = signed_in(name)
        assert [client.get(f"/w/acme/{page}").status_code for page in pages] == [200] * len(pages)
    editing = [
        f"journeys/{journey.pk}/{page}" for page in ("rules", "definition", "steps/who", "steps/mail-cxo", "steps/opened-cxo", "launch")
    ]
    assert [signed_in("mara").get(f"/w/acme/{page}").status_code for page in editing] == [200] * len(editing)
    assert [signed_in("vera").get(f"/w/acme/{page}").status_code for page in editing] == [403] * len(editing)


@pytest.mark.parametrize("kind", ["drip", "reengagement", "welcome"])
def test_every_step_of_every_template_has_a_form_that_keeps_it(signed_in: SignIn, world: World, sent: Recorder, kind: str) -> None:
    journey, mara = draft(world, kind), signed_in("mara")
    before = parse(journey.draft)
    for key in before.nodes:
        page = mara.get(f"/w/acme/journeys/{journey.pk}/steps/{key}")
        form = page.context["form"]
        given = {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
        assert mara.post(f"/w/acme/journeys/{journey.pk}/steps/{key}", given).status_code == 302
    form = mara.get(f"/w/acme/journeys/{journey.pk}/rules").context["form"]
    given = {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
    assert mara.post(f"/w/acme/journeys/{journey.pk}/rules", given).status_code == 302
    assert parse(draft(world, kind).draft) == before


def test_a_step_is_edited_added_and_removed(signed_in: SignIn, world: World, sent: Recorder) -> None:
    journey, mara = draft(world, "drip"), signed_in("mara")
    base = f"/w/acme/journeys/{journey.pk}"
    mara.post(f"{base}/steps/pause-1", {"days": "2", "hour": "9", "weekdays": ["0", "2"], "next": "mail-2", "name": "Rest"})
    answer = mara.post(f"{base}/steps", {"kind": "branch", "after": "mail-2"})
    assert answer["Location"] == f"{base}/steps/branch-1"
    ways = {"cases": "hot: score at_least 60; persona is cxo, ceo", "way_0": "done", "next": "pause-2"}
    mara.post(f"{base}/steps/branch-1", ways)
    mara.post(f"{base}/steps/branch-1", ways)
    nodes = parse(draft(world, "drip").draft).nodes
    assert (nodes["pause-1"].config, nodes["pause-1"].name) == ({"days": 2.0, "weekdays": [0, 2], "hour": 9}, "Rest")
    assert nodes["branch-1"].config["cases"] == [
        {
            "name": "hot",
            "when": [{"field": "score", "op": "at_least", "value": "60"}, {"field": "persona", "op": "is", "value": ["cxo", "ceo"]}],
        }
    ]
    assert (nodes["mail-2"].next, nodes["branch-1"].branches, nodes["branch-1"].next) == ("branch-1", {"hot": "done"}, "pause-2")
    assert "Several" not in mara.get(f"{base}?version=draft").content.decode()
    mara.post(f"{base}/steps/pause-0/remove")
    mara.post(f"{base}/steps/mail-1/remove")
    assert parse(draft(world, "drip").draft).start == "pause-1"


def test_a_way_asks_a_tree_button_by_button_and_keeps_it_under_another_name(signed_in: SignIn, world: World, sent: Recorder) -> None:
    journey, mara = draft(world), signed_in("mara")
    page = f"/w/acme/journeys/{journey.pk}/steps/who"
    form = {"cases": "cxo: persona is cxo\nhot:", "next": "mail-cxo", "w0.of": "cxo", "w0.how": "all", "w0.n": "0", "w1.of": "hot",
            "w1.how": "any", "w1.n": "0"}  # fmt: skip
    assert 'id="w1"' in mara.post(page, {"cases": form["cases"], "op": "show"}).content.decode()
    shown = mara.post(page, {**form, "w1.new": "did", "op": "add:w1"})
    assert (shown.status_code, 'name="w1.0.f.event"' in shown.content.decode()) == (200, True)
    form |= {"w1.n": "1", "w1.0.how": "did", "w1.0.f.event": "price_seen", "w1.0.f.times": "0", "w1.0.f.days": "7", "w1.0.f.of": "pages",
             "w1.0.f.where": "", "op": "save"}  # fmt: skip
    wrong = mara.post(page, form)
    assert (wrong.status_code, wrong.content.decode().count("tree-wrong")) == (400, 1)
    assert mara.post(page, {**form, "w1.0.f.times": "2"}).status_code == 302
    did = {"any": [{"ask": "did", "event": "price_seen", "times": 2, "of": "pages", "days": 7.0, "where": {}}]}
    cxo = {"name": "cxo", "when": [{"field": "persona", "op": "is", "value": ["cxo"]}]}
    assert parse(draft(world).draft).nodes["who"].config["cases"] == [cxo, {"name": "hot", "when": [], "lead": did}]
    assert "price_seen" in mara.get(f"/w/acme/journeys/{journey.pk}?version=draft").content.decode()
    assert 'value="price_seen"' in mara.get(page).content.decode()
    mara.post(page, {**form, "cases": "hot:\ncxo: persona is cxo", "w1.0.f.times": "2"})
    assert [case.get("lead") for case in parse(draft(world).draft).nodes["who"].config["cases"]] == [did, None]
    mara.post(page, {**form, "cases": "cxo: persona is cxo\nhotter:", "w1.0.f.times": "2"})
    assert [(case["name"], case.get("lead")) for case in parse(draft(world).draft).nodes["who"].config["cases"]] == [
        ("cxo", None), ("hotter", did),
    ]  # fmt: skip
    assert mara.post(page, {"cases": "cxo: persona is cxo\nhotter:"}).status_code == 302
    assert parse(draft(world).draft).nodes["who"].config["cases"][1]["lead"] == did


def test_the_entry_asks_a_tree(signed_in: SignIn, world: World, sent: Recorder) -> None:
    journey, mara = draft(world), signed_in("mara")
    page = f"/w/acme/journeys/{journey.pk}/rules"
    form = {"name": "Hot ones", "reentry": "never", "events": "signup", "o.how": "not_all", "o.n": "1", "o.0.how": "tag", "o.0.f.tag": ""}
    assert 'name="o.1.f.stages"' in mara.post(page, {**form, "o.new": "stage", "op": "add:o"}).content.decode()
    wrong = mara.post(page, form)
    assert (wrong.status_code, wrong.content.decode().count("tree-wrong")) == (400, 1)
    assert mara.post(page, {**form, "o.0.f.tag": "cold"}).status_code == 302
    lead = parse(draft(world).draft).entry.lead
    assert lead == {"not": {"all": [{"ask": "tag", "tag": "cold", "weight": 0.0}]}}
    assert "only who: " in mara.get(f"/w/acme/journeys/{journey.pk}?version=draft").content.decode()
    # A form without the fields of the tree leaves it alone; one whose last condition was removed takes it out.
    assert mara.post(page, {"name": "Hot ones", "reentry": "always", "events": "signup"}).status_code == 302
    assert parse(draft(world).draft).entry.lead == lead
    assert mara.post(page, {**form, "o.n": "0"}).status_code == 302
    assert parse(draft(world).draft).entry.lead is None


def test_bad_input_is_shown_at_its_field(signed_in: SignIn, world: World, sent: Recorder) -> None:
    journey, mara = draft(world), signed_in("mara")
    base = f"/w/acme/journeys/{journey.pk}"
    assert "Line 1" in mara.post(f"{base}/steps/who", {"cases": "no colon here", "next": "done"}).content.decode()
    answer = mara.post(f"{base}/definition", {"definition": "{"})
    assert (answer.status_code, "Nothing was saved" in answer.content.decode()) == (400, True)
    assert mara.post(f"{base}/rules", {"name": "", "reentry": "never"}).status_code == 400
    assert mara.get(f"{base}/steps/nowhere").status_code == 404
    assert mara.get(f"{base}?version=99").status_code == 404


def test_launch_shows_the_counts_then_goes_live(signed_in: SignIn, world: World, sent: Recorder) -> None:
    world.lead(last_active_at=clock.now() - timedelta(days=61), known=True)
    journey, mara = draft(world, "reengagement"), signed_in("mara")
    base = f"/w/acme/journeys/{journey.pk}"
    assert "1 lead matches now" in mara.get(f"{base}/launch").content.decode()
    mara.post(f"{base}/launch")
    assert draft(world, "reengagement").state == "live"
    mara.post(f"{base}/pause")
    mara.post(f"{base}/resume")
    mara.post(f"{base}/archive")
    assert draft(world, "reengagement").state == "archived"


def test_a_launch_with_another_number_is_shown_again_and_one_by_mistake_is_undone(signed_in: SignIn, world: World, sent: Recorder) -> None:
    lead = world.lead(last_active_at=clock.now() - timedelta(days=61), known=True)
    journey, mara = draft(world, "reengagement"), signed_in("mara")
    base = f"/w/acme/journeys/{journey.pk}"
    assert 'name="expected" value="1"' in mara.get(f"{base}/launch").content.decode()
    for shown in ("2", "x"):
        answer = mara.post(f"{base}/launch", {"expected": shown})
        assert (answer.status_code, "look again" in answer.content.decode()) == (409, True)
        assert draft(world, "reengagement").state == "draft"
    assert mara.post(f"{base}/launch", {"expected": "1"}).status_code == 302
    assert f"{base}/launch/undo" in mara.get(base).content.decode()
    assert f"{base}/launch/undo" not in signed_in("vera").get(base).content.decode()
    assert signed_in("vera").post(f"{base}/launch/undo").status_code == 403
    with tenancy.scope(world.workspace_id):
        look_for_leads()
    assert world.passage(lead).state == "active"
    told = mara.post(f"{base}/launch/undo", follow=True).content.decode()
    assert ("1 lead left the journey again" in told, f"{base}/launch/undo" in told) == (True, False)
    assert (world.passage(lead).end_reason, draft(world, "reengagement").state) == ("launch_undone", "paused")
    assert "the launch was undone" in mara.get(f"/w/acme/journeys/passages/{world.passage(lead).pk}").content.decode()


def test_withdraw_from_the_page(signed_in: SignIn, world: World, sent: Recorder) -> None:
    lead = world.lead()
    world.enrol(world.live(templates.welcome()), lead)
    path = f"/w/acme/journeys/passages/{world.passage(lead).pk}/withdraw"
    assert signed_in("vera").post(path).status_code == 403
    assert signed_in("mara").get(path).status_code == 405
    assert signed_in("mara").post(path).status_code == 302
    assert world.passage(lead).state == "exited"


def test_an_outsider_gets_404(signed_in: SignIn, cast: Cast, world: World, sent: Recorder) -> None:
    lead, journey = world.lead(), world.live(templates.welcome())
    world.enrol(journey, lead)
    otto = signed_in("otto")
    for page in ("", "/people", "/launch", "/rules", "/definition", "/steps/who"):
        answers = [otto.get(f"/w/globex/journeys/{key}{page}").status_code for key in (journey.pk, uuid4())]
        assert answers == [404, 404]
    assert otto.get(f"/w/globex/journeys/passages/{world.passage(lead).pk}").status_code == 404
    assert otto.post(f"/w/globex/journeys/passages/{world.passage(lead).pk}/withdraw").status_code == 404
    assert otto.get("/w/acme/journeys").status_code == 404


def test_entry_by_company_data_and_by_a_new_job_is_edited_told_and_refused_with_the_mend(signed_in: SignIn, world: World) -> None:
    journey, mara = draft(world, "drip"), signed_in("mara")
    page = f"/w/acme/journeys/{journey.pk}/rules"
    form = mara.get(page).context["form"]
    given = {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
    asked = "size at_least 50\nindustry contains heavy steel\nplan changed"
    for wrong in ("size", "size many 5", "size at_least lots", "shoes is 5", "industry below 4"):
        answer = mara.post(page, {**given, "firm": wrong})
        assert (answer.status_code, len(answer.context["form"].errors["firm"])) == (400, 1)
    assert mara.post(page, {**given, "firm": asked, "employment": "on"}).status_code == 302
    entry = parse(draft(world, "drip").draft).entry
    assert ([(one.field, one.op, one.value) for one in entry.firm], entry.employment) == (
        [("size", "at_least", "50"), ("industry", "contains", "heavy steel"), ("plan", "changed", "")], True,
    )  # fmt: skip
    assert mara.get(page).context["form"]["firm"].value() == asked
    shown = mara.get(f"/w/acme/journeys/{journey.pk}?version=draft").content.decode()
    assert "whose company changes: Size at least 50" in shown
    assert "who has a new job" in shown
