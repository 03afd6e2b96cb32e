"""The installer in a browser: the snippet follows its options, is what runs, and the page says so by itself."""

import re

from django.core.cache import cache
from playwright.sync_api import expect

from tenants.models import User
from tests.tracking.tracker.conftest import Web
from tracking.domain.snippet import SLOT_STYLE
from tracking.web.script import newest


def test_the_snippet_follows_its_options_and_the_page_tells_of_the_first_event(web: Web) -> None:
    cache.clear()  # what other tests' pages left for this origin, minutes ago
    web.house.let_in(web.context, User.objects.get(pk=web.shop.actor.id))
    page = web.context.new_page()
    page.goto(f"{web.house.address}/w/{web.shop.workspace.slug}/sites/{web.shop.site.pk}")
    snippet = page.locator("#snippet")
    hint = web.shop.site.key.hint
    expect(snippet).to_have_text(f'<script defer src="{web.house.address}/t.js" data-key="{hint}"></script>')
    page.locator("#snippet-consent").select_option("ask")
    page.get_by_label("Heat map").check()
    page.get_by_label("Pin this version").check()
    version, integrity = newest()
    expect(snippet).to_have_text(
        f'<script defer src="{web.house.address}/t@{version}.js" integrity="{integrity}" crossorigin="anonymous" '
        f'data-key="{hint}" data-consent="ask" data-modules="heat"></script>'
    )
    page.get_by_label("Messages on the page").check()
    expect(snippet).to_have_text(re.compile(re.escape(SLOT_STYLE) + r"\s*<script defer .*data-modules=\"heat onsite\""))
    page.get_by_label("Messages on the page").uncheck()
    tag = (snippet.text_content() or "").replace(hint, web.shop.key)
    (web.folder / "theirs.html").write_text(f"<!doctype html><title>Theirs</title>{tag}")
    theirs = web.visit("theirs.html")
    theirs.evaluate("leadway.consent('granted')")
    expect(page.locator("#diagnosis .state")).to_have_text("Events arrive", timeout=10_000)
    assert web.events("page")[0]["properties"]["title"] == "Theirs"
