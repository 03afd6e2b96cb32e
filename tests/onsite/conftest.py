"""A site of acme and its visitors, set up through the real doors."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kernel import clock, tenancy, work
from kernel.audit import Actor
from onsite.actions.items import publish_item
from onsite.actions.messages import create_message
from onsite.actions.slots import create_slot
from onsite.domain.shapes import Conditions, Content, Popup, Rule, Rules
from onsite.models import OnsiteMessage, Slot
from tests.cast import Cast, as_actor
from tests.life import CHROME
from tracking.actions.accept import accept_messages
from tracking.actions.sites import add_site
from tracking.models import Site

HELLO = Content("Welcome back", "Shall we show you around?", "Book a tour", "https://acme.example/tour")


@dataclass
class Shop:
    """The site www.acme.example with its write key."""

    cast: Cast
    site: Site
    key: str

    @property
    def actor(self) -> Actor:
        return as_actor(self.cast.mara)

    def popup(self, name: str = "Welcome", **shape: Any) -> OnsiteMessage:
        """A published pop-up."""
        with tenancy.scope(self.cast.acme.id):
            message = create_message(name=name, actor=self.actor)
            publish_item(item=message, definition=Popup(**{"content": HELLO, **shape}), actor=self.actor)
            return message

    def slot(self, key: str, *rules: Rule) -> Slot:
        """A published slot."""
        with tenancy.scope(self.cast.acme.id):
            slot = create_slot(key=key, name=key, actor=self.actor)
            publish_item(item=slot, definition=Rules(rules), actor=self.actor)
            return slot

    def sees(self, visitor: str, at: datetime, *events: dict[str, Any], path: str = "/") -> None:
        """`visitor` looked at a page at `at`, and did what `events` say; all is digested."""
        page = {"url": f"https://www.acme.example{path}", "path": path.partition("?")[0], "title": "Acme"}
        common = {"anonymousId": visitor, "timestamp": at.isoformat(), "context": {"page": page, "userAgent": CHROME}}
        told = [{**common, "type": "page", "properties": page}, *({**common, **event} for event in events)]
        with tenancy.scope(self.cast.acme.id), clock.pretend(max(at, clock.now())):
            accept_messages(told, site_id=self.site.pk)
        work.run_until_quiet(self.cast.acme.id)

    def ask(self, client: Client | None = None, **question: Any) -> Any:
        """The answer of GET /onsite/decide."""
        headers = question.pop("headers", {})
        asked = {"key": self.key, "url": "https://www.acme.example/", "ref": "", "id": "", **question}
        return (client or Client()).get("/onsite/decide", asked, **headers)

    def shown(self, **question: Any) -> tuple[list[str], dict[str, str]]:
        """(titles, slot → text) of the answer."""
        body = self.ask(**question).json()
        return [one["title"] for one in body["messages"]], {key: one["text"] for key, one in body["slots"].items()}


@pytest.fixture
def shop(cast: Cast) -> Shop:
    with tenancy.scope(cast.acme.id):
        site, key = add_site(name="Web", url="https://www.acme.example", actor=as_actor(cast.mara))
    return Shop(cast, site, key)


def rule(text: str, **conditions: Any) -> Rule:
    return Rule(text, Content(text=text), Content(), Conditions(**conditions))


def ago(**units: float) -> datetime:
    return clock.now() - timedelta(**units)
