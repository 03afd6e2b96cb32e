"""The SDKs of others, and one web process for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from launch import sdks
from tests.tracking.served import served


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("sdks"))


@pytest.fixture(scope="session")
def installed() -> None:
    """`make test` has installed them beforehand."""
    sdks.ensure()


@pytest.fixture(scope="session")
def address(committed: None, installed: None) -> Iterator[str]:
    with served() as address:
        yield address
