"""Every page, in light and dark, wide and at 360 px, in English and Chinese: it answers, fits, obeys the policy, and anybody can use it."""

from dataclasses import dataclass

import pytest
from django.test import Client
from playwright.sync_api import Browser

from journeys.models import Journey
from kernel import tenancy
from scoring.actions.rulebooks import begin_draft
from tests.cast import Cast, as_actor
from tests.eyes import addresses
from tests.eyes.house import House
from tests.eyes.looking import Eyes, Theme
from tests.life import live

WIDE, PHONE = 1440, 360
View = tuple[Theme, int]
# How each page is opened, and what it is turned to then.
LOOKS: list[tuple[str, View, View]] = [("en", ("light", WIDE), ("light", PHONE)), ("zh-CN", ("dark", PHONE), ("dark", WIDE))]


@dataclass(frozen=True)
class World:
    house: House
    people: Cast
    pages: list[str]


@pytest.fixture(scope="module")
def world(house: House, people: Cast) -> World:
    """acme with something of every noun, and the addresses of its pages."""
    life = live(people.acme, as_actor(people.olga), "ourown")
    with tenancy.scope(people.acme.id):
        begin_draft(as_actor(people.olga))
        step = next(iter(Journey.objects.get(pk=life.ids["journey_id"]).draft["nodes"]))
    client = Client(raise_request_exception=False)
    client.force_login(people.olga)
    found = addresses.pages(client, people.acme.slug, {**life.ids, "step": step})
    mail = next((house.folder / "mail").glob("*.eml"))
    mailbox = f"/w/{people.acme.slug}/mailbox"
    return World(house, people, [*found, mailbox, f"{mailbox}/{mail.stem}"])


def test_the_world_has_every_page(world: World) -> None:
    assert len(world.pages) >= 45, world.pages
    assert all(f"/w/acme/{page}" in world.pages for page in ("", "queue", "live", "leads", "insights/funnel", "mailbox"))


def look_at(world: World, chromium: Browser, locale: str, first: View, then: View) -> list[str]:
    theme, width = first
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, locale=locale, reduced_motion="reduce", is_mobile=False
    )
    eyes = Eyes(context.new_page())

    def see(page: str) -> None:
        eyes.page.emulate_media(color_scheme=theme)
        eyes.page.set_viewport_size({"width": width, "height": 900})
        eyes.look(world.house.address + page)
        eyes.turn(then[1], then[0])

    for page in addresses.OUTSIDE[1:4]:
        see(page)
    world.house.let_in(context, world.people.olga)
    for page in (addresses.OUTSIDE[-1], *world.pages):
        see(page)
    context.close()
    return eyes.findings


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("locale", "first", "then"), LOOKS)
def test_every_page_looked_at_carefully(world: World, chromium: Browser, locale: str, first: View, then: View) -> None:
    assert look_at(world, chromium, locale, first, then) == []
