"""The bench of the pages asks for every page there is: what a new address needs is known to it before its long run."""

from bench.pages import ARGUMENT, NAMED, pages
from tests.life import NOUNS, WORDS


def test_every_argument_of_a_page_has_an_object_or_a_word() -> None:
    known = {*NOUNS, *WORDS, *NAMED}
    assert {path: name for path in pages() for name in ARGUMENT.findall(path) if name not in known} == {}
