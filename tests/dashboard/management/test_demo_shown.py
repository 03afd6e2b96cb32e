"""The demo's on-site content is in the language of its workspace."""

import pytest

from dashboard.management.demo.shown import show_on_site
from kernel import tenancy
from onsite.queries import items
from onsite.queries.kinds import MESSAGE, SLOT
from tests.cast import Cast, as_actor


@pytest.mark.parametrize("chinese", [True, False])
def test_a_workspace_shows_its_own_language(cast: Cast, chinese: bool) -> None:
    with tenancy.scope(cast.acme.id):
        show_on_site(as_actor(cast.mara), chinese)
        rows = [*items.rows(MESSAGE, language="en"), *items.rows(SLOT)]
        written = [str(row.definition) for row in items.rows(SLOT)]
    shown = " ".join([*(row.item.name + row.words for row in rows), *written])
    letters = [char for char in shown if char.isalpha()]
    assert (any("\u4e00" <= char <= "\u9fff" for char in letters), "Welcome back" in shown, [row.item.state for row in rows]) == (
        True, not chinese, ["live"] * 3,
    )  # fmt: skip
    titles = [row.words for row in items.rows(MESSAGE, order="name", language="en")]
    assert sorted(titles) == (["提交前还有疑问？", "欢迎回来"] if chinese else ["A question before you send it?", "Good to see you again"])
