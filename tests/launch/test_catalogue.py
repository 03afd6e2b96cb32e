"""Every string that a page or the API shows has its Chinese."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from config.way import THE_WAY
from launch.catalogue import of_template, strings

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def known() -> set[str]:
    with CATALOGUE.open("rb") as file:
        return {message.id if isinstance(message.id, str) else message.id[0] for message in read_po(file) if message.id}


def test_nothing_that_is_shown_is_missing_from_the_catalogue() -> None:
    found = strings(ROOT, (*THE_WAY, "config"))
    assert len(found) > 1_000
    ids = known()
    missing = {message: str(file) for message, file in found.items() if (message if isinstance(message, str) else message[0]) not in ids}
    assert missing == {}


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{% translate "Say “hello”" as x %}', ["Say “hello”"]),
        ("{% blocktranslate count n=3 %}{{ n }} lead{% plural %}{{ n }} leads{% endblocktranslate %}", [("%(n)s lead", "%(n)s leads")]),
        ('<p title="{% translate \'It"s\' %}">{{ _("Inside") }}</p>', ['It"s', "Inside"]),
    ],
)
def test_strings_of_a_template(tmp_path: Path, template: str, found: list[object]) -> None:
    file = tmp_path / "page.html"
    file.write_text(template)
    assert list(of_template(file)) == found
