"""Row 18 for people's addresses: whatever stands behind the question mark of any page, the answer is a page and never a 5xx."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from config.way import THE_WAY
from journeys.models import Journey
from kernel import paging, tenancy
from leads.domain.filters import REGISTRY
from scoring.actions.rulebooks import begin_draft
from tests.cast import as_actor, assemble
from tests.conftest import committed_world
from tests.eyes.addresses import filled, patterns
from tests.fuzz.conftest import examples
from tests.life import live

ROOT = Path(__file__).resolve().parents[2]
ASKED = re.compile(r"""(?:GET|query_params|given|asked)(?:\.get|\.getlist)?[(\[]["'](\w+)["']""")
NAMES = sorted(
    {name for app in THE_WAY for file in (ROOT / app).rglob("*.py") for name in ASKED.findall(file.read_text())} | set(REGISTRY)
)  # fmt: skip
CURSORS = [paging.encode(key) for key in ([{"a": 1}, "x"], ["x", []], [None, None], [1, 2, 3], ["2026-01-01", "²"], [1e300, "x"])]
HOSTILE = [
    "", "²", "-1", "0", "9" * 18, "9" * 30, "1e9", "nan", "99999999d..", "..99999999d", "2026-13-01..", "9999-12-31..9999-12-31", "0d",
    "0001-01-01..0001-01-01", "\x00", "\ud800", "%00", "a" * 3_000, "-", "yes", "mql", "🙂", "[]", "'", *CURSORS,
]  # fmt: skip
VALUES = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=10), st.uuids().map(str), st.dates().map(str))
QUERIES = st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=4)


class Pages:
    """Everything of acme, signed in as its owner."""

    def __init__(self) -> None:
        cast = assemble()
        life = live(cast.acme, as_actor(cast.olga), "ourown")
        with tenancy.scope(cast.acme.id):
            begin_draft(as_actor(cast.olga))
            step = next(iter(Journey.objects.get(pk=life.ids["journey_id"]).draft["nodes"]))
        self.client = Client(raise_request_exception=False)
        self.client.force_login(cast.olga)
        self.addresses = [filled(path, cast.acme.slug, {**life.ids, "step": step}) for path in patterns()]


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: Any) -> Iterator[Pages]:
    with committed_world(django_db_blocker):
        yield Pages()


def test_no_question_breaks_a_page(pages: Pages) -> None:
    found: set[str] = set()

    @examples(8)
    @given(query=QUERIES)
    def ask(query: dict[str, str]) -> None:
        sent = {name: value.encode("utf-8", "replace") for name, value in query.items()}
        for address in pages.addresses:
            answer = pages.client.get(address, sent)
            if answer.status_code >= 500:
                found.add(f"{address}: {sorted(query.items())}: {answer.exc_info[1]!r}" if getattr(answer, "exc_info", None) else address)

    ask()
    assert "\n".join(sorted(found)[:20]) == ""


def test_no_filter_breaks_the_list_of_leads(pages: Pages) -> None:
    """Every name with every hostile value through the API, and some of them on the page."""
    found = []
    for number, name in enumerate([*REGISTRY, "sort", "limit", "cursor", "back"]):
        for place, value in enumerate(HOSTILE):
            sent = {name: value.encode("utf-8", "replace")}
            answers = [pages.client.get("/api/v1/leads", sent, headers={"X-Workspace": "acme"})]
            if name == "cursor" or (number + place) % 5 == 0:
                answers.append(pages.client.get("/w/acme/leads", sent))
            found += [f"{name}={value}: {answer.exc_info[1]!r}" for answer in answers if answer.status_code >= 500]
    assert "\n".join(found) == ""


def test_every_name_that_a_page_asks_for_is_known_here() -> None:
    assert {"q", "stage", "cursor", "tab", "sort", "limit"} <= set(NAMES)
