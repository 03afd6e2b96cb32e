"""Skipped by name without a Chromium; a running product over a committed world for each module."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launch import browser
from tests.cast import Cast, assemble
from tests.conftest import committed_world
from tests.eyes.house import House, opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    without = pytest.mark.skip(reason=browser.WITHOUT)
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if browser.find() is None:
                item.add_marker(without)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="module")
def people(house: House, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast, committed."""
    with committed_world(django_db_blocker):
        yield assemble()
