"""The pages of funnels, their file and their API (F018, F021)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from analytics.actions.funnels import MOST, save_funnel
from analytics.domain.funnels import LANDING
from analytics.models import Funnel
from kernel import tenancy
from kernel.problems import Refused
from tenants.actions.api_keys import issue_key
from tests.analytics.queries.test_funnel_steps import browse
from tests.cast import Cast, as_actor

SignIn = Callable[[str], Client]
PAGE, DAY = "/w/acme/insights/funnels", timedelta(days=1)
GIVEN = {"name": "Prices", "kind": ["page", "form_sent", ""], "value": ["/a*", "", ""], "days": "7", "split": "source"}


def test_nobody_yet_is_said(cast: Cast, signed_in: SignIn) -> None:
    answer = signed_in("vera").get(PAGE)
    assert (answer.status_code, "Nobody took the first step" in answer.content.decode()) == (200, True)
    assert "New funnel" not in answer.content.decode()


def test_every_number_opens_its_people(cast: Cast, noon: datetime, signed_in: SignIn) -> None:
    browse(cast, "ann", noon - DAY, "form_viewed", "form_submitted", query="utm_source=baidu")
    browse(cast, "bob", noon - DAY, "form_viewed", query="utm_source=b=;c")
    browse(cast, "cid", noon - DAY)
    mara = signed_in("mara")
    page = mara.get(f"{PAGE}?split=source")
    assert [step["taken"].people for step in page.context["steps"]] == [3, 2, 1]
    lists = [(step["url"], step["taken"].people) for line in page.context["lines"] for step in line["steps"]]
    lists += [(step["url"], step["taken"].people) for step in page.context["steps"]]
    lists += [(step["stopped_url"], step["taken"].stopped) for step in page.context["steps"]]
    assert len(lists) == 15
    for url, people in lists:
        assert mara.get(url).context["count"] == people, url
    lines = mara.get(f"{PAGE}?split=source&export=csv").content.decode().splitlines()
    assert lines[1:3] == [",1,Any page,3,1,,100.0,", f",2,Form seen,2,1,{200 / 3},{200 / 3},60.0"]
    assert len(lines) == 1 + 3 * 4


def test_a_funnel_is_made_changed_and_removed(cast: Cast, noon: datetime, signed_in: SignIn) -> None:
    browse(cast, "ann", noon - DAY, "form_submitted")
    mara = signed_in("mara")
    more = mara.post(f"{PAGE}/new", {**GIVEN, "do": "add"})
    assert (more.status_code, len(more.context["rows"])) == (200, 3)
    answer = mara.post(f"{PAGE}/new", GIVEN)
    with tenancy.scope(cast.acme.id):
        one = Funnel.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}?funnel={one.pk}")
    assert (one.days, one.split, one.steps) == (7, "source", [{"kind": "page", "value": "/a*"}, {"kind": "form_sent", "value": ""}])
    page = mara.get(f"{PAGE}?funnel={one.pk}")
    assert ([step["taken"].people for step in page.context["steps"]], page.context["definition"].split) == ([1, 1], "source")
    assert mara.get(page.context["steps"][1]["url"]).context["count"] == 1
    assert mara.post(f"{PAGE}/new", GIVEN).status_code == 400  # the name is taken
    wrong = mara.post(f"{PAGE}/{one.pk}", {**GIVEN, "value": ["a", "", ""]})
    assert (wrong.status_code, wrong.context["wrong"].field) == (400, "steps[0].value")
    assert mara.post(f"{PAGE}/{one.pk}", {**GIVEN, "days": "many"}).status_code == 400
    assert mara.post(f"{PAGE}/{one.pk}", {**GIVEN, "name": "Offers"}).status_code == 302
    assert mara.post(f"{PAGE}/{one.pk}/remove").status_code == 302
    assert mara.get(f"{PAGE}?funnel={one.pk}").status_code == 400
    assert [signed_in("vera").get(f"{PAGE}/new").status_code, signed_in("otto").get(PAGE).status_code] == [403, 404]


def test_bad_questions_are_answered_with_the_mend(cast: Cast, signed_in: SignIn) -> None:
    for wrong in ("funnel=none", "funnel=%00", "split=weather", "since=soon"):
        assert signed_in("vera").get(f"{PAGE}?{wrong}").status_code == 400, wrong
    for wrong in ("x", "standard", "standard;2026-01-01..2026-02-01", "standard;2026-01-01..2026-02-01;4", "standard;soon;1",
                  "standard;2026-01-01..2026-02-01;1;weather=rain"):  # fmt: skip
        assert signed_in("vera").get("/w/acme/leads", {"funnel": wrong}).status_code == 400, wrong


def test_there_are_not_endlessly_many(acme: Cast) -> None:
    Funnel.objects.bulk_create(Funnel(name=f"F{n}", steps=[]) for n in range(MOST))
    with pytest.raises(Refused) as refused:
        save_funnel(name="One more", definition=LANDING, actor=as_actor(acme.mara))
    assert refused.value.field == "name"


def test_the_api_saves_asks_and_removes(cast: Cast, noon: datetime) -> None:
    browse(cast, "ann", noon - DAY, "form_viewed", query="utm_source=baidu")
    with tenancy.scope(cast.acme.id):
        _, text = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
    api = Client(headers={"authorization": f"Bearer {text}"})
    given = {"name": "Prices", "steps": [{"kind": "page", "value": "/a*"}, {"kind": "form_seen"}], "days": 3}
    made = api.post("/api/v1/funnels", given, content_type="application/json")
    assert (made.status_code, made.json()["steps"]) == (201, [{"kind": "page", "value": "/a*"}, {"kind": "form_seen", "value": ""}])
    there = f"/api/v1/funnels/{made.json()['id']}"
    assert api.get("/api/v1/funnels").json()["results"] == [made.json()] == [api.get(there).json()]
    body = api.get("/api/v1/reports/funnels", {"funnel": made.json()["id"], "split": "source"}).json()
    assert (body["name"], body["days"], [step["people"] for step in body["all"]]) == ("Prices", 3, [1, 1])
    assert body["lines"] == [{"split": "baidu", "steps": body["all"]}]
    assert api.put(there, {**given, "days": 5}, content_type="application/json").json()["days"] == 5
    wrong = api.put(there, {**given, "steps": [{"kind": "page", "value": "x"}] * 2}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/steps[0].value")
    assert (api.get("/api/v1/reports/funnels?funnel=x").status_code, api.delete(there).status_code, api.get(there).status_code) == (
        400,
        204,
        404,
    )


def test_stages_and_channels_are_said_in_words(cast: Cast, noon: datetime, signed_in: SignIn) -> None:
    browse(cast, "ann", noon - DAY, query="utm_source=google&utm_medium=cpc")
    mara = signed_in("mara")
    given = {"name": "S", "kind": ["page", "stage"], "value": ["/a*", "mql"], "days": "7", "split": "channel"}
    page = mara.get(mara.post(f"{PAGE}/new", given).headers["Location"])
    assert [step["name"] for step in page.context["steps"]] == ["Page /a*", "Stage reached: MQL"]
    assert [line["name"] for line in page.context["lines"]] == ["Paid search"]
