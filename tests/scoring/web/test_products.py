"""Who looked at a product is interested; news of it reaches the known ones once, into journeys and their mails (F030)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from campaigns.models import Message
from journeys.actions.journeys import create_journey
from journeys.actions.publish import publish
from journeys.models import Enrolment
from kernel import clock, keeper, tenancy, work
from kernel.problems import Refused
from leads.queries.leads import search
from scoring.actions.products import announce_news, save_product
from scoring.models import Product, ProductNews
from scoring.queries import products
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.life import CHROME
from tracking.actions.accept import accept_messages
from tracking.models import Event

SignIn = Callable[[str], Client]
PAGE, DAY = "/w/acme/products", timedelta(days=1)


def look(cast: Cast, who: str, at: datetime, *, known: bool = True, path: str = "/", **named: str) -> None:
    """Somebody looks at a page, or does something that names a product."""
    common: dict[str, Any] = {"anonymousId": f"b-{who}", "context": {"userAgent": CHROME}, "timestamp": at.isoformat()}
    told = [{**common, "type": "identify", "traits": {"email": f"{who}@firm.example"}}] if known else []
    if named:
        told.append({**common, "type": "track", "event": "Product Viewed", "properties": named})
    else:
        told.append({**common, "type": "page", "properties": {"url": f"https://shop.example{path}", "path": path}})
    with clock.pretend(at):
        with tenancy.scope(cast.acme.id):
            accept_messages(told)
        work.run_until_quiet(cast.acme.id)


@pytest.fixture
def l380(cast: Cast, noon: datetime) -> Product:
    """Ann and an unknown visitor saw its page, Bob something that names it, Cid another page, Dan its page long ago."""
    with tenancy.scope(cast.acme.id):
        one = save_product(sku="L380", name="ThinkPad L380", paths=["/l380*"], actor=as_actor(cast.mara))
        save_product(sku="X1", name="Other", paths=[], actor=as_actor(cast.mara))
    look(cast, "ann", NOON - DAY, path="/l380/specs")
    look(cast, "who", NOON - DAY, known=False, path="/l380")
    look(cast, "bob", NOON - 200 * DAY, product_id="l380")
    look(cast, "cid", NOON - DAY, path="/x380")
    look(cast, "dan", NOON - 366 * DAY, path="/l380")
    return one


def test_who_looked_is_interested_for_as_long_as_is_asked(cast: Cast, l380: Product) -> None:
    with tenancy.scope(cast.acme.id):
        found = {
            value: sorted(lead.person.email.split("@")[0] for lead in search({"known": ["all"], "interest": [value]}))
            for value in ("L380", "l380;100d", "L380;400d", "X1")
        }
        assert found == {"L380": ["", "ann", "bob"], "l380;100d": ["", "ann"], "L380;400d": ["", "ann", "bob", "dan"], "X1": []}
        assert products.counts(clock.now()) == {l380.pk: 2}


def test_a_number_that_was_kept_is_of_the_products_as_they_are(cast: Cast, l380: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}

    def remember(name: str, about: str) -> tuple[Any, datetime]:
        return told.setdefault(about, keeper.QUESTIONS[name](about)), NOON

    monkeypatch.setattr(keeper, "MEMORY", [remember])
    with tenancy.scope(cast.acme.id):
        assert products.counted() == ({l380.pk: 2}, NOON)
        look(cast, "eve", NOON - DAY, path="/l380")
        assert products.counted() == ({l380.pk: 2}, NOON)
        save_product(sku="L380", name="ThinkPad L380", paths=["/x380"], product=l380, actor=as_actor(cast.mara))
        assert products.counted() == ({l380.pk: 2}, NOON)  # Bob by its number, Cid by the page that it has now
        assert len(told) == 2
        told.update(dict.fromkeys(told))  # asked for when the products were others
        assert products.counted() == ({l380.pk: 2}, None)
        assert products.count_as_asked("others") is None
        Product.objects.all().delete()
        assert products.counts(clock.now()) == {}


def test_news_reaches_the_known_ones_once_and_in_a_mail(cast: Cast, l380: Product) -> None:
    actor = as_actor(cast.mara)
    with tenancy.scope(cast.acme.id):
        publish(create_journey(kind="news", name="News", actor=actor).pk, actor)
        news = announce_news(product=l380, title="A larger battery", url="https://shop.example/new", actor=actor)
        assert news.told == 2
        assert Event.objects.filter(name="product_news").count() == 2
        for wrong in ({"title": "A larger battery"}, {"title": " "}, {"title": "x" * 201}, {"title": "N", "url": "javascript:1"}):
            with pytest.raises(Refused):
                announce_news(product=l380, actor=actor, **wrong)
        assert products.counts(clock.now()) == {l380.pk: 2}  # to be told of it is no interest in it
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert Enrolment.objects.count() == 2
        mail = Message.objects.order_by("id")[0]
        assert (Message.objects.count(), mail.subject, "https://shop.example/new" in mail.html, "ThinkPad L380" in mail.html) == (
            2, "A larger battery", True, True,
        )  # fmt: skip


def test_the_page(cast: Cast, signed_in: SignIn, l380: Product) -> None:
    mara = signed_in("mara")
    page = mara.get(PAGE)
    assert [(row["shown"].product.sku, row["interested"]) for row in page.context["rows"]] == [("X1", 0), ("L380", 2)]
    assert mara.get("/w/acme/leads?interest=L380").context["count"] == 2
    assert mara.get("/w/acme/leads?interest=none").status_code == mara.get("/w/acme/leads?interest=L380;0d").status_code == 400
    given = {"sku": "X2", "name": "New", "paths": "/x2\n/x2/*"}
    assert mara.post(f"{PAGE}/add", given).status_code == 302
    assert mara.post(f"{PAGE}/add", {**given, "sku": "x2"}).status_code == 400  # the number is taken, in other letters
    assert mara.post(f"{PAGE}/add", {**given, "sku": ""}).context["wrong"].field == "sku"
    assert mara.post(f"{PAGE}/{l380.pk}", {**given, "sku": "L380"}).status_code == 302
    refused = mara.post(f"{PAGE}/{l380.pk}/news", {"title": "", "url": ""})
    assert (refused.status_code, refused.context["wrong"].field) == (400, "title")
    assert mara.post(f"{PAGE}/{l380.pk}/news", {"title": "Here", "url": ""}).status_code == 302
    assert "Here" in mara.get(PAGE).content.decode()
    assert mara.post(f"{PAGE}/{l380.pk}/remove").status_code == 302
    with tenancy.scope(cast.acme.id):
        assert (ProductNews.objects.count(), sorted(one.sku for one in Product.objects.all())) == (0, ["X1", "X2"])
    assert [signed_in("vera").post(f"{PAGE}/add", given).status_code, signed_in("vera").get(PAGE).status_code] == [403, 200]


def test_the_api(cast: Cast, l380: Product) -> None:
    with tenancy.scope(cast.acme.id):
        _, text = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
    api = Client(headers={"authorization": f"Bearer {text}"})
    listed = api.get("/api/v1/products").json()["results"]
    assert [(one["sku"], one["interested"]) for one in listed] == [("X1", 0), ("L380", 2)]
    made = api.post("/api/v1/products", {"sku": "X2", "name": "New", "paths": ["/l380*"]}, content_type="application/json")
    assert (made.status_code, made.json()["interested"]) == (201, 1)
    there = f"/api/v1/products/{made.json()['id']}"
    assert api.get(there).json() == made.json()
    assert api.put(there, {"sku": "X3", "name": "New"}, content_type="application/json").json()["paths"] == []
    wrong = api.put(there, {"sku": "X3", "name": "New", "paths": ["x"]}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/paths")
    news = api.post(f"/api/v1/products/{l380.pk}/news", {"title": "Here"}, content_type="application/json")
    assert (news.status_code, news.json()["told"]) == (201, 2)
    assert api.post(f"/api/v1/products/{l380.pk}/news", {"title": "Here"}, content_type="application/json").status_code == 409
    assert (api.delete(there).status_code, api.get(there).status_code) == (204, 404)
