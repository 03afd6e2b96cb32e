"""The builder and the pages of segments: everything by plain forms, as the keyboard does it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kernel import tenancy, work
from leads.actions.people import create_lead
from leads.actions.segments import build_segment
from leads.domain.tree_draft import of_tree, to_tree
from leads.domain.trees import parse, plain
from leads.models import Lead, Segment, SegmentStanding
from tests.cast import Cast, as_actor
from tests.leads.conftest import message, put_messages

SignedIn = Callable[[str], Client]
NEW = "/w/acme/segments/new"


@pytest.fixture
def lead(cast: Cast) -> Lead:
    with tenancy.scope(cast.acme.id):
        return create_lead({"name": "王小明🚀", "email": "wang@acme.example", "industry": "Software"}, as_actor(cast.mara))


def test_a_nested_segment_is_built_button_by_button_and_saved(cast: Cast, lead: Lead, signed_in: SignedIn) -> None:
    mara = signed_in("mara")
    assert mara.get(NEW).status_code == 200
    form = {"r.how": "all", "r.n": "0", "r.new": "text", "op": "add:r"}
    page = mara.post(NEW, form).content.decode()
    assert 'name="r.0.f.field"' in page
    form = {"r.how": "all", "r.n": "1", "r.0.how": "text", "r.0.f.field": "industry", "r.0.f.op": "is", "r.0.f.values": "software\nIT"}
    page = mara.post(NEW, {**form, "op": "group:r"}).content.decode()
    assert 'name="r.1.how"' in page
    assert "software\nIT" in page
    form |= {"r.n": "2", "r.1.how": "not_any", "r.1.n": "1", "r.1.0.how": "did", "r.1.0.f.event": "x", "r.1.0.f.times": "2",
             "r.1.0.f.days": "7", "r.1.0.f.of": "events", "r.1.0.f.where": "plan = pro"}  # fmt: skip
    counted = mara.post("/w/acme/segments/matches", form).content.decode()
    assert '<span class="matches-count">1</span>' in counted
    assert "王小明🚀" in counted
    saved = mara.post(NEW, {**form, "op": "save", "name": "Quiet software"})
    assert saved.status_code == 302
    with tenancy.scope(cast.acme.id):
        segment = Segment.objects.get()
    did = {"ask": "did", "event": "x", "times": 2, "of": "events", "days": 7.0, "where": {"plan": "pro"}}
    text = {"ask": "text", "field": "industry", "op": "is", "values": ["software", "IT"]}
    assert segment.tree == {"all": [text, {"not": {"any": [did]}}]}
    work.run_until_quiet(cast.acme.id)
    page = mara.get(saved["Location"]).content.decode()
    assert "王小明🚀" in page
    edit = mara.get(f"/w/acme/segments/{segment.pk}/edit").content.decode()
    assert "plan = pro" in edit
    assert 'value="not_any" selected' in edit
    why = mara.get(f"/w/acme/segments/{segment.pk}/leads/{lead.pk}")
    assert why.status_code == 200
    assert "Software" in why.content.decode()
    assert mara.get(f"/w/acme/leads?in_segment={segment.line_id}").context["count"] == 1


KNOWN: dict[str, Any] = {"ask": "known"}
BIG = {"ask": "number", "field": "attribute:revenue", "op": "at_least", "value": 1234567.25}


@pytest.mark.parametrize(
    ("tree", "saved"),
    [
        ({"not": {"not": {"not": KNOWN}}}, {"all": [{"not": KNOWN}]}),
        ({"not": {"not": KNOWN}}, {"all": [KNOWN]}),
        ({"not": {"not": {"any": [KNOWN]}}}, {"any": [KNOWN]}),
        ({"any": [BIG]}, {"any": [BIG]}),
        ({"any": [{**BIG, "value": 40.0}]}, {"any": [{**BIG, "value": 40.0}]}),
    ],
)
def test_what_the_builder_shows_is_what_was_saved(tree: dict[str, Any], saved: dict[str, Any]) -> None:
    assert plain(parse(to_tree(of_tree(parse(tree))))) == saved


def test_what_has_fixed_answers_is_chosen_not_typed(cast: Cast, lead: Lead, signed_in: SignedIn) -> None:
    """A segment is chosen by its name, though its key is an id; a key that is gone stays to be seen."""
    mara = signed_in("mara")
    with tenancy.scope(cast.acme.id):
        hot = build_segment(name="Hot", tree={"all": []}, actor=as_actor(cast.mara))
    form = {"r.how": "all", "r.n": "2", "r.0.how": "segment", "r.0.f.segment": str(hot.line_id), "r.1.how": "filter",
            "r.1.f.key": "gone", "r.1.f.value": "x", "op": "show"}  # fmt: skip
    page = mara.post(NEW, form).content.decode()
    assert f'<option value="{hot.line_id}" selected>Hot</option>' in page
    assert '<option value="gone" selected>gone</option>' in page
    assert '<option value="lane">Lane</option>' in page
    page = mara.post(NEW, {**form, "r.1.f.key": "lane"}).content.decode()
    assert '<option value="harvest">' in page
    assert "contact:7d" in mara.post(NEW, {**form, "r.1.f.key": "hesitated"}).content.decode()


def test_strangers_have_no_number_but_a_word(cast: Cast, signed_in: SignedIn) -> None:
    mara = signed_in("mara")
    with tenancy.scope(cast.acme.id):
        put_messages([message("page", "d1")])
    work.run_until_quiet(cast.acme.id)
    mara.post(NEW, {"r.how": "all", "r.n": "0", "op": "save", "name": "All"})
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        segment, stranger = Segment.objects.get(), Lead.objects.get()
    here = f"/w/acme/segments/{segment.pk}"
    for page in (mara.get(here), mara.post("/w/acme/segments/matches", {"r.how": "all"}), mara.get(f"{here}/leads/{stranger.pk}")):
        assert "Anonymous visitor" in page.content.decode()
        assert f">{stranger.pk}<" not in page.content.decode()


@pytest.mark.parametrize("email", ["max@gmail.com", "max@firm.example"])
def test_a_member_shows_the_company_that_is_known(cast: Cast, signed_in: SignedIn, email: str) -> None:
    mara = signed_in("mara")
    with tenancy.scope(cast.acme.id):
        create_lead({"name": "Max", "email": email, "company": "Fischer GmbH"}, as_actor(cast.mara))
    saved = mara.post(NEW, {"r.how": "all", "r.n": "0", "op": "save", "name": "All"})
    work.run_until_quiet(cast.acme.id)
    assert "Fischer GmbH" in mara.get(saved["Location"]).content.decode()


def test_what_is_wrong_stands_at_its_condition(cast: Cast, signed_in: SignedIn) -> None:
    mara = signed_in("mara")
    form = {"r.how": "any", "r.n": "1", "r.0.how": "did", "r.0.not": "1", "r.0.f.event": "x", "r.0.f.times": "soon", "r.0.f.of": "events"}
    page = mara.post(NEW, {**form, "op": "save", "name": "Bad"})
    assert page.status_code == 400
    assert 'class="tree-wrong"><label class="form-label" for="r.0.f.times"' in page.content.decode()
    assert "Give a number" in mara.post("/w/acme/segments/matches", form).content.decode()
    assert mara.post(NEW, {"r.how": "all", "op": "save", "name": ""}).status_code == 400
    removed = mara.post(NEW, {**form, "op": "remove:r.0"}).content.decode()
    assert 'name="r.0.how"' not in removed


@pytest.mark.parametrize("form", [{"r.how": "moon", "op": "save", "name": "x"}, {"r.n": "9" * 400, "op": "show"}, {"op": "add:r.9.9"},
                                  {"r.how": "all", "r.n": "2", "op": "save", "name": "x"}])  # fmt: skip
def test_no_form_breaks_the_builder(cast: Cast, signed_in: SignedIn, form: dict[str, str]) -> None:
    assert signed_in("mara").post(NEW, form).status_code in (200, 302, 400)


def test_lists_are_frozen_pasted_and_emptied(cast: Cast, lead: Lead, signed_in: SignedIn) -> None:
    mara = signed_in("mara")
    mara.post(NEW, {"r.how": "all", "r.n": "0", "op": "save", "name": "All"})
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        segment = Segment.objects.get()
    frozen = mara.post(f"/w/acme/segments/{segment.pk}/freeze", {"name": "All of today"})
    sent = {"name": "Fair", "addresses": "WANG@acme.example; nobody@x.example\nnonsense"}
    shown = mara.post("/w/acme/segments/list", sent)
    assert (len(shown.context["found"].leads), shown.context["found"].missing) == (1, ["nobody@x.example", "nonsense"])
    with tenancy.scope(cast.acme.id):
        assert not Segment.objects.filter(name="Fair").exists()
    assert mara.post("/w/acme/segments/list", {**sent, "expected": "2"}).status_code == 409
    pasted = mara.post("/w/acme/segments/list", {**sent, "addresses": shown.context["one_line"], "expected": "1"})
    for made in (frozen, pasted):
        assert "王小明🚀" in mara.get(made["Location"]).content.decode()
    with tenancy.scope(cast.acme.id):
        fair = Segment.objects.get(name="Fair")
    assert mara.post(f"/w/acme/segments/{fair.pk}/leads/{lead.pk}/remove").status_code == 302
    with tenancy.scope(cast.acme.id):
        assert not SegmentStanding.objects.filter(line_id=fair.line_id).exists()
    again = mara.post("/w/acme/segments/list", {"name": "Fair", "addresses": "wang@acme.example", "expected": "1"})
    assert (again.status_code, again.context["wrong"].code) == (409, "taken")
    assert mara.post("/w/acme/segments/list", {"name": "Fair", "addresses": "nothing"}).status_code == 400
    assert mara.get("/w/acme/segments/list").status_code == 200
    assert mara.get(f"/w/acme/segments/{fair.pk}/edit").status_code == 404
    assert mara.get("/w/acme/segments").status_code == 200
    assert signed_in("vera").get(NEW).status_code == 403
    assert signed_in("otto").get(f"/w/globex/segments/{segment.pk}").status_code == 404


def test_what_is_wrong_is_said_in_the_readers_language(cast: Cast, signed_in: SignedIn) -> None:
    form = {"r.how": "all", "r.n": "2", "r.0.how": "text", "r.0.f.field": "name", "r.0.f.op": "is", "r.1.how": "did", "r.1.f.event": ""}
    mara = signed_in("mara")
    for days, said in (("", "请填写此项。"), ("soon", "请填写 0 到 3660 天。")):
        counted = mara.post(
            "/w/acme/segments/matches",
            {**form, "r.n": "2", "r.1.f.event": "x" if days else "", "r.1.f.days": days},
            HTTP_ACCEPT_LANGUAGE="zh-hans",
        )
        assert said in counted.content.decode()
    assert (
        "请至少填写一个值" in mara.post("/w/acme/segments/matches", {**form, "r.n": "1"}, HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    )


def test_a_list_is_taken_back_and_restored(cast: Cast, lead: Lead, signed_in: SignedIn) -> None:
    mara = signed_in("mara")
    made = mara.post("/w/acme/segments/list", {"name": "Fair", "addresses": "wang@acme.example", "expected": "1"})
    with tenancy.scope(cast.acme.id):
        fair = Segment.objects.get()
    assert "Take the list with 1 lead back?" in mara.get(made["Location"]).content.decode()
    mara.post(f"/w/acme/segments/{fair.pk}/archive")
    listed = mara.get("/w/acme/segments")
    assert [(row["segment"].name, row["members"]) for row in listed.context["archived"]] == [("Fair", 1)]
    assert signed_in("vera").post(f"/w/acme/segments/{fair.pk}/restore").status_code == 403
    assert mara.post(f"/w/acme/segments/{fair.pk}/restore").status_code == 302
    assert [row["segment"].name for row in mara.get("/w/acme/segments").context["rows"]] == ["Fair"]


def test_a_ready_segment_is_counted_begun_with_and_saved(cast: Cast, lead: Lead, signed_in: SignedIn) -> None:
    mara = signed_in("mara")
    assert "High-value behaviour" in mara.get(NEW).content.decode()
    assert mara.get("/w/acme/segments/templates/preview?template=new_names").content.decode().strip() == "1 lead now"
    assert mara.get("/w/acme/segments/templates/preview?template=none").status_code == 404
    page = mara.get(f"{NEW}?template=high_value").content.decode()
    assert 'name="r.0.f.times" value="3"' in page
    assert 'name="r.2.0.f.page" value="/demo$"' in page
    assert "Begin with a ready segment" not in page
