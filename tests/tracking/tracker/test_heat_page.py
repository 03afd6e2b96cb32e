"""The page Heat map with many sites: nothing lies over anything else, nothing stands out of the page."""

import re
from collections.abc import Callable
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser

from kernel import tenancy, work
from tests.cast import Cast, as_actor
from tests.eyes.looking import OVERFLOW
from tests.tracking.actions.test_heat import message
from tracking.actions.accept import accept_messages
from tracking.actions.sites import add_site

STYLE = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)">')
# How many buttons there are, and how many pairs of them lie over each other.
APART = """() => { const at = [...document.querySelectorAll("a.btn[target]")].map(e => e.getBoundingClientRect());
  const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return [at.length, at.flatMap((a, i) => at.slice(i + 1).filter(b => over(a, b))).length]; }"""


def test_the_buttons_of_six_sites_wrap(chromium: Browser, cast: Cast, signed_in: Callable[[str], Client]) -> None:
    with tenancy.scope(cast.acme.id):
        for name in ("Web", "Shop of spare parts and consumables", "Docs", "Careers", "Investor relations", "北京国际机械展览会专题网站"):
            add_site(name=name, url="https://acme.example", actor=as_actor(cast.mara))
        accept_messages([message(1)])
    work.run_until_quiet(cast.acme.id)
    text = signed_in("mara").get("/w/acme/heat").content.decode()
    styles = "".join(f"<style>{Path(str(finders.find(found))).read_text()}</style>" for found in STYLE.findall(text))
    page = chromium.new_page()
    page.set_content(re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL).replace("</head>", f"{styles}</head>"))
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert (width, page.evaluate(APART), page.evaluate(OVERFLOW)) == (width, [6, 0], "")
    page.close()
