"""`python -m tests.tracking.sdks.browse BUNDLE TAKEN`: the bundle's page in Chromium, until it says `window.done` and TAKEN of its requests
were answered with 200; prints what it sent.

A process of its own: Playwright keeps an event loop in its thread to the end, and only one.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Request, Response, sync_playwright

from launch import browser

SITE = "http://www.shop.example"
URL = f"{SITE}/pricing?utm_source=news&utm_campaign=Autumn&gclid=c-1"
REFERRER = "https://www.google.com/"
PATIENCE = 120.0
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
PAGE = '<!doctype html><html lang="en"><title>Pricing</title><script src="/bundle.js"></script></html>'
# The page is answered by the test; to Chromium it comes from nowhere, and may not reach into this machine.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests"]
VISITOR: dict[str, Any] = {"locale": "de-DE", "timezone_id": "Europe/Berlin", "user_agent": CHROME}


def main(bundle: Path, taken: int) -> None:
    sent: list[str] = []
    said: list[str] = []
    answered: list[int] = []

    def heard(request: Request) -> None:
        if SITE not in request.url:
            sent.append(f"{request.method} {request.url}")

    def came(response: Response) -> None:
        if response.request.method == "POST" and SITE not in response.url:
            answered.append(response.status)

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=FLAGS)
        page = chromium.new_context(**VISITOR).new_page()
        page.route(f"{SITE}/**", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.route(f"{SITE}/bundle.js", lambda route: route.fulfill(body=bundle.read_text(), content_type="text/javascript"))
        page.on("request", heard)
        page.on("response", came)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(URL, referer=REFERRER)
        page.wait_for_function("window.done", timeout=PATIENCE * 1000)
        end = time.monotonic() + PATIENCE
        while answered.count(200) < taken and time.monotonic() < end:
            page.wait_for_timeout(100)
        page.goto("about:blank")
        page.wait_for_timeout(500)
        chromium.close()
    print(json.dumps({"sent": sent, "said": said}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
