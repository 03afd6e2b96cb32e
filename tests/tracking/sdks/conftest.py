"""The SDKs of others, and one web process for them."""

from collections.abc import Iterator

import pytest

from launch import sdks
from tests.tracking.served import served


@pytest.fixture(scope="session")
def installed() -> None:
    """`make test` has installed them beforehand."""
    sdks.ensure()


@pytest.fixture(scope="session")
def address(committed: None, installed: None) -> Iterator[str]:
    with served() as address:
        yield address
