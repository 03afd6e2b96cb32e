"""The demo's on-site content is in the language of its workspace."""

import pytest

from dashboard.management.demo.shown import show_on_site
from kernel import tenancy
from onsite.domain.shapes import Rules
from onsite.queries import items
from onsite.queries.kinds import MESSAGE, SLOT
from tests.cast import Cast, as_actor

ENGLISH = ["A question before you send it?", "Good to see you again"]


@pytest.mark.parametrize(("chinese", "titles"), [(True, ["提交前还有疑问？", "欢迎回来"]), (False, ENGLISH)])
def test_a_workspace_shows_its_own_language(cast: Cast, chinese: bool, titles: list[str]) -> None:
    with tenancy.scope(cast.acme.id):
        show_on_site(as_actor(cast.mara), chinese)
        messages, slots = items.rows(MESSAGE, language="en"), items.rows(SLOT)
    assert sorted(row.words for row in messages) == sorted(titles)
    assert [row.item.state for row in (*messages, *slots)] == ["live"] * 3
    read = [rule.content.text for row in slots if isinstance(row.definition, Rules) for rule in row.definition.rules]
    assert ([text.isascii() for text in read]) == [not chinese] * 2
