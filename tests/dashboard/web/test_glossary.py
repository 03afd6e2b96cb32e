"""The page of all words: none is missing, and the stages are those of the workspace."""

from collections.abc import Callable

from django.test import Client

from dashboard.web.glossary import GROUPS, TERMS
from kernel import tenancy
from leads.actions.schemes import publish_scheme, read
from leads.domain.lifecycle import ORDER
from leads.domain.schemes import DEFAULTS, plain
from tests.cast import Cast, as_actor


def test_every_term_stands_in_exactly_one_group() -> None:
    grouped = [key for _title, keys in GROUPS for key in keys]
    assert sorted(grouped) == sorted(TERMS)
    assert {"mql", "sql", "opportunity", "roi"} <= set(TERMS)


def test_the_stages_are_told_as_they_stand_defined(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    given = plain("nine", DEFAULTS["nine"])
    given["stages"][5]["text"] = "<b>Ready</b> for a call"
    with tenancy.scope(cast.acme.id):
        publish_scheme("nine", read("nine", given), as_actor(cast.mara))
    page = signed_in("vera").get("/w/acme/glossary")
    assert [stage.key for stage, _name in page.context["stages"]] == list(ORDER)
    assert "&lt;b&gt;Ready&lt;/b&gt; for a call" in page.content.decode()
    zh = signed_in("vera").get("/w/acme/glossary", headers={"accept-language": "zh-hans"}).content.decode()
    assert "市场认可线索" in zh
    assert signed_in("otto").get("/w/acme/glossary").status_code == 404
