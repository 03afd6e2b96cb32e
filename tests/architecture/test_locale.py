"""Every string of the catalogue is translated, with the placeholders and the line ends of its original."""

import re
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).resolve().parents[2] / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")


def messages() -> list[Message]:
    with CATALOGUE.open("rb") as file:
        return [message for message in read_po(file, locale="zh_Hans", abort_invalid=True) if message.id]


def texts(message: Message) -> tuple[list[str], str]:
    originals = [message.id] if isinstance(message.id, str) else list(message.id)
    return originals, message.string if isinstance(message.string, str) else message.string[0]


def test_nothing_is_left_in_english() -> None:
    found = messages()
    assert len(found) > 1000
    assert [message.id for message in found if not texts(message)[1].strip()] == []


def test_placeholders_and_line_ends_are_kept() -> None:
    wrong = []
    for message in messages():
        originals, translated = texts(message)
        allowed = [set(PLACEHOLDER.findall(original)) for original in originals]
        ends = (originals[0].startswith("\n"), originals[0].endswith("\n"))
        if set(PLACEHOLDER.findall(translated)) not in allowed or ends != (translated.startswith("\n"), translated.endswith("\n")):
            wrong.append(originals[0])
    assert wrong == []
