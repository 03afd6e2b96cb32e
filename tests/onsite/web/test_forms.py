"""A pop-up's form is one of the workspace's, chosen from a list."""

import uuid
from collections.abc import Callable

from django.test import Client

from capture.actions.forms import archive_form, create_form, publish_form
from capture.domain import starters
from capture.models import Form
from kernel import tenancy
from onsite.domain.shapes import Popup
from onsite.queries import items
from onsite.queries.kinds import MESSAGE
from tests.cast import Cast, as_actor
from tests.onsite.conftest import HELLO, Shop
from tests.onsite.web.test_pages import FORM, at

SignIn = Callable[[str], Client]


def form(shop: Shop, name: str, publish: bool = True) -> Form:
    asked = starters.content("contact")
    assert asked is not None
    with tenancy.scope(shop.cast.acme.id):
        made = create_form(name=name, content=asked, actor=shop.actor)
        if publish:
            publish_form(form=made, content=asked, actor=shop.actor)
        return made


def test_published_forms_are_listed_and_the_chosen_one_is_kept(shop: Shop, signed_in: SignIn) -> None:
    ask, draft = form(shop, "Ask <us>"), form(shop, "Unfinished", publish=False)
    message, client = shop.popup(), signed_in("mara")
    page = client.get(at("message", message.pk)).content.decode()
    assert [f'value="{ask.public_id}">Ask &lt;us&gt;' in page, draft.public_id in page] == [True, False]
    client.post(at("save_message", message.pk), {**FORM, "url": "https://acme.example/", "filters": "", "form": ask.public_id})
    client.post(at("publish_message", message.pk))
    with tenancy.scope(shop.cast.acme.id):
        message.refresh_from_db()
        assert items.written(MESSAGE, message).form == ask.public_id
    assert f'value="{ask.public_id}" selected' in client.get(at("message", message.pk)).content.decode()


def test_a_form_that_is_no_more_or_another_s_keeps_it_from_being_published(shop: Shop, signed_in: SignIn, cast: Cast) -> None:
    gone = form(shop, "Gone")
    with tenancy.scope(shop.cast.acme.id):
        archive_form(form=gone, actor=shop.actor)
    with tenancy.scope(cast.globex.id):
        asked = starters.content("contact")
        assert asked is not None
        theirs = create_form(name="Theirs", content=asked, actor=as_actor(cast.otto))
        publish_form(form=theirs, content=asked, actor=as_actor(cast.otto))
    message, client = shop.popup(), signed_in("mara")
    for one in (gone.public_id, theirs.public_id, str(uuid.uuid4()), "x"):
        client.post(at("save_message", message.pk), {**FORM, "filters": "", "form": one})
        assert client.post(at("publish_message", message.pk)).status_code in (302, 400)
        with tenancy.scope(shop.cast.acme.id):
            message.refresh_from_db()
            assert (message.live_version, message.draft["form"]) == (1, one)
            assert [problem.field for problem in items.problems(Popup(content=HELLO, form=one))] == ["form"]
        page = client.get(at("message", message.pk)).content.decode()
        assert "A form that is gone" in page
