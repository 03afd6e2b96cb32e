"""The editor posts back exactly what it showed: no input of a field is one of the form."""

from html.parser import HTMLParser
from typing import Any

import pytest

from capture.domain import starters
from capture.models import Form
from kernel import tenancy
from tests.cast import Cast

HOME = "/w/acme"


class Inputs(HTMLParser):
    """What a browser without scripts posts of the form with the id `editor`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.posted: list[tuple[str, str]] = []
        self.inside, self.text, self.select, self.options = False, "", "", list[tuple[str, bool]]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = told.get("id") == "editor"
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
            self.posted.append((told["name"], told.get("value", "on")))

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


@pytest.mark.parametrize("starter", [one.key for one in starters.ALL])
def test_saving_what_the_editor_showed_changes_nothing(cast: Cast, signed_in: Any, starter: str) -> None:
    mara = signed_in("mara")
    address = mara.post(f"{HOME}/forms/new", {"starter": starter, "name": "A form"}).headers["Location"].removesuffix("/edit")
    with tenancy.scope(cast.acme.id):
        before = Form.objects.get().draft
    posted: dict[str, list[str]] = {}
    for name, value in Inputs(mara.get(f"{address}/edit").content.decode()).posted:
        posted.setdefault(name, []).append(value)
    assert mara.post(f"{address}/save", posted).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert Form.objects.get().draft == before
