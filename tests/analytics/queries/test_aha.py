"""Who did what in their first days and came back, and the event that was chosen (F089)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from analytics.actions.aha import choose_aha, take_back_aha
from analytics.domain.aha import Lift
from analytics.queries import aha
from kernel import clock, tenancy, work
from kernel.models import AuditEntry
from kernel.problems import Refused
from scoring.actions.products import remove_product, save_product
from scoring.models import Product
from tests.cast import Cast, as_actor
from tests.life import CHROME
from tracking.actions.accept import accept_messages

DAY = timedelta(days=1)
PAGE = "/w/acme/insights/aha"


def come(cast: Cast, start: datetime, who: str, *deeds: tuple[int, str]) -> None:
    """A person first seen on a page at `start`, whose deeds follow after so many days; "/a" is a page."""
    said = [(0, "/"), *deeds]
    told = [
        {
            **({"type": "page"} if what.startswith("/") else {"type": "track", "event": what}), "anonymousId": who,
            "timestamp": (start + day * DAY + n * timedelta(minutes=1)).isoformat(),
            "context": {"page": {"url": f"https://shop.example{what if what.startswith('/') else '/'}"}, "userAgent": CHROME},
        }
        for n, (day, what) in enumerate(said)
    ]  # fmt: skip
    with tenancy.scope(cast.acme.id):
        accept_messages(told, door="import")


@pytest.fixture
def visitors(cast: Cast, noon: datetime) -> datetime:
    """First seen 60 days ago. Six made a report in the first days, five of them came back; six did not, one came back; all saw a film.

    Three of the makers were on the pages of the product, too. Somebody new did it yesterday, and is not asked yet."""
    start = noon - 60 * DAY
    for n in range(6):
        pages = [(1, "/demo")] if n < 3 else []
        come(cast, start, f"maker-{n}", *pages, (2, "report_created"), (3, "film_seen"), *([(20, "/later")] if n else []))
        come(cast, start, f"other-{n}", (3, "film_seen"), (16, "report_created") if n == 0 else (4, "/x"))
    come(cast, noon - 2 * DAY, "new", (1, "report_created"))
    work.run_until_quiet(cast.acme.id)
    return start


@pytest.fixture
def product(cast: Cast) -> Product:
    with tenancy.scope(cast.acme.id):
        return save_product(sku="demo", name="Demo", paths=["/demo*"], actor=as_actor(cast.mara))


def test_early_acts_are_compared_by_who_came_back(cast: Cast, noon: datetime, visitors: datetime) -> None:
    with clock.pretend(noon), tenancy.scope(cast.acme.id):
        [found] = aha.run(noon - 90 * DAY, noon)
        assert found == Lift("report_created", 6, 5, 6, 1, 500 / 6, 100 / 6, 5.0, found.sure)
        assert aha.run(noon - 50 * DAY, noon) == []
    with clock.pretend(noon), tenancy.scope(cast.globex.id):
        assert aha.run(noon - 90 * DAY, noon) == []


def test_with_a_product_only_those_are_asked_who_cared_for_it_early(
    cast: Cast, noon: datetime, visitors: datetime, product: Product
) -> None:
    with clock.pretend(noon), tenancy.scope(cast.acme.id):
        assert aha.run(noon - 90 * DAY, noon, product.sku, tuple(product.paths)) == []  # three makers, nobody else
    for n in range(5):
        come(cast, visitors, f"reader-{n}", (1, "/demo/x"))
        come(cast, visitors, f"late-{n}", (1, "/demo/x"), (2, "report_created"), (20, "/later"))
    work.run_until_quiet(cast.acme.id)
    with clock.pretend(noon), tenancy.scope(cast.acme.id):
        [found] = aha.run(noon - 90 * DAY, noon, product.sku, tuple(product.paths))
    assert (found.event, found.did, found.did_back, found.others, found.others_back) == ("report_created", 8, 7, 5, 0)


def test_a_choice_holds_until_it_is_taken_back(cast: Cast, visitors: datetime, product: Product) -> None:
    actor = as_actor(cast.mara)
    with tenancy.scope(cast.acme.id):
        for event in ("film_seen", "report_created", "report_created"):
            choose_aha(product=product, event=event, actor=actor)
        with pytest.raises(Refused) as refused:
            choose_aha(product=product, event="nobody_sends_this", actor=actor)
        held = []
        while choice := aha.chosen(product.pk):
            held.append(choice.event)
            take_back_aha(product=product, choice_id=choice.pk, actor=actor)
        assert (refused.value.field, held) == ("event", ["report_created", "film_seen"])
        changes = AuditEntry.objects.filter(verb__startswith="product.aha").order_by("id").values_list("changes", flat=True)
        assert [change["event"] for change in changes] == [
            ["", "film_seen"], ["film_seen", "report_created"], ["report_created", "film_seen"], ["film_seen", ""],
        ]  # fmt: skip


def test_a_product_that_is_gone_has_no_aha_event(cast: Cast, visitors: datetime, product: Product) -> None:
    with tenancy.scope(cast.acme.id):
        choose_aha(product=product, event="film_seen", actor=as_actor(cast.mara))
        assert [(one.name, choice.event) for one, choice in aha.all_chosen()] == [("Demo", "film_seen")]
        remove_product(product=product, actor=as_actor(cast.mara))
        assert aha.all_chosen() == []


def test_it_is_chosen_on_the_page_and_its_funnel_opens(
    cast: Cast, noon: datetime, visitors: datetime, product: Product, signed_in: Callable[[str], Client]
) -> None:
    mara, there = signed_in("mara"), f"{PAGE}/{product.pk}"
    with clock.pretend(noon):
        everybody: Any = mara.get(PAGE)
        assert [row.event for row in everybody.context["lifts"]] == ["report_created"]
        assert mara.post(f"{there}/choose", {"event": "report_created"}).status_code == 302
        shown: Any = mara.get(f"{PAGE}?product={product.pk}")
        assert (shown.status_code, shown.context["choice"].event) == (200, "report_created")
        funnel: Any = mara.get(shown.context["funnel_url"])
        assert [step["taken"].people for step in funnel.context["steps"]] == [13, 8]
        for step in funnel.context["steps"]:
            listed: Any = mara.get(step["url"])
            assert listed.context["count"] == step["taken"].people
        pressed = {"choice": str(shown.context["choice"].pk)}
        told = [mara.post(f"{there}/take-back", form).status_code for form in (pressed, pressed, {}, {"choice": "x"})]
        assert told == [302, 302, 404, 404]
        assert (mara.get(shown.context["funnel_url"]).status_code, mara.get(f"{PAGE}?product=x").status_code) == (400, 400)
    vera = signed_in("vera")
    assert [vera.post(f"{there}/{verb}").status_code for verb in ("choose", "take-back")] == [403, 403]
    assert [signed_in("otto").post(f"/w/{slug}/insights/aha/{product.pk}/choose").status_code for slug in ("acme", "globex")] == [404, 404]
