"""The lists of pop-ups and slots: state, order, numbers that lead to the leads behind them, export."""

import csv
import io
from collections.abc import Callable

from django.test import Client

from kernel import tenancy
from leads.queries import leads
from onsite.actions.items import set_item_state
from onsite.domain.shapes import Content
from onsite.models import OnsiteMessage
from onsite.queries import items
from onsite.queries.kinds import MESSAGE
from tests.onsite.conftest import Shop, ago, rule
from tests.onsite.web.test_pages import at

SignIn = Callable[[str], Client]


def did(name: str, message: OnsiteMessage) -> dict[str, object]:
    return {"type": "track", "event": name, "properties": {"message_id": str(message.pk), "version": 1}}


def three(shop: Shop) -> list[OnsiteMessage]:
    """Zoo was seen by two and clicked by one, Ark was seen by one, Bay by nobody."""
    zoo, ark, bay = (shop.popup(name) for name in ("Zoo", "Ark", "Bay"))
    viewed, clicked = did("message_viewed", zoo), did("message_clicked", zoo)
    known = {"type": "identify", "userId": "l", "traits": {"email": "lena@gmail.com", "name": "Lena"}}
    shop.sees("lena", ago(days=2), known, viewed, clicked)
    shop.sees("max", ago(days=1), viewed, did("message_viewed", ark), did("message_closed", ark))
    return [zoo, ark, bay]


def test_a_list_is_sorted_by_what_came_of_it(shop: Shop) -> None:
    three(shop)
    orders = {}
    with tenancy.scope(shop.cast.acme.id):
        for order in items.ORDERS:
            orders[order] = " ".join(row.item.name for row in items.rows(MESSAGE, order=order))
    assert orders == {
        "created": "Bay Ark Zoo", "name": "Ark Bay Zoo", "views": "Zoo Ark Bay", "clicks": "Zoo Bay Ark", "rate": "Zoo Ark Bay",
        "closes": "Ark Bay Zoo",
    }  # fmt: skip


def test_a_number_leads_to_the_leads_behind_it(shop: Shop, signed_in: SignIn) -> None:
    zoo, ark, _bay = three(shop)
    with tenancy.scope(shop.cast.acme.id):
        counted = {
            f"{one.name} {verb}": leads.count(leads.search({"known": ["all"], "reacted": [f"{verb}:{one.pk}"]}))
            for one in (zoo, ark)
            for verb in ("viewed", "clicked", "closed")
        }
    assert counted == {"Zoo viewed": 2, "Zoo clicked": 1, "Zoo closed": 0, "Ark viewed": 1, "Ark clicked": 0, "Ark closed": 1}
    client = signed_in("vera")
    link = f"known=all&amp;reacted=viewed:{zoo.pk}"
    assert [link in client.get(at(*page)).content.decode() for page in (("messages",), ("message", zoo.pk))] == [True, True]
    listed = client.get("/w/acme/leads", {"known": "all", "reacted": f"clicked:{zoo.pk}"}).content.decode()
    assert ["Lena" in listed, "clicked Zoo" in listed] == [True, True]
    for odd in ("viewed", "viewed:x", f"ate:{zoo.pk}", ":", f"viewed:{zoo.pk}:"):
        assert client.get("/w/acme/leads", {"reacted": odd}).status_code == 400


def test_a_state_is_filtered_and_an_odd_one_is_none(shop: Shop, signed_in: SignIn) -> None:
    zoo, *_ = three(shop)
    with tenancy.scope(shop.cast.acme.id):
        set_item_state(item=zoo, state="paused", actor=shop.actor)
    client = signed_in("vera")

    def names(**asked: str) -> list[str]:
        return [row.item.name for row in client.get(at("messages"), asked).context["rows"]]

    assert names(state="paused") == ["Zoo"]
    assert names(state="live", sort="name") == ["Ark", "Bay"]
    assert names(state="moon", sort="moon") == ["Bay", "Ark", "Zoo"]
    assert "None in this state" in client.get(at("messages"), {"state": "draft"}).content.decode()
    assert "No slot yet" in client.get(at("slots")).content.decode()


def test_the_list_is_exported_as_it_is_shown(shop: Shop, signed_in: SignIn) -> None:
    three(shop)
    shop.popup("=1+1")
    shop.slot("hero", rule("all"))
    answer = signed_in("mara").get(at("export_messages"), {"sort": "rate"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["Name"], row["State"], row["Views"], row["Clicks"], row["Click rate"], row["Closed"]) for row in rows] == [
        ("Zoo", "live", "2", "1", "0.5", "0"), ("Ark", "live", "1", "0", "0.0", "1"), ("'=1+1", "live", "0", "0", "", "0"),
        ("Bay", "live", "0", "0", "", "0"),
    ]  # fmt: skip
    slots = signed_in("mara").get(at("export_slots")).content.decode("utf-8-sig")
    assert [line.split(",")[1:4] for line in slots.splitlines()[1:]] == [["hero", "live", "1"]]
    assert signed_in("vera").get(at("export_messages")).status_code == 403


def test_the_list_speaks_the_language_of_its_reader(shop: Shop) -> None:
    shop.popup("Both", content=Content("Hello"), zh=Content("你好"))
    shop.popup("One", content=Content("", "Only English"))
    with tenancy.scope(shop.cast.acme.id):
        said = {language: sorted(row.words for row in items.rows(MESSAGE, language=language)) for language in ("en", "zh-hans")}
    assert said == {"en": ["Hello", "Only English"], "zh-hans": ["Only English", "你好"]}
