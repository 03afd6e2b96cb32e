"""`python -m tests.tracking.sdks.browse BUNDLE`: opens a page with the bundle in Chromium until it says `window.done`; prints what it sent.

A process of its own: Playwright keeps an event loop in its thread to the end, and only one.
"""

import json
import sys
from pathlib import Path

from playwright.sync_api import Request, sync_playwright

from launch import browser

SITE = "http://www.shop.example"
URL = f"{SITE}/pricing?utm_source=news&utm_campaign=Autumn&gclid=c-1"
REFERRER = "https://www.google.com/"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
PAGE = '<!doctype html><html lang="en"><title>Pricing</title><script src="/bundle.js"></script></html>'
# The page is answered by the test; to Chromium it comes from nowhere, and may not reach into this machine.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests"]
AGENTLESS = {"locale": "de-DE", "timezone_id": "Europe/Berlin", "user_agent": CHROME}


def main(bundle: Path) -> None:
    sent: list[str] = []
    said: list[str] = []

    def heard(request: Request) -> None:
        if SITE not in request.url:
            sent.append(f"{request.method} {request.url}")

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=FLAGS)
        page = chromium.new_context(**AGENTLESS).new_page()
        page.route(f"{SITE}/**", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.route(f"{SITE}/bundle.js", lambda route: route.fulfill(body=bundle.read_text(), content_type="text/javascript"))
        page.on("request", heard)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(URL, referer=REFERRER)
        page.wait_for_function("window.done", timeout=60_000)
        page.goto("about:blank")
        page.wait_for_timeout(500)
        chromium.close()
    print(json.dumps({"sent": sent, "said": said}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
