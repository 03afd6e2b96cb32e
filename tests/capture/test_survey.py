"""A survey of one question: the answer is a tag on the lead, of a stranger too, once (F160)."""

from typing import Any

import msgspec
import pytest
from django.test import Client

from capture.actions.submit import Sent, submit
from capture.domain import answers, starters
from capture.domain.content import Content, Field, Option, problems
from capture.models import Form, Submission
from capture.queries import forms
from kernel import tenancy, work
from leads.queries.leads import search
from tests.capture.conftest import Publish
from tests.cast import Cast
from tests.life import CHROME
from tracking.actions.accept import accept_messages
from tracking.models import Event


def answer(cast: Cast, form: Form, who: str, *chosen: str, key: str = "", **more: Any) -> Submission:
    with tenancy.scope(cast.acme.id):
        version = forms.version(form)
        assert version is not None
        told = Sent({"f_needs": list(chosen), **more}, key or f"key-{who}", anonymous_id=f"browser-{who}", seconds=30.0, user_agent=CHROME)
        found = submit(form=form, version=version, sent=told).submission
    assert found is not None
    work.run_until_quiet(cast.acme.id)
    return found


def carrying(cast: Cast, tag: str) -> int:
    with tenancy.scope(cast.acme.id):
        return search({"known": ["all"], "tag": [tag]}).count()


def test_an_answer_is_a_tag_on_the_lead_of_a_stranger_too(cast: Cast, published: Publish) -> None:
    form = published("survey")
    for who, what in (("a", "needs-price"), ("b", "needs-price"), ("c", "needs-example")):
        answer(cast, form, who, what)
    answer(cast, form, "a", "needs-price", key="again")
    assert [carrying(cast, tag) for tag in ("needs-price", "needs-example", "needs-help")] == [2, 1, 0]
    with tenancy.scope(cast.acme.id):
        told = Event.objects.filter(name="survey_answered").order_by("id")[0]
        assert told.properties["needs"] == "needs-price"


def test_what_a_page_says_of_itself_puts_no_tag(cast: Cast, published: Publish) -> None:
    form = published("survey")
    stranger: dict[str, Any] = {"anonymousId": "browser-x", "context": {"userAgent": CHROME}, "type": "track", "event": "survey_answered"}
    with tenancy.scope(cast.acme.id):
        for submission in ("x", "", 3, "01a22a15-7538-749f-9d5a-dd18f416824b"):
            accept_messages([{**stranger, "properties": {"form": form.public_id, "submission_id": submission, "needs": "needs-price"}}])
    work.run_until_quiet(cast.acme.id)
    assert carrying(cast, "needs-price") == 0


def test_an_address_that_waits_for_confirmation_brings_no_tag_yet(cast: Cast, published: Publish) -> None:
    asked = starters.content("survey")
    newsletter = starters.content("newsletter")
    assert asked is not None
    assert newsletter is not None
    form = published(content=msgspec.structs.replace(asked, double_opt_in=True, fields=(*asked.fields, newsletter.fields[0])))
    found = answer(cast, form, "a", "needs-price", f_email=["lena@fischer.example"])
    assert (found.state, carrying(cast, "needs-price")) == ("waiting", 0)


def test_the_forms_page_counts_answers_and_opens_who_gave_them(cast: Cast, published: Publish, signed_in: Any) -> None:
    form = published("survey")
    for who, what in (("a", "needs-price"), ("b", "needs-price"), ("c", "needs-example")):
        answer(cast, form, who, what)
    mara: Client = signed_in("mara")
    page = mara.get(f"/w/acme/forms/{form.pk}")
    ((question, told),) = page.context["surveyed"]
    assert (question, [(tag, times, share) for _, tag, times, share in told]) == (
        "What would help you most now?",
        [("needs-introduction", 0, 0.0), ("needs-example", 1, 1 / 3), ("needs-price", 2, 2 / 3), ("needs-help", 0, 0.0)],
    )
    assert mara.get("/w/acme/leads?known=all&tag=needs-price").context["count"] == 2


FIELDS = (
    Field("one", "select", maps="tag", options=(Option("a"), Option("b"))),
    Field("many", "multi", maps="tag", options=(Option("b"), Option("c"))),
    Field("other", "select", maps="attribute", options=(Option("d"),)),
)


@pytest.mark.parametrize(
    ("values", "tags"),
    [({}, []), ({"one": "a"}, ["a"]), ({"one": "b", "many": ["c", "b"], "other": "d"}, ["b", "c"]), ({"many": []}, [])],
)
def test_only_what_was_chosen_for_a_tag_is_one(values: dict[str, Any], tags: list[str]) -> None:
    assert answers.tags(FIELDS, values) == tags
    assert answers.traits(FIELDS, values) == ({"other": "d"} if "other" in values else {})
    assert answers.properties(FIELDS, values) == {key: value for key, value in values.items() if key != "other"}


def test_only_what_is_chosen_of_a_list_can_be_a_tag() -> None:
    label = {"en": "?"}
    for field, code in (
        (Field("x", "text", label, maps="tag"), "tag"),
        (Field("x", "select", label, maps="tag", options=(Option("y" * 81),)), "long_tag"),
    ):
        assert [problem.code for problem in problems(Content(title=label, fields=(field,)))] == [code]
    assert problems(Content(title=label, fields=(Field("x", "select", label, maps="tag", options=(Option("y" * 80),)),))) == []
