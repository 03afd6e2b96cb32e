"""The module heat in a browser: where it was clicked, in anger, in vain, how far it was read; and drawn over the real page."""

from typing import Any

from django.test import Client
from playwright.sync_api import Page

from kernel import work
from tenants.models import User
from tests.tracking.tracker.conftest import Web
from tests.tracking.tracker.test_pages import hide
from tracking.models import HeatCell

BODY = """<style>body {margin: 0} button, p, a {position: absolute; margin: 0; width: 100px; height: 40px}</style>
<div style="height: 2800px"></div>
<button id="buy" style="left: 450px; top: 100px" onclick="this.textContent += '!'">Buy</button>
<p class="dead" style="left: 200px; top: 400px">Nothing</p>
<a style="left: 700px; top: 200px" href="/page.html#part">Part</a>
<p data-private style="left: 0; top: 600px">Mine</p>
<div style="position: fixed; top: 10px; left: 900px; width: 50px; height: 20px" id="bar">bar</div>"""
HEAT = 'data-modules="heat"'


def points(told: dict[str, Any]) -> list[tuple[int, int, int, str]]:
    flat = told["points"]
    return [(*flat[at : at + 3], told["selectors"][flat[at + 3]]) for at in range(0, len(flat), 4)]


def loaded(web: Web) -> Page:
    own = "<script>const leadway = () => 'a name of the page itself'</script>"
    with web.context.expect_event("response", lambda answer: "/t-heat@" in answer.url):
        page = web.opened(BODY, HEAT, own)
    page.wait_for_timeout(300)
    return page


def test_clicks_their_places_and_how_far_it_was_read(web: Web) -> None:
    page = loaded(web)
    page.mouse.click(500, 120)
    page.mouse.click(10, 610)
    page.evaluate("scrollTo(0, 700)")
    page.mouse.click(920, 20)
    page.mouse.click(500, 300)
    page.evaluate("scrollTo(0, 0)")
    hide(page)
    [told] = web.told("heat_map")
    assert points(told) == [(0, 500, 120, "#buy"), (0, 920, 20, "#bar"), (0, 500, 1000, "body>div:nth-of-type(1)")]
    assert {name: told[name] for name in ("v", "width", "height", "page", "from", "reach")} == {
        "v": 1, "width": 1000, "height": 2800, "page": 1, "from": 0, "reach": 50,
    }  # fmt: skip
    # Seen again and read on: only what is new is told.
    page.evaluate("scrollTo(0, 1400)")
    page.wait_for_timeout(100)
    hide(page)
    again = web.told("heat_map", 2)[1]
    assert (again["page"], again["from"], again["reach"], again["points"]) == (0, 50, 75, [])


def test_who_clicks_has_read_that_far_though_no_frame_was_drawn_there(web: Web) -> None:
    page = loaded(web)
    page.evaluate("addEventListener('mouseup', () => scrollTo(0, 700)); addEventListener('click', () => scrollTo(0, 0))")
    page.mouse.click(500, 300)
    hide(page)
    [told] = web.told("heat_map")
    assert (told["reach"], [point[2] for point in points(told)]) == (50, [1000])


def test_three_quick_clicks_in_one_place_are_anger(web: Web) -> None:
    page = loaded(web)
    for x in (500, 510, 515, 518):
        page.mouse.click(x, 120)
    page.wait_for_timeout(1100)
    for x in (460, 500, 540):  # too far apart
        page.mouse.click(x, 130)
    hide(page)
    [told] = web.told("heat_map")
    assert [point for point in points(told) if point[0] == 1] == [(1, 515, 120, "#buy")]
    assert len(points(told)) == 8


def test_a_click_after_which_nothing_happens_is_dead(web: Web) -> None:
    page = loaded(web)
    page.mouse.click(500, 120)  # changes a text
    page.wait_for_timeout(1200)
    page.mouse.click(250, 420)
    page.wait_for_timeout(1200)
    hide(page)
    [told] = web.told("heat_map")
    assert [point for point in points(told) if point[0] == 2] == [(2, 250, 420, "body>p.dead")]


def test_cells_of_two_visitors_are_drawn_over_the_real_page(web: Web) -> None:
    page = loaded(web)
    page.mouse.click(500, 120)
    page.goto("about:blank")
    web.events("heat_map")
    work.run_until_quiet(web.shop.workspace.id)
    cells = web.shop.of(HeatCell)
    assert [(cell.path, cell.device, cell.x, cell.y, cell.count) for cell in cells if cell.kind == "click"] == [
        ("/page.html", "tablet", 50, 6, 1)
    ]
    token = show(web)
    before = len(web.events("heat_map"))
    page = web.context.new_page()
    page.goto(f"{web.address}/page.html#lw-heat={token}")
    page.wait_for_selector("canvas#lw-heat")
    painted = "at => document.getElementById('lw-heat').getContext('2d').getImageData(at[0], at[1], 1, 1).data[3]"
    assert (page.evaluate(painted, [505, 130]) > 50, page.evaluate(painted, [100, 600]), page.url) == (True, 0, f"{web.address}/page.html")
    page.mouse.click(500, 120)  # the picture lets clicks through, and is not recorded itself
    page.keyboard.press("Escape")
    assert page.locator("canvas").count() == 0
    page.goto("about:blank")
    assert (len(web.events("heat_map")), token in "".join(web.sent)) == (before, False)


def show(web: Web) -> str:
    """The token of the link on the page Heat map."""
    client = Client()
    client.force_login(User.objects.get(pk=web.shop.actor.id))
    asked = {"site": str(web.shop.site.pk), "page": "/page.html", "device": "tablet"}
    answer = client.get(f"/w/{web.shop.workspace.slug}/heat/show", asked)
    return str(answer.headers["Location"]).partition("#lw-heat=")[2]
