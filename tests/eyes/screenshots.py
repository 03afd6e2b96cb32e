"""`python -m tests.eyes.screenshots --url http://127.0.0.1:8000 --out docs/screenshots`: the README's pictures, of the demo."""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from launch import browser
from tests.eyes.looking import QUIET

PAGES = (("home", ""), ("queue", "queue/list?tab=team"), ("live", "live"), ("funnel", "insights/funnel"))


def sign_in(chromium: Browser, url: str, user: dict[str, str], width: int = 1440, **options: Any) -> Page:
    context = chromium.new_context(viewport={"width": width, "height": 900}, base_url=url, reduced_motion="reduce", **options)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(user["email"])
    page.locator("[name=password]").fill(user["password"])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda address: "/accounts/login" not in address)
    return page


def shoot(page: Page, path: str, file: Path) -> None:
    page.goto(path, wait_until="load")
    page.wait_for_timeout(500)  # charts draw after the page is there
    page.screenshot(path=file)


def first(page: Page, path: str) -> str:
    """The address behind the first row of a list."""
    page.goto(path)
    return str(page.locator("main a.row-link").first.get_attribute("href"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--demo", type=Path, default=Path(os.environ.get("STATE", ".run")) / "demo.json")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    english, chinese = json.loads(options.demo.read_text())["workspaces"][:2]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=QUIET)
        slug, owner = english["slug"], english["users"][0]
        page = sign_in(chromium, options.url, owner, color_scheme="light", locale="en")
        lead, journey = first(page, f"/w/{slug}/leads?stage=mql"), first(page, f"/w/{slug}/journeys")
        segment = f"{first(page, f'/w/{slug}/segments')}/edit"
        pages = [(name, f"/w/{slug}/{path}") for name, path in PAGES]
        for name, path in (*pages, ("lead", lead), ("journey", journey), ("segment", segment)):
            shoot(page, path, options.out / f"{name}.png")
        phone = sign_in(chromium, options.url, owner, width=360, color_scheme="dark", locale="en")
        shoot(phone, lead, options.out / "lead-dark-phone.png")
        there = sign_in(chromium, options.url, chinese["users"][0], color_scheme="light", locale="zh-CN")
        shoot(there, f"/w/{chinese['slug']}/", options.out / "home-zh.png")


if __name__ == "__main__":
    main()
