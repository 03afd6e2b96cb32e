"""What eyes look for on a page."""

from dataclasses import dataclass, field
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Response

axe = Axe()
Theme = Literal["light", "dark"]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": STANDARD}}
GRAVE = ("serious", "critical")
WATCH = "window.broken = []; addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective))"
OVERFLOW = """() => {
  const wide = document.scrollingElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return "";
  const over = [...document.querySelectorAll("main *, header *, nav *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1);
  return wide + " px too wide: " + over.slice(0, 4).map(e => e.tagName.toLowerCase() + "." + e.className).join(", ");
}"""
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
FOCUS = "() => { const at = document.activeElement; return at.id || at.className || at.tagName; }"
AUTOFOCUS = "() => document.activeElement !== document.body && document.activeElement.closest('main') !== null"


@dataclass
class Eyes:
    """Looks at one page after another in the same tab and notes what is wrong."""

    page: Page
    where: str = ""
    findings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(WATCH)
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.note(f"script: {error}"))
        self.page.on("response", self.answered)

    def note(self, what: str) -> None:
        self.findings.append(f"{self.where}: {what}")

    def heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.note(f"console: {message.text}")

    def answered(self, response: Response) -> None:
        if response.status >= 400:
            self.note(f"{response.status} {response.url}")

    def look(self, url: str) -> None:
        """Open it, with the keyboard and the accessibility rules."""
        self.where = url.partition("//")[2].partition("/")[2]
        answer = self.page.goto(url, wait_until="load")
        if answer is None or answer.status != 200:
            self.note("no answer" if answer is None else f"status {answer.status}")
        self.fits()
        self.keyboard()
        self.rules()

    def turn(self, width: int, theme: Theme) -> None:
        """The page that is open, as wide and as light as that: who turns a tablet round sees it whole too."""
        self.where = f"{self.where.partition(' turned')[0]} turned to {theme}, {width} px"
        self.page.emulate_media(color_scheme=theme)
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.evaluate(DRAWN)
        self.fits()

    def fits(self) -> None:
        """Nothing was refused by the policy, and nothing reaches over the right edge."""
        for found in self.page.evaluate("window.broken"):
            self.note(f"content security policy: {found}")
        if wide := self.page.evaluate(OVERFLOW):
            self.note(wide)

    def keyboard(self) -> None:
        """The skip link comes first and leads to the content, unless the page starts in a field of its content."""
        if self.page.evaluate(AUTOFOCUS):
            return
        self.page.keyboard.press("Tab")
        first = self.page.evaluate(FOCUS)
        self.page.keyboard.press("Enter")
        second = self.page.evaluate(FOCUS)
        if (first, second) != ("skip-link", "content"):
            self.note(f"keyboard: Tab goes to {first}, Enter to {second}")

    def rules(self) -> None:
        result: dict[str, Any] = axe.run(self.page, options=AXE).response
        for rule in result["violations"]:
            if rule["impact"] in GRAVE:
                nodes = [f"{node['target'][0]} ({node['any'][0]['message'] if node['any'] else ''})" for node in rule["nodes"]]
                self.note(f"{rule['id']} × {len(nodes)}: {'; '.join(nodes[:3])}")
