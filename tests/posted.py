"""What a form posts back as it was shown."""

from html.parser import HTMLParser


class Inputs(HTMLParser):
    """What a browser without scripts posts of the form with this id."""

    def __init__(self, html: str, form: str) -> None:
        super().__init__()
        self.form = form
        self.posted: list[tuple[str, str]] = []
        self.inside, self.text, self.select, self.options = False, "", "", list[tuple[str, bool]]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = told.get("id") == self.form
        elif not self.inside:
            return
        elif tag == "select":
            self.select, self.options = told.get("name", ""), []
        elif tag == "option":
            self.options.append((told.get("value", ""), "selected" in told))
        elif tag == "textarea":
            self.text = told.get("name", "")
            self.posted.append((self.text, ""))
        elif tag == "input" and told.get("name") and (told.get("type") != "checkbox" or "checked" in told):
            self.posted.append((told["name"], told.get("value", "on" if told.get("type") in ("checkbox", "radio") else "")))

    def handle_data(self, data: str) -> None:
        if self.text:
            self.posted[-1] = (self.text, self.posted[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.text = ""
        elif tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected] or [value for value, _ in self.options[:1]]
            self.posted.append((self.select, chosen[-1]))
            self.select = ""
